import { createHash } from 'node:crypto';
import type { Certificates, KeystoneFacts, MasterFacts } from './facts.ts';
import { readImageVersion, VERSION_WITH } from './image-version.ts';

/** Variables of a container's environment, in the order of the file. */
export type EnvVariables = Readonly<Record<string, string>>;

/** Where the containers find the certificates. */
const CERTIFICATES = '/etc/contrail/ssl';

/**
 * The environment of kube-manager, as values. Source: contract contrail.md section 4.1 with rows 22
 * and 24 of section 7: null is empty, nothing is quoted.
 */
export function kubemanagerEnv(facts: MasterFacts): EnvVariables {
  const { options } = facts;
  return {
    ...(options.nestedMode
      ? { KUBEMANAGER_NESTED_MODE: '1', ...options.nestedVariables }
      : controlPlaneEnv(facts)),
    LOG_LEVEL: options.logLevel,
    CLOUD_ORCHESTRATOR: facts.controller.cloudOrchestrator ?? '',
    KUBEMANAGER_NODES: joinSorted(Object.values(facts.clusterInfo)),
    ...sslEnv(facts.tls.certificates, readImageVersion(facts.images.tag)),
    K8S_TOKEN: facts.token ?? '',
    KUBERNETES_API_SERVER: facts.api?.hostname ?? '',
    KUBERNETES_API_SECURE_PORT: facts.api?.port ?? '',
    ...clusterEnv(facts),
  };
}

/** Names of variables whose value has a line break, which no env file can carry. Row 23. */
export function findBrokenVariables(env: EnvVariables): string[] {
  return Object.entries(env).flatMap(([name, value]) => (/[\r\n]/.test(value) ? [name] : []));
}

function controlPlaneEnv({ controller, options }: MasterFacts): EnvVariables {
  const domain = options.clusterDomain ?? controller.auth?.projectDomainName;
  return {
    CONTROLLER_NODES: joinSorted(controller.controllerIps),
    CONTROL_NODES: joinSorted(controller.controllerDataIps),
    ANALYTICS_NODES: joinSorted(controller.analyticsServers),
    DIST_SNAT_PROTO_PORT_LIST: 'tcp:1024,udp:1024',
    ...keystoneEnv(controller.auth),
    ...(domain ? { KUBERNETES_CLUSTER_DOMAIN: domain } : {}),
  };
}

function keystoneEnv(auth: KeystoneFacts = {}): EnvVariables {
  return {
    KEYSTONE_AUTH_ADMIN_TENANT: orEmpty(auth.adminTenant),
    KEYSTONE_AUTH_ADMIN_USER: orEmpty(auth.adminUser),
    KEYSTONE_AUTH_ADMIN_PASSWORD: orEmpty(auth.adminPassword),
    ...keystoneDomains(auth),
    KEYSTONE_AUTH_URL_VERSION: `/${orEmpty(auth.apiSuffix)}`,
    KEYSTONE_AUTH_HOST: orEmpty(auth.ip),
    KEYSTONE_AUTH_PROTO: orEmpty(auth.protocol),
    KEYSTONE_AUTH_PUBLIC_PORT: orEmpty(auth.publicPort),
    KEYSTONE_AUTH_REGION_NAME: orEmpty(auth.region),
    ...(auth.sslCa
      ? {
          KEYSTONE_AUTH_CA_CERTFILE: `${CERTIFICATES}/keystone-ca-cert.pem`,
          KEYSTONE_AUTH_INSECURE: 'False',
        }
      : { KEYSTONE_AUTH_INSECURE: 'True' }),
  };
}

function keystoneDomains({ projectDomainName, userDomainName }: KeystoneFacts): EnvVariables {
  if (!projectDomainName || !userDomainName) return {};
  return {
    KEYSTONE_AUTH_PROJECT_DOMAIN_NAME: projectDomainName,
    KEYSTONE_AUTH_USER_DOMAIN_NAME: userDomainName,
  };
}

function sslEnv(certificates: Certificates | undefined, version: number): EnvVariables {
  const enabled = certificates !== undefined;
  const databases = pythonBoolean(enabled);
  const apis = pythonBoolean(enabled && version >= VERSION_WITH.apiSsl);
  return {
    SSL_ENABLE: pythonBoolean(enabled),
    ...(version >= VERSION_WITH.databaseSsl
      ? { CASSANDRA_SSL_ENABLE: databases, RABBITMQ_USE_SSL: databases }
      : {}),
    REDIS_SSL_ENABLE: apis,
    ANALYTICS_API_SSL_ENABLE: apis,
    CONFIG_API_SSL_ENABLE: apis,
    ...(certificates === undefined
      ? {}
      : {
          SERVER_CERTFILE: `${CERTIFICATES}/certs/server.pem`,
          SERVER_KEYFILE: `${CERTIFICATES}/private/server-privkey.pem`,
          SERVER_CA_CERTFILE: `${CERTIFICATES}/certs/ca-cert.pem`,
          CERTS_HASH: [certificates.ca, certificates.certificate, certificates.key]
            .map((pem) => createHash('md5').update(pem).digest('hex'))
            .join(''),
        }),
  };
}

function clusterEnv({ options: { cluster } }: MasterFacts): EnvVariables {
  return {
    KUBERNETES_CLUSTER_NAME: cluster.name,
    KUBERNETES_CLUSTER_PROJECT: cluster.project,
    KUBERNETES_CLUSTER_NETWORK: cluster.network,
    KUBERNETES_POD_SUBNETS: cluster.podSubnets,
    KUBERNETES_IP_FABRIC_SUBNETS: cluster.ipFabricSubnets,
    KUBERNETES_SERVICE_SUBNETS: cluster.serviceSubnets,
    KUBERNETES_IP_FABRIC_FORWARDING: pythonBoolean(cluster.ipFabricForwarding),
    KUBERNETES_IP_FABRIC_SNAT: pythonBoolean(cluster.ipFabricSnat),
    KUBERNETES_HOST_NETWORK_SERVICE: pythonBoolean(cluster.hostNetworkService),
    KUBERNETES_PUBLIC_FIP_POOL: cluster.publicFipPool,
  };
}

function orEmpty(value: string | undefined): string {
  return value ?? '';
}

function joinSorted(addresses: readonly string[]): string {
  return [...addresses].sort().join(',');
}

function pythonBoolean(value: boolean): string {
  return value ? 'True' : 'False';
}
