import type { ModelEvent, StatusEntry } from './events.ts';
import { changedKeys } from './large-record.ts';
import type { Model, Unit } from './model.ts';
import { changedUnits } from './relation-view.ts';
import { shownStatus } from './status-view.ts';

/** The statuses that differ between two models, as users see them. */
export function findStatusEvents(before: Model, after: Model): ModelEvent[] {
  const { time } = after;
  const units = changedUnits(before.units, after.units).flatMap((name): ModelEvent[] => {
    const unit = after.units[name];
    return unit
      ? eventsOf(before.units[name], unit, time)
      : [{ kind: 'unit-removed', time, unit: name }];
  });
  const applications = changedApplications(before, after).map((entry): ModelEvent => ({
    kind: 'status',
    ...entry,
  }));
  return [...units, ...applications];
}

/**
 * The statuses that differ between two models, as Juju keeps their history: what agents do and what
 * charms say, each on its own. update-status is not in it.
 */
export function findStatusEntries(before: Model, after: Model): StatusEntry[] {
  const { time } = after;
  const units = changedUnits(before.units, after.units).flatMap((entity): StatusEntry[] => {
    const [old, unit] = [before.units[entity], after.units[entity]];
    if (!unit) return [];
    const { agent, workload } = unit;
    const entries: StatusEntry[] = [];
    if (differs(old?.agent, agent)) {
      const { status, message } = agent;
      entries.push({ time, entity, type: 'juju-unit', status, message });
    }
    if (differs(old?.workload, workload)) {
      const { status, message } = workload;
      entries.push({ time, entity, type: 'workload', status, message });
    }
    return entries;
  });
  return [...units, ...changedApplications(before, after)];
}

interface Shown {
  readonly status: string;
  readonly message: string;
}

function eventsOf(before: Unit | undefined, after: Unit, time: string): ModelEvent[] {
  const events: ModelEvent[] = [];
  const event = { kind: 'status', time, entity: after.name } as const;
  const workload = shownStatus(after);
  if (differs(before && shownStatus(before), workload)) {
    const { status, message } = workload;
    events.push({ ...event, type: 'workload', status, message });
  }
  if (differs(before?.agent, after.agent)) {
    const { status, message } = after.agent;
    events.push({ ...event, type: 'agent', status, message });
  }
  return events;
}

function changedApplications(
  before: Model,
  after: Model,
): Array<StatusEntry & { readonly type: 'application' }> {
  return changedKeys(before.applications, after.applications).flatMap((name) => {
    const set = after.applications[name]?.status;
    if (!set || before.applications[name]?.status === set) return [];
    const { status, message } = set;
    return [{ time: after.time, entity: name, type: 'application' as const, status, message }];
  });
}

function differs(before: Shown | undefined, after: Shown): boolean {
  return before?.status !== after.status || before.message !== after.message;
}
