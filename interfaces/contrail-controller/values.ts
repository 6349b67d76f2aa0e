import {
  field,
  isJsonMap,
  json,
  jsonList,
  jsonMap,
  jsonNumber,
  jsonObject,
  jsonText,
} from '@reactive-charms/reactive';
import type {
  Codec,
  Field,
  Fields,
  JsonMap,
  JsonSchema,
  JsonValue,
  Sparse,
} from '@reactive-charms/reactive';

/** Values of an orchestrator-info that both sides write. */
interface CommonOrchestratorFields {
  /** Token of the service account; a secret. */
  readonly kubeManagerToken: string;
  readonly kubernetesApiServer: string;
  readonly kubernetesApiSecurePort: string;
}

/** Members that this package does not know, for example those of another orchestrator. */
interface OtherMembers {
  readonly others?: JsonMap | undefined;
}

interface OrchestratorFields extends CommonOrchestratorFields {
  readonly cloudOrchestrator: string;
}

interface ControllerOrchestratorFields extends CommonOrchestratorFields {
  /** All orchestrators that the controller serves. */
  readonly cloudOrchestrators: readonly string[];
  /** The leading one of them: openstack before kubernetes. */
  readonly cloudOrchestrator: string;
}

/** The orchestrator of one requiring unit. */
export type OrchestratorInfo = Sparse<OrchestratorFields> & OtherMembers;

/** All orchestrators, as the controller merges them. */
export type ControllerOrchestratorInfo = Sparse<ControllerOrchestratorFields> & OtherMembers;

const common: Fields<CommonOrchestratorFields, JsonValue> = {
  kubeManagerToken: field('kube_manager_token', jsonText),
  kubernetesApiServer: field('kubernetes_api_server', jsonText),
  kubernetesApiSecurePort: field('kubernetes_api_secure_port', jsonText),
};

/** The value of `orchestrator-info` in a requiring unit's databag. */
export const orchestratorInfo: Codec<OrchestratorInfo, JsonValue> = withOthers<OrchestratorFields>({
  cloudOrchestrator: field('cloud_orchestrator', jsonText),
  ...common,
});

/** The value of `orchestrator-info` in a controller unit's databag. */
export const controllerOrchestratorInfo: Codec<ControllerOrchestratorInfo, JsonValue> =
  withOthers<ControllerOrchestratorFields>({
    ...common,
    cloudOrchestrators: field('cloud_orchestrators', jsonList(jsonText)),
    cloudOrchestrator: nullable('cloud_orchestrator', jsonText),
  });

interface AuthFields {
  readonly keystoneProtocol: string;
  readonly keystoneIp: string;
  readonly keystonePublicPort: string;
  readonly keystoneAdminUser: string;
  /** A secret. */
  readonly keystoneAdminPassword: string;
  readonly keystoneAdminTenant: string;
  readonly keystoneApiVersion: number;
  /** `v2.0` or `v3`. */
  readonly keystoneApiSuffix: string;
  readonly keystoneApiTokens: string;
  readonly keystoneUserDomainName: string;
  readonly keystoneProjectDomainName: string;
  readonly keystoneProjectName: string;
  /** PEM text. */
  readonly keystoneSslCa: string;
  readonly keystoneRegion: string;
}

/** How to reach Keystone; the wire has null for each undefined member. */
export type AuthInfo = Sparse<AuthFields>;

