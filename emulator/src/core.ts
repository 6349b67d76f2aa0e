/**
 * The model without processes, files and sockets: its values, what changes them, what runs next, and
 * what hook tools answer. A testing kit runs charms on it in its own process.
 */
export * from './model.ts';
export * from './events.ts';
export * from './transitions/index.ts';
export { applicationStatus, shownStatus } from './status-view.ts';
export { progressOf, relationsOf, remoteMembers, unitEntries } from './relation-view.ts';
export type { RelationView } from './relation-view.ts';
export { createStore } from './store.ts';
export type { ModelStore } from './store.ts';
export { hookEnvironment } from './agent-environment.ts';
export { unitPaths } from './paths.ts';
export { findCommandRelation } from './command-relation.ts';
export type { RelationChoice } from './command-relation.ts';
export { commitRun } from './transitions/commit.ts';
export { hookDone } from './transitions/hooks.ts';
export { ROTATE_POLICIES } from './model/secret.ts';
export { formatPort } from './tools/port-range.ts';
export { secretUri } from './tools/secret-uri.ts';
export { isAtLeast } from './tools/versions.ts';
export type { ActionRun, HookRun, Purpose } from './tools/index.ts';
export { BadRequestError, toolsOf } from './tools/index.ts';
export { RunKilledError, openContext } from './tool-context.ts';
export type { CallerFiles, ToolAnswer, ToolCall, ToolContext } from './tool-context.ts';
export type * from './charm-runner.ts';
export { planFaults } from './faults.ts';
export type * from './faults.ts';
export { performStep } from './agent.ts';
export { nextStep, nextTimer } from './scheduler.ts';
export type { Step } from './scheduler.ts';
export { settle } from './settle.ts';
export type { SettleReport } from './settle.ts';
