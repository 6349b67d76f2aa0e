import type { Model } from '../model.ts';
import { hasLeaderSettings } from '../scheduler.ts';
import {
  credentialGet,
  resourceGet,
  secretGet,
  secretIds,
  storageGet,
  storageList,
} from './absent-tools.ts';
import { actionFail, actionGet, actionLog, actionSet } from './action-tools.ts';
import { configGet } from './config-tools.ts';
import { goalState } from './goal-state-tool.ts';
import { isLeader, leaderGet, leaderSet } from './leader-tools.ts';
import { jujuLog } from './log-tools.ts';
import { networkGet, unitGet } from './network-tools.ts';
import { closePort, openPort, openedPorts } from './port-tools.ts';
import {
  relationGet,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
} from './relation-tools.ts';
import { stateDelete, stateGet, stateSet } from './state-tools.ts';
import { applicationVersionSet, statusGet, statusSet } from './status-tools.ts';
import type { Tool } from './tool.ts';

const TOOLS: readonly Tool[] = [
  actionFail,
  actionGet,
  actionLog,
  actionSet,
  applicationVersionSet,
  closePort,
  configGet,
  credentialGet,
  goalState,
  isLeader,
  jujuLog,
  networkGet,
  openPort,
  openedPorts,
  relationGet,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
  resourceGet,
  secretGet,
  secretIds,
  stateDelete,
  stateGet,
  stateSet,
  statusGet,
  statusSet,
  storageGet,
  storageList,
  unitGet,
];

/** Tools that Juju 4 no longer has. */
const OLD_TOOLS: readonly Tool[] = [leaderGet, leaderSet];

/** The hook tools of a model's version of Juju, by name. */
export function toolsOf(model: Model): ReadonlyMap<string, Tool> {
  const tools = hasLeaderSettings(model) ? [...TOOLS, ...OLD_TOOLS] : TOOLS;
  return new Map(tools.map((tool) => [tool.name, tool]));
}

export { runTool } from './run-tool.ts';
export type { ToolCallRequest, ToolOutcome } from './run-tool.ts';
export { startRun } from './hook-run.ts';
export type { ActionRun, HookRun, Purpose, RunRelation } from './hook-run.ts';
export type { ToolLog } from './tool.ts';
