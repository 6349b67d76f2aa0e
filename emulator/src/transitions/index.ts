export { createModel } from './create-model.ts';
export type { NewModel } from './create-model.ts';
export {
  deployApplication,
  removeApplication,
  setExposed,
  setTrust,
  upgradeCharm,
} from './applications.ts';
export type { NewApplication } from './applications.ts';
export { addUnit, removeUnit, requestUpdateStatus, setLeader, subordinatesOf } from './units.ts';
export type { NewUnit } from './units.ts';
export { addMachine } from './machines.ts';
export { addRelation, endpointsOf, relationKey, removeRelation } from './relations.ts';
export { effectiveConfig, resetConfig, setConfig } from './config.ts';
export type { ConfigChanges } from './config.ts';
export { changeSettings } from './settings.ts';
export { findApplication, findUnit, sequence } from './transition.ts';
export type { Transition } from './transition.ts';
