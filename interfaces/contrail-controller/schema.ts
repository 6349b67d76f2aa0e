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
  unitType: field('unit-type', text),
  orchestratorInfo: field('orchestrator-info', json(orchestratorInfo)),
  clusterInfo: field('k8s_info', json(clusterInfo)),
  ziuDone: field('ziu_done', stage),
  ziu: field('ziu', stage),
});

/** The databag of a controller unit. Source: contract contrail.md section 2.1. */
export const controllerSchema: DatabagSchema<ControllerFields> = databagSchema<ControllerFields>({
  authMode: field('auth-mode', text),
  controllerIps: field('controller_ips', addresses),
  controllerDataIps: field('controller_data_ips', addresses),
  analyticsServers: field('analytics-server', addresses),
  orchestratorInfo: field('orchestrator-info', json(controllerOrchestratorInfo)),
  agentsInfo: field('agents-info', json(agentsInfo)),
  authInfo: field('auth-info', json(authInfo)),
  maintenance: field('maintenance', text),
  ziu: field('ziu', stage),
  ziuDone: field('ziu_done', stage),
  sslEnabled: field('ssl-enabled', pythonBoolean),
  caCertificate: field('ca-cert', text),
});
