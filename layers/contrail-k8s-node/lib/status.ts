import type { WorkloadStatus } from '@reactive-charms/juju';
import { cniEnv, findBrokenVariables } from './cni-env.ts';
import type { NodeFacts } from './facts.ts';

/** What a node shows when nothing is missing. Source: contract contrail.md section 5.2. */
export const READY: WorkloadStatus = { status: 'active', message: 'Unit is ready' };

/**
 * Says why the CNI plug-in must not be installed now; undefined when it may. The unit is not active
 * without its relations and the subnets of the pods: row 35 of section 7.
 */
export function findHindrance(facts: NodeFacts): WorkloadStatus | undefined {
  const missing = [
    ...(facts.cniJoined ? [] : ['cni']),
    ...(facts.configJoined ? [] : ['contrail-kubernetes-config']),
  ];
  if (missing.length > 0) {
    return { status: 'blocked', message: `Missing or incomplete relations: ${missing.join(', ')}` };
  }
  if (facts.cluster?.podSubnets === undefined) {
    return {
      status: 'waiting',
      message: 'Waiting for pod_subnets from contrail-kubernetes-master',
    };
  }
  const broken = findBrokenVariables(cniEnv(facts));
  if (broken.length === 0) return undefined;
  return { status: 'blocked', message: `Values with a line break: ${broken.join(', ')}` };
}
