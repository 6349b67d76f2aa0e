import type { UnitName } from '@reactive-charms/juju';
import type { Model, Unit } from '../model.ts';
import { networkSettings, progressOf, relationsOf } from '../relation-view.ts';
import type { RelationView } from '../relation-view.ts';
import { leaveScope } from './dropping.ts';
import { withRelation, withUniter } from './transition.ts';
import { addSubordinate, subordinatesOf } from './units.ts';

/**
 * Brings a unit's part in its relations up to date, as its agent does before it looks for work: an
 * installed, alive unit enters every alive relation, and relations that end before the charm ever
 * heard of them are left without a hook. Entering a container-scoped relation creates the
 * subordinate unit beside a principal.
 */
export function synchroniseScopes(model: Model, name: UnitName): Model {
  const unit = model.units[name];
  if (!unit?.uniter.installed || unit.uniter.failed || unit.uniter.queued) return model;
  return relationsOf(model, unit).reduce((next, view) => {
    const current = next.units[name];
    return current ? synchroniseScope(next, current, view) : next;
  }, model);
}

/** Rewrites the addresses in a unit's own databags; others hear of it only if they changed. */
export function refreshNetworkSettings(model: Model, unit: Unit): Model {
  const settings = networkSettings(model, unit);
  let next = model;
  for (const { relation } of relationsOf(model, unit)) {
    const member = relation.units[unit.name];
    if (!member) continue;
    const stale = Object.entries(settings).some(([key, value]) => member.data[key] !== value);
    if (!stale) continue;
    const data = { ...member.data, ...settings };
    const units = {
      ...relation.units,
      [unit.name]: { ...member, data, version: member.version + 1 },
    };
    next = withRelation(next, { ...relation, units });
  }
  return next;
}

function synchroniseScope(model: Model, unit: Unit, view: RelationView): Model {
  const number = view.relation.number;
  const inScope = isInScope(view, unit);
  const ends = view.relation.life === 'dying' || unit.life === 'dying';
  if (!ends) return inScope ? model : enterScope(model, unit, view);
  // A dying unit stays in its peer relations until it is gone; there is no broken hook for peers.
  const silent = view.implicit || !progressOf(unit, number).created;
  return inScope && silent ? leaveScope(model, number, unit.name) : model;
}

function enterScope(model: Model, unit: Unit, view: RelationView): Model {
  const relation = model.relations[view.relation.number];
  if (!relation) return model;
  const version = (relation.units[unit.name]?.version ?? 0) + 1;
  const units = {
    ...relation.units,
    [unit.name]: { version, data: networkSettings(model, unit), presence: 'present' as const },
  };
  const entered = withUniter(withRelation(model, { ...relation, units }), unit, {
    relations: {
      ...unit.uniter.relations,
      [relation.number]: { members: {}, applicationVersion: 0, created: false, cache: {} },
    },
  });
  return needsSubordinate(entered, unit, view)
    ? addSubordinate(entered, view.remote.application, unit.name)
    : entered;
}

function isInScope({ relation }: RelationView, unit: Unit): boolean {
  const member = relation.units[unit.name];
  return member !== undefined && member.presence !== 'left';
}

function needsSubordinate(model: Model, unit: Unit, { relation, remote }: RelationView): boolean {
  const application = model.applications[remote.application];
  if (relation.scope !== 'container' || unit.principal !== undefined) return false;
  if (application?.life !== 'alive' || !application.charm.metadata.subordinate) return false;
  return !subordinatesOf(model, unit.name).some(
    (name) => model.units[name]?.application === remote.application,
  );
}
