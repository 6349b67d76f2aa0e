import { numberOf } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { Model, Relation, RelationUnit } from '../model.ts';
import { dropIdleMachine } from './machines.ts';
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
  next = { ...next, units: without(next.units, name) };
  next = electLeader(next, unit.application);
  next = dropIdleMachine(next, unit.machine);
  return dropApplication(next, unit.application);
}

/** Takes an application out of the model if it is dying and has no units and no relations left. */
export function dropApplication(model: Model, name: string): Model {
  const application = model.applications[name];
  if (application?.life !== 'dying') return model;
  const mine = (relation: Relation): boolean =>
    relation.ends.some((end) => end.application === name);
  const related = Object.values(model.relations).filter(mine);
  const busy =
    Object.values(model.units).some((unit) => unit.application === name) ||
    related.some((relation) => relation.ends.length > 1);
  if (busy) return model;
  let relations = model.relations;
  for (const { number } of related) relations = without(relations, String(number));
  return { ...model, applications: without(model.applications, name), relations };
}

/** Ends a unit's part in a relation; the relation dies with its last member if it is dying. */
export function leaveScope(model: Model, number: number, name: UnitName): Model {
  const relation = model.relations[number];
  if (!relation) return model;
  const member = relation.units[name];
  const units: Record<UnitName, RelationUnit> = { ...relation.units };
  if (member) units[name] = { ...member, presence: 'left' };
  const next = forgetProgress(withRelation(model, { ...relation, units }), number, name);
  return dropRelation(next, number);
}

/** Takes a dying relation out of the model once no unit is in its scope. */
export function dropRelation(model: Model, number: number): Model {
  const relation = model.relations[number];
  if (!relation || relation.life === 'alive') return model;
  if (Object.values(relation.units).some(({ presence }) => presence !== 'left')) return model;
  let next: Model = { ...model, relations: without(model.relations, String(number)) };
  for (const { application } of relation.ends) next = dropApplication(next, application);
  return next;
}

/** Makes the alive unit with the lowest number the leader if the application has none. */
export function electLeader(model: Model, name: string): Model {
  const application = model.applications[name];
  if (!application) return model;
  if (application.leader !== undefined && model.units[application.leader]) return model;
  const { leader: _gone, ...rest } = application;
  const candidates = Object.values(model.units)
    .filter((unit) => unit.application === name && unit.life === 'alive')
    .sort((a, b) => numberOf(a.name) - numberOf(b.name));
  const leader = candidates[0]?.name;
  return withApplication(model, leader === undefined ? rest : { ...rest, leader });
}

function forgetProgress(model: Model, number: number, name: UnitName): Model {
  const unit = model.units[name];
  if (!unit?.uniter.relations[number]) return model;
  return withUniter(model, unit, { relations: without(unit.uniter.relations, String(number)) });
}
