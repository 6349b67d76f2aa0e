import type { UnitName } from '@reactive-charms/juju';
import type { StepResult } from '../agent.ts';
import { ownedSecrets } from '../due/secret-hooks.ts';
import type { Instant, Model, Unit } from '../model.ts';
import { unitEntries } from '../relation-view.ts';
import { nextStep } from '../scheduler.ts';
import type { Step } from '../scheduler.ts';
import type { ModelStore } from '../store.ts';
import { agentIdle } from '../transitions/hooks.ts';
import { synchroniseScopes } from '../transitions/scopes.ts';
import { createAlarms } from './alarms.ts';
import { findAffected } from './find-affected.ts';
import { createTurns } from './turns.ts';
import { createUnitIndex } from './unit-index.ts';
import { createWorkQueue } from './work-queue.ts';
import type { WorkQueue } from './work-queue.ts';

/** A step that is due, and the machine on which it is done. */
export interface DueStep {
  readonly unit: UnitName;
  readonly machine: string;
  readonly step: Step;
}

/** A failed hook in the report of `settle`. */
export interface HookFailure {
  readonly unit: UnitName;
  readonly hook: string;
  readonly exitCode: number;
}

/** The work of all units: what is due, and what was done. */
export interface Work {
  /** Hooks run so far. */
  readonly hooks: number;
  /** Hooks of the unit that ran the most. */
  readonly mostHooks: number;
  readonly failures: readonly HookFailure[];
  /** The last hooks, newest last. */
  readonly recent: readonly string[];
  /** The next step on a machine that is not busy; undefined when there is none. */
  next(busy: ReadonlyMap<string, unknown>): DueStep | undefined;
  /** Notes how a step went. */
  note(unit: UnitName, step: Step, result: StepResult): void;
  /** Notes that a step could not be carried out. */
  drop(unit: UnitName): void;
  /** Hears no more of the model. */
  end(): void;
}

/**
 * Follows the work of all units. A unit is looked at when something that its steps depend on has
 * changed, so that a step costs the same among ten units and among a thousand.
 */
export function createWork(store: ModelStore, options: { readonly timers: boolean }): Work {
  const { timers } = options;
  const awake = createAwake(store);
  const alarms = createAlarms<UnitName>();
  const tally = createTally(store);
  const turns = createTurns(awake.countUnits);
  const look = (unit: UnitName): Step | undefined => {
    store.update((model) => synchroniseScopes(model, unit));
    const step = nextStep(store.model, unit, { timers, now: store.now() });
    if (step) return step;
    if (turns.end(unit)) awake.queue.served(unit);
    store.update(agentIdle(unit));
    alarms.set(unit, nextAlarm(store.model, unit, timers));
    return undefined;
  };
  return {
    get hooks() {
      return tally.hooks;
    },
    get mostHooks() {
      return tally.mostHooks;
    },
    failures: tally.failures,
    recent: tally.recent,
    next: (busy) => {
      alarms.take(store.now()).forEach(awake.wake);
      const machineOf = (unit: UnitName): string => store.model.units[unit]?.machine ?? '';
      for (;;) {
        const unit = awake.queue.take((name) => !busy.has(machineOf(name)));
        if (unit === undefined) return undefined;
        const machine = machineOf(unit);
        // What a look changes of the unit itself brings it no further work.
        awake.hold(unit);
        const step = look(unit);
        if (step) return { unit, machine, step };
        awake.release(unit);
      }
    },
    note: (unit, step, result) => {
      if (turns.isOver(unit)) awake.queue.served(unit);
      tally.note(unit, step, result);
      // What was killed is run again with the next command; else a charm could kill itself for ever.
      if (result.kind === 'terminated') return;
      awake.release(unit);
      awake.wake(unit);
    },
    drop: (unit) => {
      awake.release(unit);
      awake.wake(unit);
    },
    end: awake.end,
  };
}

/** The units that wait to be looked at. */
interface Awake {
  readonly queue: WorkQueue;
  readonly countUnits: () => number;
  /** Has a unit looked at, unless it is held. */
  readonly wake: (unit: UnitName) => void;
  readonly hold: (unit: UnitName) => void;
  readonly release: (unit: UnitName) => void;
  /** Hears no more of the model. */
  readonly end: () => void;
}

/** Wakes every unit, and from then on those that changes concern. */
function createAwake(store: ModelStore): Awake {
  const queue = createWorkQueue();
  const index = createUnitIndex(store.model);
  const held = new Set<UnitName>();
  const wake = (unit: UnitName): void => {
    if (!held.has(unit)) queue.add(unit);
  };
  const units = (names: Iterable<UnitName>): void => {
    for (const name of names) wake(name);
  };
  const all = (): void => units(unitEntries(store.model.units).map(([name]) => name));
  all();
  return {
    queue,
    countUnits: () => index.size,
    wake,
    hold: (unit) => void held.add(unit),
    release: (unit) => void held.delete(unit),
    end: store.watch((before, after) => {
      findAffected([before, after], index, { unit: wake, units, all });
    }),
  };
}

/** When a unit that has nothing to do is to be looked at by the clock. */
function nextAlarm(model: Model, name: UnitName, timers: boolean): Instant | undefined {
  const unit = model.units[name];
  if (!unit) return undefined;
  const { failed, retry, updateStatusAt } = unit.uniter;
  if (failed) return retry?.at;
  const instants = [timers ? updateStatusAt : undefined, ...secretTimers(model, unit)];
  return instants.filter((at): at is Instant => at !== undefined).sort()[0];
}

/** What is past was looked at already: it waits for something else than the clock. */
function secretTimers(model: Model, unit: Unit): Instant[] {
  return ownedSecrets(model, unit)
    .flatMap(({ nextRotate, expires }) => [nextRotate, expires])
    .filter((at) => at !== undefined)
    .filter((at) => at > model.time);
}

interface Tally extends Pick<Work, 'hooks' | 'mostHooks' | 'note'> {
  readonly failures: HookFailure[];
  readonly recent: string[];
}

function createTally(store: ModelStore): Tally {
  const failures: HookFailure[] = [];
  const recent: string[] = [];
  const counts = new Map<UnitName, number>();
  let [hooks, mostHooks] = [0, 0];
  return {
    get hooks() {
      return hooks;
    },
    get mostHooks() {
      return mostHooks;
    },
    failures,
    recent,
    note: (unit, step, result) => {
      if (step.kind !== 'hook') return;
      const count = (counts.get(unit) ?? 0) + 1;
      counts.set(unit, count);
      hooks += 1;
      mostHooks = Math.max(mostHooks, count);
      recent.push(`${unit} ${step.hook.name}`);
      recent.splice(0, recent.length - 20);
      if (result.kind === 'failed') {
        failures.push({ unit, hook: result.hook, exitCode: result.exitCode });
      }
      if (result.kind === 'terminated') {
        store.notice(
          `${unit}: hook "${result.hook}" was killed; it runs again with the next command`,
        );
      }
    },
  };
}
