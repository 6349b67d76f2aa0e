import { readNestedVariables } from '@reactive-charms/interface-contrail-kubernetes-config';
import type { JsonValue } from '@reactive-charms/reactive';
import {
  cidrList,
  clusterName,
  hostName,
  logLevel,
  mapping,
  networkList,
  port,
  singleLine,
  splitList,
  variables,
} from './option-rules.ts';
import type { OptionRule } from './option-rules.ts';

/** The options of this layer as the operator gave them. Source: contract contrail.md 1.3. */
export interface OperatorOptions {
  readonly 'control-network': string | undefined;
  readonly 'log-level': string;
  readonly cluster_name: string;
  readonly cluster_project: string;
  readonly cluster_network: string;
  readonly pod_subnets: string;
  readonly ip_fabric_subnets: string;
  readonly service_subnets: string;
  readonly ip_fabric_forwarding: boolean;
  readonly ip_fabric_snat: boolean;
  readonly host_network_service: boolean;
  readonly public_fip_pool: string;
  readonly kubernetes_api_hostname: string | undefined;
  readonly kubernetes_api_secure_port: string | undefined;
  readonly kubernetes_cluster_domain: string | undefined;
  readonly nested_mode: boolean;
  readonly nested_mode_config: string;
  readonly nagios_context: string;
  readonly nagios_servicegroups: string;
}

/** What the operator wants, checked, in the words of this charm. Texts go on verbatim. */
export interface MasterOptions {
  readonly controlNetworks: readonly string[];
  readonly logLevel: string;
  readonly cluster: ClusterOptions;
  /** The API's address by option; only when host name and port are both set. */
  readonly api: { readonly hostname: string; readonly port: string } | undefined;
  readonly clusterDomain: string | undefined;
  readonly nestedMode: boolean;
  readonly nestedModeConfig: string;
  /** The members of nested_mode_config, in their order, as texts. */
  readonly nestedVariables: Readonly<Record<string, string>>;
}

/** The options that describe the cluster to Contrail. */
export interface ClusterOptions {
  readonly name: string;
  readonly project: string;
  readonly network: string;
  readonly podSubnets: string;
  readonly ipFabricSubnets: string;
  readonly serviceSubnets: string;
  readonly ipFabricForwarding: boolean;
  readonly ipFabricSnat: boolean;
  readonly hostNetworkService: boolean;
  readonly publicFipPool: string;
}

/** The options in force, and the faults that keep the operator's newer ones from being so. */
export interface CheckedOptions {
  /** Undefined when the charm was deployed with faulty options and has had no good ones yet. */
  readonly options: MasterOptions | undefined;
  readonly faults: readonly string[];
}

const RULES: Readonly<Partial<Record<keyof OperatorOptions, OptionRule>>> = {
  'control-network': networkList,
  'log-level': logLevel,
  cluster_name: clusterName,
  cluster_project: mapping,
  cluster_network: mapping,
  pod_subnets: cidrList,
  ip_fabric_subnets: cidrList,
  service_subnets: cidrList,
  public_fip_pool: mapping,
  kubernetes_api_hostname: hostName,
  kubernetes_api_secure_port: port,
  kubernetes_cluster_domain: singleLine,
  nested_mode_config: variables,
  nagios_context: singleLine,
  nagios_servicegroups: singleLine,
};

/**
 * Checks the operator's options. While one has a fault, the last good ones stay in force.
 * Rows 17 and 18 of contrail.md section 7.
 * @param given the options as Juju has them now.
 * @param lastGood the options that were in force before, if any.
 */
export function checkOptions(given: OperatorOptions, lastGood?: OperatorOptions): CheckedOptions {
  const faults = [...findFaults(given), ...findForbiddenChanges(given, lastGood)];
  const inForce = faults.length === 0 ? given : lastGood;
  return { options: inForce && readOptions(inForce), faults };
}

/** The one message for all faults; undefined when there is none. */
export function describeFaults(faults: readonly string[]): string | undefined {
  if (faults.length === 0) return undefined;
  return `Invalid option${faults.length === 1 ? '' : 's'}: ${faults.join('; ')}`;
}

/** The options in a form that can be kept between hooks; `restoreOptions` reads it. */
export function storeOptions(options: OperatorOptions): JsonValue {
  const own = restoreOptions(undefined, options);
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value ?? null]));
}

/**
 * Reads options that an earlier hook kept.
 * @param stored what `storeOptions` gave, perhaps in an older revision of this charm.
 * @param given the options as Juju has them now; they stand in for those not stored.
 */
