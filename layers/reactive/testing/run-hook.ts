import type { CharmDefinition } from '../lib/charm/charm.ts';
import type { Capability } from '../lib/dispatch/capability.ts';
import { runHook as runEngine } from '../lib/dispatch/run-hook.ts';
import { describeRun } from './describe-run.ts';
import type { RunOptions } from './describe-run.ts';
import { openRun, toError, withDefaults } from './run-unit.ts';
import type { Instrument, UnitOptions, UnitOutcome } from './run-unit.ts';
import type { UnitState } from './unit-state.ts';

/** What a test says beyond the state of the unit. */
export type HookOptions = RunOptions & UnitOptions;

/** What a hook did. */
export type HookOutcome = UnitOutcome;

/** Says which instrument handlers get instead of the real one. */
export function fake<T>(capability: Capability<T>, instrument: T): Instrument {
  return (base) => capability.provide(base, instrument);
}

/**
 * Runs one hook of a charm without processes: state in, state out.
 * @param hook name of the hook; the relation of a relation hook is found by its endpoint when the
 * unit has just one, and so is the remote unit.
 * @throws Error when it cannot be found, or when the charm cannot be composed.
 */
export async function runHook(
  definition: CharmDefinition,
  hook: string,
  { state, ...options }: HookOptions & { readonly state: UnitState },
): Promise<HookOutcome> {
  const before = withDefaults(definition, state);
  const run = describeRun(hook, before, options);
  const open = openRun({ definition, state: before, options, run, toolRun: { hook } });
  try {
    return open.end({ memory: await runEngine(open.run) });
  } catch (error) {
    return open.end({ error: toError(error) });
  }
}