/** The value of `auth-info` in a controller unit's databag. Source: contract contrail.md section 2.8(d). */
export const authInfo: Codec<AuthInfo, JsonValue> = jsonObject<AuthFields>({
  keystoneProtocol: nullable('keystone_protocol', jsonText),
  keystoneIp: nullable('keystone_ip', jsonText),
  keystonePublicPort: nullable('keystone_public_port', jsonText),
  keystoneAdminUser: nullable('keystone_admin_user', jsonText),
  keystoneAdminPassword: nullable('keystone_admin_password', jsonText),
  keystoneAdminTenant: nullable('keystone_admin_tenant', jsonText),
  keystoneApiVersion: nullable('keystone_api_version', jsonNumber),
  keystoneApiSuffix: nullable('keystone_api_suffix', jsonText),
  keystoneApiTokens: nullable('keystone_api_tokens', jsonText),
  keystoneUserDomainName: nullable('keystone_user_domain_name', jsonText),
  keystoneProjectDomainName: nullable('keystone_project_domain_name', jsonText),
  keystoneProjectName: nullable('keystone_project_name', jsonText),
  keystoneSslCa: nullable('keystone_ssl_ca', jsonText),
  keystoneRegion: nullable('keystone_region', jsonText),
});

function nullable<T>(key: string, codec: Codec<T, JsonValue>): Field<T, JsonValue> {
  return field(key, codec, { absent: null });
}

interface AgentsFields {
  readonly podSubnets: string;
  /** Addresses of the cluster's nodes; undefined until the leader has counted them. */
  readonly kubernetesWorkers: readonly string[];
}

interface ClusterFields extends AgentsFields {
  readonly clusterName: string;
}

/** What a Kubernetes master tells of its cluster. */
export type ClusterInfo = Sparse<ClusterFields>;

/** What the controller tells agents of one cluster. */
export type ClusterAgents = Sparse<AgentsFields>;

/** What the controller tells agents: the clusters by name. */
export type AgentsInfo = Sparse<{ readonly clusters: Readonly<Record<string, ClusterAgents>> }>;

// On the wire the list is a text that holds JSON, inside JSON, inside a databag's text.
const agentsFields: Fields<AgentsFields, JsonValue> = {
  podSubnets: nullable('pod_subnets', jsonText),
  kubernetesWorkers: nullable('kubernetes_workers', inText(jsonList(jsonText))),
};

/** The value of `k8s_info` in a requiring unit's databag. */
export const clusterInfo: Codec<ClusterInfo, JsonValue> = jsonObject<ClusterFields>({
  ...agentsFields,
  clusterName: nullable('cluster_name', jsonText),
});

/** The value of `agents-info` in a controller unit's databag. */
export const agentsInfo: Codec<AgentsInfo, JsonValue> = jsonObject<
  Required<{ readonly clusters: Readonly<Record<string, ClusterAgents>> }>
>({
  clusters: field('k8s_info', jsonMap(jsonObject<AgentsFields>(agentsFields))),
});

/** A JSON value that stands in JSON as a text of its own; one that does not is read too. */
function inText<T>(codec: Codec<T, JsonValue>): Codec<T, JsonValue> {
  const asText = json(codec);
  return {
    get schema(): JsonSchema {
      return asText.schema;
    },
    encode: (value) => asText.encode(value),
    decode: (value) => (typeof value === 'string' ? asText.decode(value) : codec.decode(value)),
  };
}

function withOthers<T extends object>(
  fields: Fields<T, JsonValue>,
): Codec<Sparse<T> & OtherMembers, JsonValue> {
  const codec = jsonObject<T>(fields);
  const known = new Set<string>();
  for (const name in fields) known.add(fields[name].key);
  const othersOf = (object: JsonMap): [string, JsonValue][] =>
    Object.entries(object).filter(([key]) => !known.has(key));
  return {
    get schema(): JsonSchema {
      return codec.schema;
    },
    encode: (values) =>
      Object.fromEntries([
        ...Object.entries(codec.encode(values)),
        ...othersOf(values.others ?? {}),
      ]),
    decode: (value) => {
      const decoded = codec.decode(value);
      if (!decoded.ok || !decoded.value || !isJsonMap(value)) return decoded;
      const others = othersOf(value);
      if (others.length === 0) return decoded;
      return { ok: true, value: { ...decoded.value, others: Object.fromEntries(others) } };
    },
  };
}
