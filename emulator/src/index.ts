export * from './model.ts';
export * from './events.ts';
export { openSession } from './session.ts';
export type {
  CommandResult,
  HookFailure,
  RunCommandsOptions,
  Session,
  SessionOptions,
  SettleReport,
} from './session.ts';
export * from './transitions/index.ts';
export { applicationStatus, shownStatus } from './status-view.ts';
export { relationsOf, remoteMembers, unitEntries } from './relation-view.ts';
export type { RelationView } from './relation-view.ts';
export { formatPort } from './tools/port-range.ts';
export { readLog } from './storage/log-file.ts';
export { readStatusLog } from './storage/status-log.ts';
export { runAgents } from './run-agents.ts';
export type { RunAgentsOptions } from './run-agents.ts';
export type { SingleRun } from './run-once.ts';
