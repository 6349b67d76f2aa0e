export * from './memory-host.ts';
export * from './memory-hook-tools.ts';
export * from './run-hook.ts';
export * from './run-action.ts';
export type * from './run-unit.ts';
export * from './unit-state.ts';
export * from './fake-endpoint.ts';
export * from './interface/interface-faults.ts';
export { sealCharm } from '../lib/charm/seal-charm.ts';
