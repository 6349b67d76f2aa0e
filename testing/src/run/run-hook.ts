import { runHook as runEngine } from '@reactive-charms/reactive/engine';
import type { Capability, CharmDefinition } from '@reactive-charms/reactive/engine';
import { refuseImpossible } from '../check/find-inconsistencies.ts';
import type { ActionEvent, HookEvent } from '../events/on.ts';
import { parseHook } from '../events/parse-hook.ts';
import type { HookNameOptions } from '../events/parse-hook.ts';
import { resolveEvent } from '../events/resolve-event.ts';
import type { UnitState } from '../unit-state.ts';
import { runAction } from './run-action.ts';
import type { ActionOutcome } from './run-action.ts';
import { openRun, startingState, toError } from './run-unit.ts';
import type { Instrument, OpenRun, UnitOptions, UnitOutcome } from './run-unit.ts';

/** What a test says beyond the state of the unit; what a hook is about, where it is given by name. */
export type HookOptions = HookNameOptions & UnitOptions;

/** What a hook did. */
export type HookOutcome = UnitOutcome;

/** Says which instrument handlers get instead of the real one. */
export function fake<T>(capability: Capability<T>, instrument: T): Instrument {
  return (base) => capability.provide(base, instrument);
}

/** Runs one action of a charm: `runHook(charm, on.action('backup', { quality: 3 }), state)`. */
export function runHook(
  charm: CharmDefinition,
  event: ActionEvent,
  state: UnitState,
  options?: UnitOptions,
): Promise<ActionOutcome>;

/**
 * Runs one hook of a charm without processes: state in, state out. Nothing of what is given is changed.
 * @param event name of the hook, or made by `on`. What it is about is found where the state leaves no
 * choice: the relation of an endpoint that has just one, its only unit.
 * @throws ScenarioError listing everything that Juju cannot bring about, unless `unchecked`.
 * @throws DiagnosticsError when the charm cannot be composed.
 */
export function runHook(
  charm: CharmDefinition,
  event: string | HookEvent,
  state: UnitState,
  options?: HookOptions,
): Promise<HookOutcome>;

export async function runHook(
  charm: CharmDefinition,
  event: string | HookEvent | ActionEvent,
  state: UnitState,
  options: HookOptions = {},
): Promise<HookOutcome> {
  if (typeof event !== 'string' && event.kind === 'action') {
    const { action, parameters } = event;
    return runAction(charm, action, state, { ...options, parameters });
  }
  const open = openHook(charm, event, state, options);
  try {
    return open.end({ memory: await runEngine(open.run) });
  } catch (error) {
    return open.end({ error: toError(error) });
  }
}

/**
 * Opens the run of a hook without making it, for tests of what is below handlers: give `open.run` to the
 * engine, then end it.
 * @throws what `runHook` throws before the hook.
 */
export function openHook(
  charm: CharmDefinition,
  event: string | HookEvent,
  state: UnitState,
  options: HookOptions = {},
): OpenRun {
  const about = typeof event === 'string' ? parseHook(event, options) : event;
  const before = startingState(charm, state);
  refuseImpossible(charm, about, before, options);
  const { run, hook, moment } = resolveEvent(about, before);
  const purpose = { kind: 'hook', hook } as const;
  return openRun({ definition: charm, state: before, options, run, purpose, moment });
}
