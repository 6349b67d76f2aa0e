import type { NodeFacts } from './facts.ts';

/** Variables of a container's environment, in the order of the file. */
export type EnvVariables = Readonly<Record<string, string>>;

/** The environment of the CNI container. Source: contract contrail.md section 4.2. */
export function cniEnv({ logLevel, cluster }: NodeFacts): EnvVariables {
  return { LOG_LEVEL: logLevel, LOG_DIR: '/var/log', ...clusterEnv(cluster) };
}

/** Names of variables whose value has a line break, which no env file can carry. Row 23. */
export function findBrokenVariables(env: EnvVariables): string[] {
  return Object.entries(env).flatMap(([name, value]) => (/[\r\n]/.test(value) ? [name] : []));
}

function clusterEnv(cluster: NodeFacts['cluster']): EnvVariables {
  if (cluster?.nestedMode) return { KUBEMANAGER_NESTED_MODE: '1', ...cluster.nestedVariables };
  return cluster?.name === undefined ? {} : { KUBERNETES_CLUSTER_NAME: cluster.name };
}
