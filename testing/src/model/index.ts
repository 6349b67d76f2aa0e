export { openModel } from './open-model.ts';
export { runHookOn } from './run-hook-on.ts';
export type { PlacedCharm, PlacedOutcome } from './run-hook-on.ts';
export type * from './types.ts';
