import type { UnitName } from '@reactive-charms/juju';
import { changedKeys } from '../large-record.ts';
import type { Application, Model, Relation, RelationUnit } from '../model.ts';
import { changedUnits } from '../relation-view.ts';
import type { UnitIndex } from './unit-index.ts';

/** Who is to be looked at again. */
export interface Wake {
  unit(name: UnitName): void;
  units(names: Iterable<UnitName>): void;
  /** For changes that are rare and may concern anybody. */
  all(): void;
}

/** What is woken when something changes. */
interface Change {
  readonly before: Model;
  readonly after: Model;
  /** The units as they are after the change. */
  readonly index: UnitIndex;
  readonly wake: Wake;
}

/**
 * Wakes the units that may have work after a change: those that changed, and those that look at what
 * changed. A unit whose databag changes wakes the other side of the relation only.
 * @param index of the units as they were; it is brought up to date.
 */
export function findAffected(
  [before, after]: readonly [before: Model, after: Model],
  index: UnitIndex,
  wake: Wake,
): void {
  const change: Change = { before, after, index, wake };
  wakeChangedUnits(change);
  if (changesEverything(change)) {
    wake.all();
    return;
  }
  for (const id of changedKeys(before.machines, after.machines)) wake.units(index.onMachine(id));
  for (const name of changedKeys(before.applications, after.applications)) {
    wakeForApplication(change, name);
  }
  for (const number of changedKeys(before.relations, after.relations)) {
    wakeForRelation(change, number);
  }
  wakeOwners(change);
}

function wakeChangedUnits({ before, after, index, wake }: Change): void {
  for (const name of changedUnits(before.units, after.units)) {
    const [old, unit] = [before.units[name], after.units[name]];
    index.note(old, unit);
    wake.unit(name);
    // A principal waits for its subordinates to go, and wants those that are missing.
    const principal = (unit ?? old)?.principal;
    if (principal !== undefined && !old !== !unit) wake.unit(principal);
  }
}

/** What no step looks at, and what is looked at below. */
const APART: ReadonlySet<string> = new Set<keyof Model>([
  'time',
  'next',
  'settings',
  'units',
  'machines',
  'applications',
  'relations',
  'tasks',
  'storage',
  'secrets',
]);

function changesEverything({ before, after }: Change): boolean {
  return changedKeys({ ...before }, { ...after }).some((key) => !APART.has(key));
}

/** Parts of an application that no step looks at. */
const IDLE_PARTS: ReadonlySet<string> = new Set<keyof Application>([
  'status',
  'nextUnit',
  'exposed',
]);

/** Parts of an application that steps of other applications look at. */
const SEEN_PARTS: ReadonlySet<string> = new Set<keyof Application>(['life', 'charm']);

function wakeForApplication({ before, after, index, wake }: Change, name: string): void {
  const [old, now] = [before.applications[name], after.applications[name]];
  if (!old || !now) {
    wake.all();
    return;
  }
  const parts = changedKeys({ ...old }, { ...now }).filter((part) => !IDLE_PARTS.has(part));
  const hasSecrets = Object.keys(after.secrets).length > 0;
  const seen = parts.some((part) => SEEN_PARTS.has(part) || (part === 'leader' && hasSecrets));
  if (seen) wake.all();
  else if (parts.length > 0) wake.units(index.ofApplication(name));
}

function wakeForRelation(change: Change, number: string): void {
  const { before, after, index, wake } = change;
  const [old, now] = [before.relations[number], after.relations[number]];
  const relation = now ?? old;
  if (!relation) return;
  const parts = old && now ? changedKeys({ ...old }, { ...now }) : ['life'];
  if (parts.some((part) => part !== 'units' && part !== 'applications')) {
    for (const { application } of relation.ends) wake.units(index.ofApplication(application));
  }
  for (const name of changedKeys(old?.applications ?? {}, relation.applications)) {
    for (const other of othersThan(name, relation)) wake.units(index.ofApplication(other));
  }
  for (const name of changedUnits(old?.units ?? {}, relation.units)) {
    wake.unit(name);
    if (isNews(old?.units[name], relation.units[name])) wakeOthers(change, relation, name);
  }
}

function isNews(old: RelationUnit | undefined, now: RelationUnit | undefined): boolean {
  return old?.version !== now?.version || old?.presence !== now?.presence;
}

/** Wakes those who see a unit in a relation. */
function wakeOthers(
  { before, after, index, wake }: Change,
  relation: Relation,
  name: UnitName,
): void {
  const unit = after.units[name] ?? before.units[name];
  if (!unit) return;
  if (relation.scope === 'container') {
    wake.units(index.ofContainer(unit.principal ?? unit.name));
    return;
  }
  for (const other of othersThan(unit.application, relation)) {
    wake.units(index.ofApplication(other));
  }
}

/** The applications on the other side; among peers, and of a relation with itself, it is the same one. */
function othersThan(application: string, { ends }: Relation): readonly string[] {
  const others = ends.map((end) => end.application).filter((name) => name !== application);
  return others.length > 0 ? others : [application];
}

/** Wakes those to whom tasks, storage and secrets belong, and who read the secrets. */
function wakeOwners({ before, after, index, wake }: Change): void {
  for (const id of changedKeys(before.tasks, after.tasks)) {
    const task = after.tasks[id] ?? before.tasks[id];
    if (task) wake.unit(task.unit);
  }
  for (const id of changedKeys(before.storage, after.storage)) {
    const storage = after.storage[id] ?? before.storage[id];
    if (storage) wake.unit(storage.owner);
  }
  for (const id of changedKeys(before.secrets, after.secrets)) {
    for (const secret of [before.secrets[id], after.secrets[id]]) {
      if (!secret) continue;
      const { owner, consumers } = secret;
      if (owner.kind === 'unit') wake.unit(owner.name);
      else wake.units(index.ofApplication(owner.name));
      wake.units(changedUnits({}, consumers));
    }
  }
}
