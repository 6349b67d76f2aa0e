/** What contract contrail.md says of a plain cluster: sections 2.8(a) and 4. */

/** The cluster as a whole. */
export interface Cluster {
  readonly token: string;
  readonly podSubnets: string;
  /** Addresses of all machines with a node, sorted. */
  readonly workers: readonly string[];
  /** The address of each master. */
  readonly masters: Readonly<Record<string, string>>;
}

/** A JSON text inside a JSON text, which is how the wire format has some lists. */
export interface JsonText {
  readonly jsonText: unknown;
}

/** Parses the values of a databag that are JSON, so that spaces and order of keys do not count. */
export function parseBag(bag: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bag).map(([key, text]) => [
      key,
      isJson(text) ? JSON.parse(text, (_key, value: unknown) => markText(value)) : text,
    ]),
  );
}

/** What a master writes to the controllers. */
export function masterBag(cluster: Cluster, address: string): object {
  return {
    'unit-type': 'kubernetes',
    'orchestrator-info': {
      cloud_orchestrator: 'kubernetes',
      kube_manager_token: cluster.token,
      kubernetes_api_server: address,
      kubernetes_api_secure_port: '6443',
    },
    k8s_info: {
      pod_subnets: cluster.podSubnets,
      kubernetes_workers: { jsonText: cluster.workers },
      cluster_name: 'k8s',
    },
  };
}

/** What the controller writes; of several masters' API servers it passes on the last unit's. */
export function controllerBag(cluster: Cluster): object {
  const addresses = ['10.0.12.10'];
  const last = Object.keys(cluster.masters).sort().at(-1) ?? '';
  return {
    'auth-mode': 'no-auth',
    controller_ips: addresses,
    controller_data_ips: addresses,
    'analytics-server': addresses,
    'orchestrator-info': {
      kube_manager_token: cluster.token,
      kubernetes_api_server: cluster.masters[last],
      kubernetes_api_secure_port: '6443',
      cloud_orchestrators: ['kubernetes'],
      cloud_orchestrator: 'kubernetes',
    },
    'agents-info': {
      k8s_info: {
        k8s: {
          pod_subnets: cluster.podSubnets,
          kubernetes_workers: { jsonText: cluster.workers },
        },
      },
    },
  };
}

/** What every master writes to the nodes. */
export function clusterBag({ podSubnets }: Cluster): object {
  return {
    cluster_name: 'k8s',
    pod_subnets: podSubnets,
    nested_mode: 'False',
    nested_mode_config: {},
  };
}

/** What a node writes to its principal. */
export function cniBag({ podSubnets }: Cluster): object {
  return { cidr: podSubnets, 'cni-conf-file': '/etc/cni/net.d/10-contrail.conf' };
}

/** /etc/contrail/common_kubemanager.env of section 4.1, with row 24 of section 7. */
export function kubemanagerEnv(cluster: Cluster, address: string): Record<string, string> {
  return {
    CONTROLLER_NODES: '10.0.12.10',
    CONTROL_NODES: '10.0.12.10',
    ANALYTICS_NODES: '10.0.12.10',
    DIST_SNAT_PROTO_PORT_LIST: 'tcp:1024,udp:1024',
    KEYSTONE_AUTH_ADMIN_TENANT: '',
    KEYSTONE_AUTH_ADMIN_USER: '',
    KEYSTONE_AUTH_ADMIN_PASSWORD: '',
    KEYSTONE_AUTH_URL_VERSION: '/',
    KEYSTONE_AUTH_HOST: '',
    KEYSTONE_AUTH_PROTO: '',
    KEYSTONE_AUTH_PUBLIC_PORT: '',
    KEYSTONE_AUTH_REGION_NAME: '',
    KEYSTONE_AUTH_INSECURE: 'True',
    LOG_LEVEL: 'SYS_NOTICE',
    CLOUD_ORCHESTRATOR: 'kubernetes',
    KUBEMANAGER_NODES: Object.values(cluster.masters).sort().join(','),
    SSL_ENABLE: 'False',
    CASSANDRA_SSL_ENABLE: 'False',
    RABBITMQ_USE_SSL: 'False',
    REDIS_SSL_ENABLE: 'False',
    ANALYTICS_API_SSL_ENABLE: 'False',
    CONFIG_API_SSL_ENABLE: 'False',
    K8S_TOKEN: cluster.token,
    KUBERNETES_API_SERVER: address,
    KUBERNETES_API_SECURE_PORT: '6443',
    KUBERNETES_CLUSTER_NAME: 'k8s',
    KUBERNETES_CLUSTER_PROJECT: '{}',
    KUBERNETES_CLUSTER_NETWORK: '{}',
    KUBERNETES_POD_SUBNETS: cluster.podSubnets,
    KUBERNETES_IP_FABRIC_SUBNETS: '10.64.0.0/12',
    KUBERNETES_SERVICE_SUBNETS: '10.96.0.0/12',
    KUBERNETES_IP_FABRIC_FORWARDING: 'False',
    KUBERNETES_IP_FABRIC_SNAT: 'False',
    KUBERNETES_HOST_NETWORK_SERVICE: 'False',
    KUBERNETES_PUBLIC_FIP_POOL: '{}',
  };
}

/** /etc/contrail/common_cni.env of section 4.2. */
export const CNI_ENV: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'SYS_NOTICE',
  LOG_DIR: '/var/log',
  KUBERNETES_CLUSTER_NAME: 'k8s',
};

/** The variables in the text of an env file; of repeated ones the last counts. */
export function parseEnv(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function isJson(text: string): boolean {
  return /^[[{]/.test(text);
}

function markText(value: unknown): unknown {
  return typeof value === 'string' && isJson(value)
    ? ({ jsonText: JSON.parse(value) } satisfies JsonText)
    : value;
}
