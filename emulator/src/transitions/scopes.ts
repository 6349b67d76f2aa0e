import type { UnitName } from '@reactive-charms/juju';
import { withEntry } from '../large-record.ts';
import type { Hook, Model, RelationUnit, Unit } from '../model.ts';
import { NO_PROGRESS, networkSettings, progressOf, relationsOf } from '../relation-view.ts';
import type { RelationView } from '../relation-view.ts';
import { restingStatus } from './agent-status.ts';
import { leaveScope } from './dropping.ts';
import { withRelation, withUnit, withUniter } from './transition.ts';
import { addSubordinate, subordinatesOf } from './units.ts';

/**
 * Brings a unit's part in its relations up to date, as its agent does before it looks for work: an
 * installed, alive unit enters every alive relation, and relations that end before the charm ever
 * heard of them are left without a hook. Entering a container-scoped relation creates the
 * subordinate unit beside a principal.
 */
export function synchroniseScopes(model: Model, name: UnitName): Model {
  const before = model.units[name];
  if (!before || model.machines[before.machine]?.partitioned) return model;
  const current = noteBoots(forgetLapsed(model, before), name);
  const unit = current.units[name];
  if (!unit?.uniter.installed || unit.uniter.failed || unit.uniter.queued) return current;
  return relationsOf(current, unit).reduce((next, view) => {
    const now = next.units[name];
    return now ? synchroniseScope(next, now, view) : next;
  }, current);
}

/** A unit that has not started has nothing to start again when its machine reboots. */
function noteBoots(model: Model, name: UnitName): Model {
  const unit = model.units[name];
  const boots = unit && model.machines[unit.machine]?.boots;
  if (!unit || boots === undefined || unit.uniter.started || unit.uniter.boots === boots) {
    return model;
  }
  return withUniter(model, unit, { boots });
}

/**
 * Drops a hook that waits to be run, or run again, and that has lost its sense meanwhile: the unit no
 * longer leads, or what the hook is about is gone. Source: contract juju.md section 3, point 9.
 */
function forgetLapsed(model: Model, unit: Unit): Model {
  const { queued, failed, retry } = unit.uniter;
  const retried = failed && retry && retry.at <= model.time ? failed : undefined;
  const hook = queued ?? retried;
  if (!hook || !hasLapsed(model, unit, hook)) return model;
  const { queued: _hook, failed: _failed, retry: _retry, ...uniter } = unit.uniter;
  const rested = { ...unit, uniter };
  return withUnit(model, failed ? { ...rested, agent: restingStatus(rested, model.time) } : rested);
}

function hasLapsed(model: Model, unit: Unit, hook: Hook): boolean {
  const leads = model.applications[unit.application]?.leader === unit.name;
  switch (hook.kind) {
    case 'lifecycle':
      return hook.name === 'leader-elected' && !leads;
    case 'relation':
      return unit.uniter.relations[hook.relation] === undefined;
    case 'storage':
      return model.storage[hook.storage] === undefined;
    case 'secret': {
      const secret = model.secrets[hook.secret];
      if (!secret) return true;
      return secret.owner.kind === 'application' && hook.name !== 'secret-changed' && !leads;
    }
  }
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
    const changed = { ...member, data, version: member.version + 1 };
    const units = withEntry(relation.units, unit.name, changed);
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
  const data = networkSettings(model, unit);
  const member: RelationUnit = { version, data, presence: 'present' };
  const units = withEntry(relation.units, unit.name, member);
  const relations = withEntry(unit.uniter.relations, String(relation.number), NO_PROGRESS);
  const entered = withUniter(withRelation(model, { ...relation, units }), unit, { relations });
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
