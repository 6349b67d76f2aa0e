import type { UnitName } from '@reactive-charms/juju';
import type { LogRecord, LogRecordLevel, ModelEvent, StatusEntry } from './events.ts';
import { planFaults } from './faults.ts';
import type { Fault, FaultPlan } from './faults.ts';
import type { Instant, Model } from './model.ts';
import { findStatusEntries, findStatusEvents } from './status-changes.ts';
import type { Transition } from './transitions/transition.ts';

/** The one place where the current model is kept: transitions go in, events and saves come out. */
export interface ModelStore {
  readonly model: Model;
  /**
   * Applies a transition.
   * @throws what the transition throws, or what prevents the model from being saved; nothing is
   *   changed then.
   */
  update(transition: Transition): void;
  /** Tells a listener of each change of the model, until the answer is called. */
  watch(listener: ChangeListener): () => void;
  emit(event: ModelEvent): void;
  log(record: Omit<LogRecord, 'time'>): void;
  notice(text: string): void;
  now(): Instant;
  /** What goes wrong on demand, in tests. */
  readonly faults?: FaultPlan;
}

/** Hears what the model was and what it is. */
export type ChangeListener = (before: Model, after: Model) => void;

/** What a store is made from. */
export interface StoreOptions {
  readonly model: Model;
  readonly clock: () => Date;
  /** Saves a model, which replaces another; what it throws prevents the change. */
  readonly save: (model: Model, before: Model) => void;
  /** Takes an entry of the history of statuses. */
  readonly writeStatus?: (entry: StatusEntry) => void;
  readonly writeLog: (record: LogRecord) => void;
  readonly onEvent: (event: ModelEvent) => void;
  readonly faults?: readonly Fault[];
}

/** Makes the store of a model. */
export function createStore(options: StoreOptions): ModelStore {
  const { onEvent, writeLog, writeStatus } = options;
  const listeners = new Set<ChangeListener>();
  let model = options.model;
  const now = createInstants(options.clock);
  return {
    get model() {
      return model;
    },
    update: (transition) => {
      const before = model;
      const start = { ...before, time: now() };
      const after = transition(start);
      if (after === start) return;
      options.save(after, before);
      model = after;
      if (writeStatus) findStatusEntries(before, after).forEach(writeStatus);
      for (const event of findStatusEvents(before, after)) onEvent(event);
      for (const listener of listeners) listener(before, after);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: onEvent,
    log: (record) => {
      const timed: LogRecord = { time: now(), ...record };
      writeLog(timed);
      onEvent({ kind: 'log', record: timed });
    },
    notice: (text) => onEvent({ kind: 'notice', time: now(), text }),
    now,
    ...(options.faults ? { faults: planFaults(options.faults) } : {}),
  };
}

/** Tells the time; a text is made once a millisecond, for a hook asks many times. */
function createInstants(clock: () => Date): () => Instant {
  let known: { readonly time: number; readonly text: Instant } | undefined;
  return () => {
    const date = clock();
    const time = date.getTime();
    if (known?.time !== time) known = { time, text: date.toISOString() };
    return known.text;
  };
}

/** The machine that a unit lives on. @throws Error when the unit is gone */
export function machineOf({ model }: ModelStore, unit: UnitName): string {
  const machine = model.units[unit]?.machine;
  if (machine === undefined) throw new Error(`unit ${unit} is gone`);
  return machine;
}

/** Writes a record of a unit's agent. */
export function logUnit(
  store: ModelStore,
  unit: UnitName,
  record: { readonly level: LogRecordLevel; readonly module: string; readonly message: string },
): void {
  store.log({ entity: `unit-${unit.replace('/', '-')}`, ...record });
}
