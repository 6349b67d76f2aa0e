import type { NodeFacts } from '../../lib/facts.ts';

/** The plain deployment of contract section 2.8(a), with changes. */
export function sampleFacts(changes: Partial<NodeFacts> = {}): NodeFacts {
  return {
    logLevel: 'SYS_NOTICE',
    cniJoined: true,
    configJoined: true,
    cluster: {
      name: 'k8s',
      podSubnets: '10.32.0.0/12',
      nestedMode: false,
      nestedVariables: {},
    },
    ...changes,
  };
}
