import { numberOf } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { withEntry } from '../large-record.ts';
import type { Application, Model, Relation, RelationUnit, Unit } from '../model.ts';
import { unitsOfApplication } from '../relation-view.ts';
import { dropIdleMachine } from './machines.ts';
import { dropGrantsOfRelation, dropSecretsOfApplication, dropSecretsOfUnit } from './secrets.ts';
import { dropStorageOf } from './storage.ts';
import { cancelTasksOf } from './tasks.ts';
import { withApplication, withRelation, withUniter, without } from './transition.ts';

/**
 * Takes a dead unit out of the model: out of every relation, off its machine, and out of its
 * application, which dies with its last unit if it is dying. The databags that it left stay readable
 * to the hooks that are about its departure.
 */
export function dropUnit(model: Model, name: UnitName): Model {
  const unit = model.units[name];
  if (!unit) return model;
  let next: Model = model;
  for (const relation of Object.values(model.relations)) {
    if (relation.units[name]) next = leaveScope(next, relation.number, name);
  }
  next = cancelTasksOf(dropSecretsOfUnit(dropStorageOf(next, name), name), name);
  next = { ...next, units: without(next.units, name) };
  next = electLeader(next, unit.application);
  next = dropIdleMachine(next, unit.machine);
  return dropApplication(next, unit.application);
}

/**
 * Takes an application out of the model if it is dying and has no units and no relations left. Its
 * unit numbers are not used again, as in Juju (juju#21702).
 */
export function dropApplication(model: Model, name: string): Model {
  const application = model.applications[name];
  if (application?.life !== 'dying') return model;
  const mine = (relation: Relation): boolean =>
    relation.ends.some((end) => end.application === name);
  const related = Object.values(model.relations).filter(mine);
  const busy =
    unitsOfApplication(model, name).length > 0 ||
    related.some((relation) => relation.ends.length > 1);
  if (busy) return model;
  let relations = model.relations;
  for (const { number } of related) relations = without(relations, String(number));
  const rest = dropSecretsOfApplication(model, name);
  const next = { ...model.next, unit: { ...model.next.unit, [name]: application.nextUnit } };
  return { ...rest, applications: without(model.applications, name), relations, next };
}

/** Ends a unit's part in a relation; the relation dies with its last member if it is dying. */
export function leaveScope(model: Model, number: number, name: UnitName): Model {
  const relation = model.relations[number];
  if (!relation) return model;
  const member = relation.units[name];
  const left: RelationUnit | undefined = member && { ...member, presence: 'left' };
  const units = left ? withEntry(relation.units, name, left) : relation.units;
  const next = forgetProgress(withRelation(model, { ...relation, units }), number, name);
  return dropRelation(next, number);
}

/** Takes a dying relation out of the model once no unit is in its scope. */
export function dropRelation(model: Model, number: number): Model {
  const relation = model.relations[number];
  if (!relation || relation.life === 'alive') return model;
  if (Object.values(relation.units).some(({ presence }) => presence !== 'left')) return model;
  const revoked = dropGrantsOfRelation(model, number);
  let next: Model = { ...revoked, relations: without(model.relations, String(number)) };
  for (const { application } of relation.ends) next = dropApplication(next, application);
  return next;
}

/**
 * Makes the alive unit with the lowest number the leader if the application has none, or its leader is
 * on a machine that is cut off and another unit can take the lease.
 */
export function electLeader(model: Model, name: string): Model {
  const application = model.applications[name];
  if (!application) return model;
  const before = application.leader === undefined ? undefined : model.units[application.leader];
  if (before && !isCutOff(model, before)) return model;
  const candidates = unitsOfApplication(model, name)
    .filter((unit) => unit.life === 'alive' && !isCutOff(model, unit))
    .sort((a, b) => numberOf(a.name) - numberOf(b.name));
  const leader = candidates[0]?.name ?? before?.name;
  return moveLeadership(model, application, leader);
}

/** Gives the leadership of an application to a unit, or to none. */
export function moveLeadership(
  model: Model,
  application: Application,
  to: UnitName | undefined,
): Model {
  const { leader: from, ...rest } = application;
  if (from === to) return model;
  const next = withApplication(model, to === undefined ? rest : { ...rest, leader: to });
  // Losing the leadership runs no hook; winning it back must run leader-elected again.
  const before = from === undefined ? undefined : model.units[from];
  return before ? withUniter(next, before, { leader: false }) : next;
}

function isCutOff(model: Model, unit: Unit): boolean {
  return model.machines[unit.machine]?.partitioned ?? false;
}

function forgetProgress(model: Model, number: number, name: UnitName): Model {
  const unit = model.units[name];
  if (!unit?.uniter.relations[number]) return model;
  return withUniter(model, unit, { relations: without(unit.uniter.relations, String(number)) });
}
