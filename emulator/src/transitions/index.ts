export { createModel } from './create-model.ts';
export type { NewModel } from './create-model.ts';
export {
  attachResource,
  deployApplication,
  removeApplication,
  setExposed,
  setTrust,
  upgradeCharm,
} from './applications.ts';
export type { NewApplication } from './applications.ts';
export {
  addUnit,
  FRESH_UNITER,
  removeUnit,
  requestUpdateStatus,
  setLeader,
  subordinatesOf,
} from './units.ts';
export type { NewUnit } from './units.ts';
export { resolveUnit } from './hooks.ts';
export { addMachine, setMachineAddress, setMachineCommands } from './machines.ts';
export { rebootMachine, requestReboot } from './reboot.ts';
export { dropMachine, setPartition } from './partitions.ts';
export { addStorage, removeStorage } from './storage.ts';
export { cancelTask, enqueueActions, findTask } from './tasks.ts';
export type { NewActions } from './tasks.ts';
export { addRelation, endpointsOf, relationKey, removeRelation } from './relations.ts';
export { effectiveConfig, resetConfig, setConfig } from './config.ts';
export type { ConfigChanges } from './config.ts';
export { changeSettings, setFidelity, setModelConfig } from './settings.ts';
export { findApplication, findUnit, sequence } from './transition.ts';
export type { Transition } from './transition.ts';
