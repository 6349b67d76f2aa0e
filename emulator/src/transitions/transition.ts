import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { readerOf, withEntry, withoutEntry } from '../large-record.ts';
import type { Application, Machine, Model, Relation, Unit, UniterState } from '../model.ts';

/**
 * A change of the model: a pure function. It throws DiagnosticsError when the change asked for is a
 * user's mistake, and answers the very same model when there is nothing to change.
 */
export type Transition = (model: Model) => Model;

/** Makes one transition that applies several in order. */
export function sequence(...transitions: readonly Transition[]): Transition {
  return (model) => transitions.reduce((current, transition) => transition(current), model);
}

/**
 * Finds an application.
 * @throws DiagnosticsError when there is none of this name; it lists those there are.
 */
export function findApplication(model: Model, name: string): Application {
  const application = readerOf(model.applications)(name);
  if (application) return application;
  throw userError('APPLICATION_NOT_FOUND', `application "${name}" not found`, {
    fix: listFix('applications', Object.keys(model.applications)),
  });
}

/**
 * Finds a unit.
 * @throws DiagnosticsError when there is none of this name; it lists those there are.
 */
export function findUnit(model: Model, name: UnitName): Unit {
  const unit = model.units[name];
  if (unit) return unit;
  throw userError('UNIT_NOT_FOUND', `unit "${name}" not found`, {
    fix: listFix('units', Object.keys(model.units)),
  });
}

/** Finds a machine. @throws DiagnosticsError when there is none of this id; it lists those there are. */
export function findMachine(model: Model, id: string): Machine {
  const machine = readerOf(model.machines)(id);
  if (machine) return machine;
  throw userError('MACHINE_NOT_FOUND', `machine "${id}" not found`, {
    fix: listFix('machines', Object.keys(model.machines)),
  });
}

/** A sentence for error texts that says what there is to choose from. */
export function listFix(what: string, names: readonly string[]): string {
  return names.length === 0
    ? `there are no ${what} yet`
    : `use one of the ${what} there are: ${[...names].sort().join(', ')}`;
}

/** A model with one application changed. */
export function withApplication(model: Model, application: Application): Model {
  return {
    ...model,
    applications: withEntry(model.applications, application.name, application),
  };
}

/** A model with one unit changed. */
export function withUnit(model: Model, unit: Unit): Model {
  return { ...model, units: withEntry(model.units, unit.name, unit) };
}

/** A model with the agent's memory of one unit changed. */
export function withUniter(model: Model, unit: Unit, change: Partial<UniterState>): Model {
  return withUnit(model, { ...unit, uniter: { ...unit.uniter, ...change } });
}

/** A model with one machine changed. */
export function withMachine(model: Model, machine: Machine): Model {
  return { ...model, machines: withEntry(model.machines, machine.id, machine) };
}

/** A model with one relation changed. */
export function withRelation(model: Model, relation: Relation): Model {
  return { ...model, relations: withEntry(model.relations, String(relation.number), relation) };
}

/** A record without one key. */
export function without<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
): Readonly<Record<string, Value>> {
  return withoutEntry(record, key);
}
