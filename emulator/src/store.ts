import type { UnitName } from '@reactive-charms/juju';
import type { LogRecord, LogRecordLevel, ModelEvent } from './events.ts';
import type { Application, Instant, Model, Unit } from './model.ts';
import { unitEntries } from './relation-view.ts';
import { shownStatus } from './status-view.ts';
import type { Transition } from './transitions/transition.ts';

/** The one place where the current model is kept: transitions go in, events and saves come out. */
export interface ModelStore {
  readonly model: Model;
  /** Applies a transition. @throws what the transition throws; nothing is changed then. */
  update(transition: Transition): void;
  emit(event: ModelEvent): void;
  log(record: Omit<LogRecord, 'time'>): void;
  notice(text: string): void;
  now(): Instant;
}

/** What a store is made from. */
export interface StoreOptions {
  readonly model: Model;
  readonly clock: () => Date;
  readonly save: (model: Model) => void;
  readonly writeLog: (record: LogRecord) => void;
  readonly onEvent: (event: ModelEvent) => void;
}

/** Makes the store of a model. */
export function createStore(options: StoreOptions): ModelStore {
  const { onEvent, writeLog } = options;
  let model = options.model;
  const now = (): Instant => options.clock().toISOString();
  return {
    get model() {
      return model;
    },
    update: (transition) => {
      const before = { ...model, time: now() };
      const after = transition(before);
      if (after === before) return;
      model = after;
      options.save(model);
      for (const event of findStatusChanges(before, after)) onEvent(event);
    },
    emit: onEvent,
    log: (record) => {
      const timed: LogRecord = { time: now(), ...record };
      writeLog(timed);
      onEvent({ kind: 'log', record: timed });
    },
    notice: (text) => onEvent({ kind: 'notice', time: now(), text }),
    now,
  };
}

/** Writes a record of a unit's agent. */
export function logUnit(
  store: ModelStore,
  unit: UnitName,
  record: { readonly level: LogRecordLevel; readonly module: string; readonly message: string },
): void {
  store.log({ entity: `unit-${unit.replace('/', '-')}`, ...record });
}

function findStatusChanges(before: Model, after: Model): ModelEvent[] {
  const units = unitEntries(after.units).flatMap(([name, unit]) =>
    unit === before.units[name] ? [] : describeUnit(before.units[name], unit, after.time),
  );
  const gone = unitEntries(before.units)
    .filter(([name]) => !after.units[name])
    .map(([unit]): ModelEvent => ({ kind: 'unit-removed', time: after.time, unit }));
  const applications = Object.values(after.applications).flatMap((application) =>
    describeApplication(before.applications[application.name], application, after.time),
  );
  return [...units, ...gone, ...applications];
}

function describeUnit(before: Unit | undefined, after: Unit, time: Instant): ModelEvent[] {
  const [old, shown] = [before && shownStatus(before), shownStatus(after)];
  const event = { kind: 'status', time, entity: after.name } as const;
  const events: ModelEvent[] = [];
  if (old?.status !== shown.status || old.message !== shown.message) {
    events.push({ ...event, type: 'workload', status: shown.status, message: shown.message });
  }
  const { agent } = after;
  if (before?.agent.status !== agent.status || before.agent.message !== agent.message) {
    events.push({ ...event, type: 'agent', status: agent.status, message: agent.message });
  }
  return events;
}

function describeApplication(
  before: Application | undefined,
  after: Application,
  time: Instant,
): ModelEvent[] {
  if (!after.status || before?.status === after.status) return [];
  const { status, message } = after.status;
  return [{ kind: 'status', time, entity: after.name, type: 'application', status, message }];
}
