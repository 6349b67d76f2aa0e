import type { Databag, UnitName } from '@reactive-charms/juju';
import type { Model, Relation, RelationUnit, VersionedBag } from '../model.ts';
import { unitEntries } from '../relation-view.ts';
import { applyChanges } from '../tools/hook-run.ts';
import type { HookRun, RelationWrites } from '../tools/hook-run.ts';
import { applyPortWrites } from '../tools/port-tools.ts';
import { withRelation, withUnit, withUniter } from './transition.ts';
import type { Transition } from './transition.ts';

/**
 * Carries out what a run asked for while it waited for the end: databags, ports, state. A write that
 * changes nothing announces nothing. What the run read of members is kept for later hooks (C46).
 */
export function commitRun(run: HookRun): Transition {
  return (model) => {
    const unit = model.units[run.unit];
    if (!unit) return model;
    let next = withUnit(model, {
      ...unit,
      ports: applyPortWrites(unit.ports, run.writes),
      state: run.writes.state ?? unit.state,
    });
    for (const [number, writes] of Object.entries(run.writes.relations)) {
      next = commitRelation(next, run.unit, { number: Number(number), writes });
    }
    return keepCache(next, run);
  };
}

/** Keeps what a run read of members, although the run failed: its agent has read it (C46). */
export function keepCache(model: Model, run: HookRun): Model {
  const unit = model.units[run.unit];
  if (!unit) return model;
  const relations = { ...unit.uniter.relations };
  for (const [number, progress] of Object.entries(relations)) {
    const read = unitEntries(progress.members).flatMap(([name]): Array<[UnitName, Databag]> => {
      const bag = run.cache.bags[`${number} ${name}`];
      return bag ? [[name, bag]] : [];
    });
    if (read.length === 0) continue;
    relations[number] = { ...progress, cache: { ...progress.cache, ...Object.fromEntries(read) } };
  }
  return withUniter(model, unit, { relations });
}

function commitRelation(
  model: Model,
  name: UnitName,
  { number, writes }: { readonly number: number; readonly writes: RelationWrites },
): Model {
  const relation = model.relations[number];
  const unit = model.units[name];
  if (!relation || !unit) return model;
  const member = relation.units[name];
  const bag = relation.applications[unit.application];
  const newMember: RelationUnit | undefined = member && changed(member, writes.unit);
  const newBag: VersionedBag | undefined = bag && changed(bag, writes.application);
  const next: Relation = {
    ...relation,
    units: newMember ? { ...relation.units, [name]: newMember } : relation.units,
    applications: newBag
      ? { ...relation.applications, [unit.application]: newBag }
      : relation.applications,
  };
  const committed = withRelation(model, next);
  // In a peer relation the writer would else be told of its own application data.
  const progress = unit.uniter.relations[number];
  const peers = relation.ends.length === 1 && newBag !== bag && newBag && progress;
  if (!peers) return committed;
  return withUniter(committed, unit, {
    relations: {
      ...unit.uniter.relations,
      [number]: { ...progress, applicationVersion: newBag.version },
    },
  });
}

function changed<Bag extends VersionedBag>(bag: Bag, changes: RelationWrites['unit']): Bag {
  const data = applyChanges(bag.data, changes);
  const keys = new Set([...Object.keys(data), ...Object.keys(bag.data)]);
  const same = [...keys].every((key) => data[key] === bag.data[key]);
  return same ? bag : { ...bag, data, version: bag.version + 1 };
}
