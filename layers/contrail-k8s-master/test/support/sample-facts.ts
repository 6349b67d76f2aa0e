import type { ControllerFacts, MasterFacts } from '../../lib/facts.ts';
import { checkOptions } from '../../lib/options.ts';
import type { MasterOptions, OperatorOptions } from '../../lib/options.ts';

/** The defaults of contract contrail.md section 1.3. */
export const DEFAULTS: OperatorOptions = {
  'control-network': undefined,
  'log-level': 'SYS_NOTICE',
  cluster_name: 'k8s',
  cluster_project: '{}',
  cluster_network: '{}',
  pod_subnets: '10.32.0.0/12',
  ip_fabric_subnets: '10.64.0.0/12',
  service_subnets: '10.96.0.0/12',
  ip_fabric_forwarding: false,
  ip_fabric_snat: false,
  host_network_service: false,
  public_fip_pool: '{}',
  kubernetes_api_hostname: undefined,
  kubernetes_api_secure_port: undefined,
  kubernetes_cluster_domain: undefined,
  nested_mode: false,
  nested_mode_config: '{}',
  nagios_context: 'juju',
  nagios_servicegroups: '',
};

/** Checked options: the defaults with changes. */
export function sampleOptions(changes: Partial<OperatorOptions> = {}): MasterOptions {
  const { options, faults } = checkOptions({ ...DEFAULTS, ...changes });
  if (options === undefined) throw new Error(faults.join('; '));
  return options;
}

/** What a plain controller tells. */
export const PLAIN_CONTROLLER: ControllerFacts = {
  controllerIps: ['10.0.12.10'],
  controllerDataIps: ['10.0.12.10'],
  analyticsServers: ['10.0.12.10'],
  cloudOrchestrator: 'kubernetes',
  cloudOrchestrators: ['kubernetes'],
  auth: undefined,
  maintenance: undefined,
  ziu: undefined,
};

/** What is known while there is no relation to a controller. */
export const NO_CONTROLLER: ControllerFacts = {
  controllerIps: [],
  controllerDataIps: [],
  analyticsServers: [],
  cloudOrchestrator: undefined,
  cloudOrchestrators: [],
  auth: undefined,
  maintenance: undefined,
  ziu: undefined,
};

/** The plain deployment of contract section 2.8(a), with changes. */
export function sampleFacts(changes: Partial<MasterFacts> = {}): MasterFacts {
  return {
    options: sampleOptions(),
    address: '10.0.12.20',
    controller: PLAIN_CONTROLLER,
    api: { hostname: '10.0.12.20', port: '6443' },
    token: 'T',
    clusterInfo: { 'contrail-kubernetes-master/0': '10.0.12.20' },
    workers: ['10.0.12.20', '10.0.12.30'],
    tls: { related: false, certificates: undefined },
    images: { registry: 'opencontrailnightly', tag: 'latest' },
    ...changes,
  };
}
