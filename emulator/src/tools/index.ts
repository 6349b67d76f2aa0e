import type { Model } from '../model.ts';
import { actionFail, actionGet, actionLog, actionSet } from './action-tools.ts';
import { configGet } from './config-tools.ts';
import { goalState } from './goal-state-tool.ts';
import { isLeader, leaderGet, leaderSet } from './leader-tools.ts';
import { jujuLog } from './log-tools.ts';
import { addMetric } from './metric-tools.ts';
import { networkGet, unitGet } from './network-tools.ts';
import { payloadRegister, payloadStatusSet, payloadUnregister } from './payload-tools.ts';
import { closePort, openPort, openedPorts } from './port-tools.ts';
import { jujuReboot } from './reboot-tools.ts';
import {
  relationGet,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
} from './relation-tools.ts';
import { credentialGet, resourceGet } from './resource-tools.ts';
import { secretGrant, secretRevoke } from './secret-access-tools.ts';
import { secretGet, secretIds, secretInfoGet } from './secret-read-tools.ts';
import { secretAdd, secretRemove, secretSet } from './secret-write-tools.ts';
import { stateDelete, stateGet, stateSet } from './state-tools.ts';
import { applicationVersionSet, statusGet, statusSet } from './status-tools.ts';
import { storageAdd, storageGet, storageList } from './storage-tools.ts';
import type { Tool } from './tool.ts';
import { hasTool } from './versions.ts';

/** Every hook tool that some version of Juju has. */
const TOOLS: readonly Tool[] = [
  actionFail,
  actionGet,
  actionLog,
  actionSet,
  addMetric,
  applicationVersionSet,
  closePort,
  configGet,
  credentialGet,
  goalState,
  isLeader,
  jujuLog,
  jujuReboot,
  leaderGet,
  leaderSet,
  networkGet,
  openPort,
  openedPorts,
  payloadRegister,
  payloadStatusSet,
  payloadUnregister,
  relationGet,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
  resourceGet,
  secretAdd,
  secretGet,
  secretGrant,
  secretIds,
  secretInfoGet,
  secretRemove,
  secretRevoke,
  secretSet,
  stateDelete,
  stateGet,
  stateSet,
  statusGet,
  statusSet,
  storageAdd,
  storageGet,
  storageList,
  unitGet,
];

const byVersion = new Map<string, ReadonlyMap<string, Tool>>();

/** The hook tools of a model's version of Juju, by name. */
export function toolsOf({ agentVersion }: Model): ReadonlyMap<string, Tool> {
  const known = byVersion.get(agentVersion);
  if (known) return known;
  const tools = TOOLS.filter(({ name }) => hasTool(agentVersion, name));
  const table = new Map(tools.map((tool): [string, Tool] => [tool.name, tool]));
  byVersion.set(agentVersion, table);
  return table;
}

export { BadRequestError } from './failure.ts';
export { runTool } from './run-tool.ts';
export type { ToolOutcome } from './run-tool.ts';
export { startRun } from './hook-run.ts';
export type { ActionRun, HookRun, Purpose, RunRelation } from './hook-run.ts';
export { hasTool, isAtLeast } from './versions.ts';