export function restoreOptions(
  stored: JsonValue | undefined,
  given: OperatorOptions,
): OperatorOptions {
  const kept: ReadonlyMap<string, unknown> = new Map(Object.entries(stored ?? {}));
  const text = (name: TextOption): string => {
    const value = kept.get(name);
    return typeof value === 'string' ? value : given[name];
  };
  const unsettable = (name: UnsettableOption): string | undefined => {
    const value = kept.get(name);
    if (value === null) return undefined;
    return typeof value === 'string' ? value : given[name];
  };
  const truth = (name: BooleanOption): boolean => {
    const value = kept.get(name);
    return typeof value === 'boolean' ? value : given[name];
  };
  return {
    'control-network': unsettable('control-network'),
    'log-level': text('log-level'),
    cluster_name: text('cluster_name'),
    cluster_project: text('cluster_project'),
    cluster_network: text('cluster_network'),
    pod_subnets: text('pod_subnets'),
    ip_fabric_subnets: text('ip_fabric_subnets'),
    service_subnets: text('service_subnets'),
    ip_fabric_forwarding: truth('ip_fabric_forwarding'),
    ip_fabric_snat: truth('ip_fabric_snat'),
    host_network_service: truth('host_network_service'),
    public_fip_pool: text('public_fip_pool'),
    kubernetes_api_hostname: unsettable('kubernetes_api_hostname'),
    kubernetes_api_secure_port: unsettable('kubernetes_api_secure_port'),
    kubernetes_cluster_domain: unsettable('kubernetes_cluster_domain'),
    nested_mode: truth('nested_mode'),
    nested_mode_config: text('nested_mode_config'),
    nagios_context: text('nagios_context'),
    nagios_servicegroups: text('nagios_servicegroups'),
  };
}

type BooleanOption =
  'ip_fabric_forwarding' | 'ip_fabric_snat' | 'host_network_service' | 'nested_mode';
type UnsettableOption =
  | 'control-network'
  | 'kubernetes_api_hostname'
  | 'kubernetes_api_secure_port'
  | 'kubernetes_cluster_domain';
type TextOption = Exclude<keyof OperatorOptions, BooleanOption | UnsettableOption>;

function findFaults(given: OperatorOptions): string[] {
  return Object.entries(restoreOptions(undefined, given)).flatMap(([name, value]) => {
    const rule = ruleOf(name);
    if (rule === undefined || typeof value !== 'string') return [];
    if (value === '' && isUnsetByEmpty(name)) return [];
    const fault = rule(value);
    return fault === undefined ? [] : [`${name} ${fault}`];
  });
}

function ruleOf(name: string): OptionRule | undefined {
  return Object.entries(RULES).find(([option]) => option === name)?.[1];
}

// `juju config app option=` is how operators of older Jujus unset an option.
function isUnsetByEmpty(name: string): boolean {
  return name === 'control-network' || name.startsWith('kubernetes_');
}

function findForbiddenChanges(given: OperatorOptions, lastGood?: OperatorOptions): string[] {
  if (lastGood === undefined || lastGood.nested_mode === given.nested_mode) return [];
  return [
    `nested_mode cannot be changed after deployment (set it back to ${lastGood.nested_mode})`,
  ];
}

function readOptions(given: OperatorOptions): MasterOptions {
  const nested = readNestedVariables(given.nested_mode_config);
  const { kubernetes_api_hostname: hostname, kubernetes_api_secure_port: apiPort } = given;
  return {
    controlNetworks: splitList(given['control-network'] ?? ''),
    logLevel: given['log-level'],
    cluster: {
      name: given.cluster_name,
      project: given.cluster_project,
      network: given.cluster_network,
      podSubnets: given.pod_subnets,
      ipFabricSubnets: given.ip_fabric_subnets,
      serviceSubnets: given.service_subnets,
      ipFabricForwarding: given.ip_fabric_forwarding,
      ipFabricSnat: given.ip_fabric_snat,
      hostNetworkService: given.host_network_service,
      publicFipPool: given.public_fip_pool,
    },
    api: hostname && apiPort ? { hostname, port: apiPort } : undefined,
    clusterDomain: given.kubernetes_cluster_domain || undefined,
    nestedMode: given.nested_mode,
    nestedModeConfig: given.nested_mode_config,
    nestedVariables: nested.ok ? (nested.value ?? {}) : {},
  };
}
