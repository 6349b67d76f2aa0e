import { sortAddresses } from '@reactive-charms/reactive';
import type { JsonMap } from '@reactive-charms/reactive';
import type {
  AgentsInfo,
  ClusterAgents,
  ClusterInfo,
  ControllerOrchestratorInfo,
  OrchestratorInfo,
} from './values.ts';

/**
 * Merges what all requiring units tell of their orchestrators; of two values for one member the later
 * wins. The leading orchestrator is openstack if there is one, else the first that is named.
 */
export function mergeOrchestratorInfo(
  infos: readonly OrchestratorInfo[],
): ControllerOrchestratorInfo {
  const names = new Set<string>();
  let merged: OrchestratorInfo = {};
  let others: JsonMap = {};
  for (const { cloudOrchestrator, others: more, ...values } of infos) {
    if (cloudOrchestrator) names.add(cloudOrchestrator);
    merged = { ...merged, ...values };
    others = { ...others, ...more };
  }
  const cloudOrchestrators = [...names];
  return {
    ...merged,
    others,
    cloudOrchestrators,
    cloudOrchestrator: names.has('openstack') ? 'openstack' : cloudOrchestrators[0],
  };
}

/**
 * Merges what all masters tell of their clusters: the pod subnets of the first that tells them, and
 * the workers of all. Undefined while nobody names a cluster.
 */
export function mergeClusters(infos: readonly ClusterInfo[]): AgentsInfo | undefined {
  const byCluster = new Map<string, ClusterInfo[]>();
  for (const info of infos) {
    if (info.clusterName === undefined) continue;
    const known = byCluster.get(info.clusterName);
    if (known) known.push(info);
    else byCluster.set(info.clusterName, [info]);
  }
  if (byCluster.size === 0) return undefined;
  const clusters = [...byCluster].map(([name, known]) => [name, mergeCluster(known)] as const);
  return { clusters: Object.fromEntries(clusters) };
}

function mergeCluster(infos: readonly ClusterInfo[]): ClusterAgents {
  const lists = infos.flatMap(({ kubernetesWorkers }) =>
    kubernetesWorkers === undefined ? [] : [kubernetesWorkers],
  );
  return {
    podSubnets: infos.find(({ podSubnets }) => podSubnets !== undefined)?.podSubnets,
    kubernetesWorkers: lists.length === 0 ? undefined : sortAddresses(lists.flat()),
  };
}
