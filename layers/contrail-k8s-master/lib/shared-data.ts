import { json, jsonList, jsonMap, jsonText } from '@reactive-charms/reactive';
import type { Codec, Databag } from '@reactive-charms/reactive';

/** Keys of the data that the leader shares. Source: contract contrail.md section 3. */
export const SHARED = {
  clusterInfo: 'cluster_info',
  token: 'kube_manager_token',
  workers: 'kubernetes_workers',
} as const;

const addressList: Codec<readonly string[], string> = json(jsonList(jsonText));
const addressMap: Codec<Readonly<Record<string, string>>, string> = json(jsonMap(jsonText));

/** The addresses in a shared text; undefined when there is none or it cannot be read. */
export function readSharedAddresses(text: string | undefined): readonly string[] | undefined {
  const decoded = addressList.decode(text ?? '');
  return decoded.ok ? decoded.value : undefined;
}

/**
 * What the leader shares of the cluster's members.
 * @param workers undefined while the leader knows nothing of the nodes.
 */
export function sharedCluster(
  clusterInfo: Readonly<Record<string, string>>,
  workers: readonly string[] | undefined,
): Databag {
  return {
    [SHARED.clusterInfo]: addressMap.encode(clusterInfo),
    ...(workers === undefined ? {} : { [SHARED.workers]: addressList.encode(workers) }),
  };
}
