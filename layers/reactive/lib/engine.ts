/**
 * What a testing kit needs of the engine beyond what charms need: to run it without processes.
 */
export type { CharmDefinition, SealedCharm } from './charm/charm.ts';
export { sealCharm } from './charm/seal-charm.ts';
export { checkParameters } from './dispatch/action-parameters.ts';
export type { Capability, CapabilityBase } from './dispatch/capability.ts';
export type { SecretContent } from './dispatch/context.ts';
export { summarizeFailure, tellFailure } from './dispatch/failure.ts';
export { leavesDoubt, nameRun } from './dispatch/hook-run.ts';
export type { HookRun } from './dispatch/hook-run.ts';
export { createActionLog, createLog } from './dispatch/log.ts';
export type { BufferedLog } from './dispatch/log.ts';
export { readAction, runAction } from './dispatch/run-action.ts';
export type { ActionRequest } from './dispatch/run-action.ts';
export { runHook } from './dispatch/run-hook.ts';
export type { Round } from './dispatch/settling.ts';
export type { Opinion } from './dispatch/status.ts';
export { DatabagDraft } from './endpoints/databags.ts';
export { Endpoint } from './endpoints/endpoint.ts';
export type { EndpointClass, Relation } from './endpoints/endpoint.ts';
export type {
  BagDefinition,
  InterfaceDefinition,
  SideDefinition,
} from './endpoints/interface-definition.ts';
export type { JsonSchema } from './endpoints/json-schema.ts';
export { describeMalformed } from './endpoints/readings.ts';
export type { DepartedUnit } from './endpoints/related-unit.ts';
export { createRelation } from './endpoints/relation.ts';
export type { Host, RunOptions, RunResult } from './host/host.ts';
export { parseMemory, printMemory } from './memory/memory-text.ts';
export type { Memory } from './memory/memory.ts';
