import { userError } from '@reactive-charms/juju';
import type { Databag, UnitName } from '@reactive-charms/juju';
import { withEntry } from '../large-record.ts';
import type { Model, RelationUnit, Unit, VersionedBag } from '../model.ts';
import { applyChanges } from '../tools/hook-run.ts';
import type { HookRun, RelationWrites } from '../tools/hook-run.ts';
import { applyPortWrites } from '../tools/port-tools.ts';
import { commitSecrets } from './commit-secrets.ts';
import { addStorage } from './storage.ts';
import { withRelation, withUnit, withUniter } from './transition.ts';
import type { Transition } from './transition.ts';

/**
 * Carries out what a run asked for while it waited for the end: databags, ports, state, storage,
 * secrets; all of it or nothing. A write that changes nothing announces nothing. What the run read of
 * members is kept for later hooks (C46).
 * @throws DiagnosticsError when the model does not take it, which lets the hook fail with `cannot
 *   apply changes: …`: the unit no longer leads, there is no such storage or secret.
 */
export function commitRun(run: HookRun): Transition {
  return (model) => {
    const unit = model.units[run.unit];
    if (!unit) return model;
    checkLeadership(model, unit, run);
    let next = commitUnit(model, unit, run);
    for (const [number, writes] of Object.entries(run.writes.relations)) {
      next = commitRelation(next, run.unit, { number: Number(number), writes });
    }
    for (const [name, count] of Object.entries(run.writes.storage)) {
      next = addStorage(run.unit, name, { count })(next);
    }
    return keepCache(commitSecrets(next, run), run);
  };
}

/** Keeps what a run read of members, although the run failed: its agent has read it (C46). */
export function keepCache(model: Model, run: HookRun): Model {
  const unit = model.units[run.unit];
  if (!unit || run.cache.bags.size === 0) return model;
  let { relations } = unit.uniter;
  for (const [number, bags] of run.cache.bags) {
    const progress = relations[number];
    if (!progress) continue;
    const read = [...bags].filter(
      ([name, bag]) => isMember(progress.members, name) && bagOf(progress.cache, name) !== bag,
    );
    if (read.length === 0) continue;
    const cache = read.reduce((kept, [name, bag]) => withEntry(kept, name, bag), progress.cache);
    relations = withEntry(relations, String(number), { ...progress, cache });
  }
  return relations === unit.uniter.relations ? model : withUniter(model, unit, { relations });
}

function isMember(members: Readonly<Record<string, number>>, name: string): boolean {
  return members[name] !== undefined;
}

function bagOf(cache: Readonly<Record<string, Databag>>, name: string): Databag | undefined {
  return cache[name];
}

/** Juju takes what the leader wrote for its application only as long as it leads. */
function checkLeadership(model: Model, unit: Unit, { writes }: HookRun): void {
  if (model.applications[unit.application]?.leader === unit.name) return;
  const relations = Object.values(writes.relations).some(
    ({ application }) => Object.keys(application).length > 0,
  );
  const secrets = Object.values(writes.secrets.created).some(
    ({ owner }) => owner.kind === 'application',
  );
  if (!relations && !secrets) return;
  throw userError(
    'LEADERSHIP_LOST',
    `prerequisites failed: "${unit.name}" is not leader of "${unit.application}"`,
  );
}

function commitUnit(model: Model, unit: Unit, { writes }: HookRun): Model {
  const { opened, closed, state } = writes;
  if (opened.length === 0 && closed.length === 0 && state === undefined) return model;
  const ports = applyPortWrites(unit.ports, writes);
  return withUnit(model, { ...unit, ports, state: state ?? unit.state });
}

function commitRelation(
  model: Model,
  name: UnitName,
  { number, writes }: { readonly number: number; readonly writes: RelationWrites },
): Model {
  const relation = model.relations[number];
  const unit = model.units[name];
  if (!relation || !unit) return model;
  const silent = model.fidelity.silentWrites;
  const member = relation.units[name];
  const bag = relation.applications[unit.application];
  const newMember: RelationUnit | undefined = member && changed(member, writes.unit, silent);
  const newBag: VersionedBag | undefined = bag && changed(bag, writes.application, silent);
  if (newMember === member && newBag === bag) return model;
  const committed = withRelation(model, {
    ...relation,
    units:
      newMember && newMember !== member
        ? withEntry(relation.units, name, newMember)
        : relation.units,
    applications:
      newBag && newBag !== bag
        ? { ...relation.applications, [unit.application]: newBag }
        : relation.applications,
  });
  // In a peer relation the writer would else be told of its own application data.
  const progress = unit.uniter.relations[number];
  const peers = relation.ends.length === 1 && newBag !== bag && newBag && progress;
  if (!peers) return committed;
  const relations = withEntry(unit.uniter.relations, String(number), {
    ...progress,
    applicationVersion: newBag.version,
  });
  return withUniter(committed, unit, { relations });
}

function changed<Bag extends VersionedBag>(
  bag: Bag,
  changes: RelationWrites['unit'],
  silent: boolean,
): Bag {
  const written = Object.keys(changes);
  if (written.length === 0) return bag;
  const data = applyChanges(bag.data, changes);
  const same = silent && written.every((key) => data[key] === bag.data[key]);
  return same ? bag : { ...bag, data, version: bag.version + 1 };
}
