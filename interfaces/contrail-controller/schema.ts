import {
  databagSchema,
  field,
  json,
  jsonList,
  jsonText,
  pythonBoolean,
  text,
  wholeNumber,
} from '@reactive-charms/reactive';
import type { DatabagSchema } from '@reactive-charms/reactive';
import {
  agentsInfo,
  authInfo,
  clusterInfo,
  controllerOrchestratorInfo,
  orchestratorInfo,
} from './values.ts';
import type {
  AgentsInfo,
  AuthInfo,
  ClusterInfo,
  ControllerOrchestratorInfo,
  OrchestratorInfo,
} from './values.ts';

/** What a unit of the requiring side (a cluster, an agent) publishes. */
export interface ClientFields {
  /** What the unit is to the controller, for example `kubernetes` or `agent`. */
  readonly unitType: string;
  readonly orchestratorInfo: OrchestratorInfo;
  readonly clusterInfo: ClusterInfo;
  /** Last stage of a zero-impact upgrade that the unit has finished. */
  readonly ziuDone: number;
  /** Withdrawn by requiring units: only the controller starts a stage. */
  readonly ziu: number;
}

/** What a unit of the providing side (the controller) publishes. */
export interface ControllerFields {
  /** `no-auth`, `cloud-admin` or `rbac`. */
  readonly authMode: string;
  /** Empty while the controllers are too few. */
  readonly controllerIps: readonly string[];
  /** The controllers' addresses on the data network. */
  readonly controllerDataIps: readonly string[];
  readonly analyticsServers: readonly string[];
  readonly orchestratorInfo: ControllerOrchestratorInfo;
  readonly agentsInfo: AgentsInfo;
  readonly authInfo: AuthInfo;
  /** `issu` while an in-service software upgrade runs. */
  readonly maintenance: string;
  /** Stage of a zero-impact upgrade, 0 to 6; absent when none runs. */
  readonly ziu: number;
  readonly ziuDone: number;
  readonly sslEnabled: boolean;
  /** PEM text. */
  readonly caCertificate: string;
}

const stage = wholeNumber(0, 6);
const addresses = json(jsonList(jsonText));

/** The databag of a requiring unit. Source: contract contrail.md section 2.1. */
export const clientSchema: DatabagSchema<ClientFields> = databagSchema<ClientFields>({
  unitType: field('unit-type', text, {
    about: 'what the unit is to the controller: kubernetes, agent, openstack, …',
  }),
  orchestratorInfo: field('orchestrator-info', json(orchestratorInfo), {
    about:
      'JSON object: cloud_orchestrator, kube_manager_token (a secret), kubernetes_api_server and kubernetes_api_secure_port (both texts), each only while it is known; other orchestrators add members of their own',
  }),
  clusterInfo: field('k8s_info', json(clusterInfo), {
    about:
      'JSON object: pod_subnets, kubernetes_workers (a text that holds a JSON list of addresses) and cluster_name, each null while it is not known',
  }),
  ziuDone: field('ziu_done', stage, {
    about:
      'last stage of a zero-impact upgrade that the unit has finished, 0 to 6; withdrawn while none runs',
  }),
  ziu: field('ziu', stage, { about: 'always withdrawn: only the controller starts a stage' }),
});

/** The databag of a controller unit. Source: contract contrail.md section 2.1. */
export const controllerSchema: DatabagSchema<ControllerFields> = databagSchema<ControllerFields>({
  authMode: field('auth-mode', text, { about: 'no-auth, cloud-admin or rbac' }),
  controllerIps: field('controller_ips', addresses, {
    about: 'JSON list of the addresses of all controllers; empty while they are too few',
  }),
  controllerDataIps: field('controller_data_ips', addresses, {
    about: 'JSON list of the addresses of all controllers on the data network',
  }),
  analyticsServers: field('analytics-server', addresses, {
    about: 'JSON list of the addresses of all analytics servers',
  }),
  orchestratorInfo: field('orchestrator-info', json(controllerOrchestratorInfo), {
    about:
      'JSON object: the members of all requiring units without cloud_orchestrator, then cloud_orchestrators (a list) and cloud_orchestrator (the leading one; null while there is none)',
  }),
  agentsInfo: field('agents-info', json(agentsInfo), {
    about:
      'JSON object: k8s_info → name of the cluster → pod_subnets and kubernetes_workers, as in k8s_info of a requiring unit',
  }),
  authInfo: field('auth-info', json(authInfo), {
    about: 'JSON object of the keystone_… members, each null while it is not known',
  }),
  maintenance: field('maintenance', text, {
    about: 'issu while an in-service software upgrade runs; withdrawn otherwise',
  }),
  ziu: field('ziu', stage, {
    about:
      'stage of a zero-impact upgrade, 0 to 6; withdrawn while none runs, and by units that do not lead',
  }),
  ziuDone: field('ziu_done', stage, {
    about: 'last stage of a zero-impact upgrade that the controller has finished, 0 to 6',
  }),
  sslEnabled: field('ssl-enabled', pythonBoolean, {
    about: 'whether the controllers speak TLS: True or False',
  }),
  caCertificate: field('ca-cert', text, {
    about: 'certificate of the authority that vouches for the controllers, PEM',
  }),
});
