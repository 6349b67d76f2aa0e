import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { HookEvent } from '../events/on.ts';
import { runHook } from '../run/run-hook.ts';
import type { HookOptions, HookOutcome } from '../run/run-hook.ts';
import type { UnitState } from '../unit-state.ts';
import type { ModelCharm, Place } from './types.ts';

/** What a hook did, as far as it can be told of a real process too. */
export type PlacedOutcome = UnitState &
  Pick<HookOutcome, 'state' | 'flags' | 'error' | 'logLines' | 'statusHistory'>;

/** A charm for a single hook; in-process its definition is enough, as a process its archive is needed too. */
export type PlacedCharm = ModelCharm & { readonly definition: CharmDefinition };

/**
 * Runs one hook of a charm, state in, state out, as a function in this process or as a real process:
 * the built charm on a machine of its own, with the state's files, memory and model.
 * @param options for processes, `faults` and `clock` count; programs and instruments are real there.
 * @throws what `runHook` throws.
 */
export async function runHookOn(
  place: Place,
  charm: PlacedCharm,
  event: string | HookEvent,
  { state, ...options }: HookOptions & { readonly state: UnitState },
): Promise<PlacedOutcome> {
  if (place === 'in-process') return runHook(charm.definition, event, state, options);
  const { runHookAsProcess } = await import('./hook-as-process.ts');
  return runHookAsProcess(charm, event, { state, options });
}
