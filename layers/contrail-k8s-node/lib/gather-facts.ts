import type { HandlerContext } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import type { ClusterFacts, NodeFacts } from './facts.ts';
import { checkLogLevel } from './log-level.ts';

/** What this charm's handlers are given. */
export type Context = HandlerContext<Charm>;

/** Name under which the unit remembers the log level that was last in force. */
export const GOOD_LOG_LEVEL = 'good-log-level';

/** The log level in force, and the fault that keeps the operator's newer one from being so. */
export function logLevelInForce({ config, unit }: Context): ReturnType<typeof checkLogLevel> {
  const stored = unit.data.get(GOOD_LOG_LEVEL);
  return checkLogLevel(config['log-level'], typeof stored === 'string' ? stored : undefined);
}

/** Reads everything that the decisions of this charm depend on. */
export function gatherFacts({ endpoints }: Context, logLevel: string): NodeFacts {
  const master = endpoints['contrail-kubernetes-config'];
  return {
    logLevel,
    cniJoined: endpoints.cni.isJoined,
    configJoined: master.isJoined,
    cluster: clusterFacts(master),
  };
}

type Master = Charm['endpoints']['contrail-kubernetes-config'];

function clusterFacts({ config, nestedVariables }: Master): ClusterFacts | undefined {
  if (config === undefined) return undefined;
  return {
    name: config.clusterName,
    podSubnets: config.podSubnets,
    nestedMode: config.nestedMode,
    nestedVariables,
  };
}
