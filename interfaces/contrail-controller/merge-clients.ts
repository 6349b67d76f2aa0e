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
  const clusters = new Map<string, ClusterAgents>();
  for (const { clusterName, podSubnets, kubernetesWorkers } of infos) {
    if (clusterName === undefined) continue;
    const known = clusters.get(clusterName);
    const lists = [known?.kubernetesWorkers, kubernetesWorkers].filter(
      (list) => list !== undefined,
    );
    clusters.set(clusterName, {
      podSubnets: known?.podSubnets ?? podSubnets,
      kubernetesWorkers: lists.length === 0 ? undefined : sortAddresses(lists.flat()),
    });
  }
  return clusters.size === 0 ? undefined : { clusters: Object.fromEntries(clusters) };
}
