import { applicationOf } from '@reactive-charms/juju';
import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import { indexOnce } from './due/index-once.ts';
import { changedKeys, readerOf, sharedKeys, sortedKeys } from './large-record.ts';
import { egressSubnets } from './network-facts.ts';
import type { ConfigSeen, Model, Relation, RelationEnd, RelationProgress, Unit } from './model.ts';

/** A relation as one unit sees it. */
export interface RelationView {
  readonly relation: Relation;
  /** The unit's own end. */
  readonly own: RelationEnd;
  /** The other end; its own again for peers. */
  readonly remote: RelationEnd;
  /** For example `db:7`. */
  readonly id: RelationId;
  /** True where the charm does not declare the endpoint: Juju runs no hooks for it. */
  readonly implicit: boolean;
}

/** The relations that a unit takes part in, in the order of their numbers. */
export function relationsOf(model: Model, unit: Unit): RelationView[] {
  return relationsOfApplication(model, unit.application).flatMap((relation) => {
    const view = viewRelation(model, unit, relation);
    return view ? [view] : [];
  });
}

/** The relations that an application takes part in, in the order of their numbers. */
export function relationsOfApplication(model: Model, application: string): readonly Relation[] {
  return byApplication(model.relations).get(application) ?? [];
}

/** A relation as a unit sees it; undefined when the unit takes no part in it. */
export function viewRelation(
  model: Model,
  unit: Unit,
  relation: Relation,
): RelationView | undefined {
  const own = relation.ends.find((end) => end.application === unit.application);
  if (!own) return undefined;
  const remote = relation.ends.find((end) => end !== own) ?? own;
  if (relation.scope === 'container' && !sharesContainer(model, unit, remote)) return undefined;
  const endpoints = model.applications[unit.application]?.charm.metadata.endpoints ?? {};
  return {
    relation,
    own,
    remote,
    id: `${own.endpoint}:${relation.number}`,
    implicit: endpoints[own.endpoint] === undefined,
  };
}

/** Databags versions of the remote units that a unit sees now, text-sorted by name (C51). */
export function remoteMembers(
  model: Model,
  unit: Unit,
  { relation, remote }: RelationView,
): Array<[name: UnitName, version: number]> {
  const members: Array<[name: UnitName, version: number]> = [];
  const read = readerOf(relation.units);
  const principalOf = (name: UnitName): UnitName => model.units[name]?.principal ?? name;
  const names =
    relation.scope === 'container'
      ? byPrincipal(relation.units, principalOf, containerOf(unit))
      : byOwner(relation.units, applicationOf, remote.application);
  for (const name of names) {
    const isRemote = relation.scope === 'global' || applicationOf(name) === remote.application;
    if (!isRemote || name === unit.name) continue;
    const member = read(name);
    if (member?.presence === 'present') members.push([name, member.version]);
  }
  return members;
}

/** The units of an application, text-sorted. */
export function unitsOfApplication(model: Model, application: string): Unit[] {
  return unitsNamed(model, byOwner(model.units, applicationOf, application));
}

/** The units that stand beside a principal, text-sorted. */
export function unitsBeside(model: Model, principal: UnitName): Unit[] {
  const group = byPrincipal(model.units, (name, unit) => unit?.principal ?? name, principal);
  return unitsNamed(model, group).filter((unit) => unit.principal === principal);
}

/** The units on a machine, text-sorted; those in its containers are not among them. */
export function unitsOnMachine(model: Model, machine: string): Unit[] {
  return unitsNamed(
    model,
    byMachine(model.units, (_name, unit) => unit?.machine ?? '', machine),
  );
}

/** The entries of a record by unit, with the type of its keys. */
export function unitEntries<Value>(
  record: Readonly<Record<UnitName, Value>>,
): Array<[name: UnitName, value: Value]> {
  return Object.keys(record).flatMap((name): Array<[UnitName, Value]> => {
    const value = isUnitKey(name) ? record[name] : undefined;
    return value === undefined || !isUnitKey(name) ? [] : [[name, value]];
  });
}

/** The names in a record by unit, text-sorted. */
export function sortedUnits(record: Readonly<Record<UnitName, unknown>>): readonly UnitName[] {
  const keys = sortedKeys(record);
  return keys.every(isUnitKey) ? keys : [];
}

/** The names whose entries are not the very same in two records by unit, gone ones included. */
export function changedUnits(
  before: Readonly<Record<UnitName, unknown>>,
  after: Readonly<Record<UnitName, unknown>>,
): UnitName[] {
  return changedKeys(before, after).filter(isUnitKey);
}

/** What a unit remembers of a relation in which nothing has happened yet. */
export const NO_PROGRESS: RelationProgress = {
  members: {},
  applicationVersion: 0,
  created: false,
  cache: {},
};

/** What a unit remembers of a relation, empty if nothing yet. */
export function progressOf(unit: Unit, relation: number): RelationProgress {
  return unit.uniter.relations[relation] ?? NO_PROGRESS;
}

/** Orders texts as Juju does, by code units and not by any language's rules. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The settings that Juju itself writes for a unit that enters a relation. Source: juju.md 3.7. */
export function networkSettings(model: Model, unit: Unit): Databag {
  const address = model.machines[unit.machine]?.address ?? '';
  return {
    'egress-subnets': egressSubnets(model, address).join(','),
    'ingress-address': address,
    'private-address': address,
  };
}

/** What config-changed is to announce to a unit now. */
export function currentConfig(model: Model, unit: Unit): ConfigSeen {
  const application = model.applications[unit.application];
  return {
    version: application?.configVersion ?? 0,
    address: model.machines[unit.machine]?.address ?? '',
    trusted: application?.trusted ?? false,
  };
}

function sharesContainer(model: Model, unit: Unit, remote: RelationEnd): boolean {
  if (unit.principal === undefined) return true;
  if (applicationOf(unit.principal) === remote.application) return true;
  return model.applications[remote.application]?.charm.metadata.subordinate === true;
}

/** The unit whose container a unit is in. */
function containerOf(unit: Unit): UnitName {
  return unit.principal ?? unit.name;
}

/** Those of the named units that there are. */
function unitsNamed(model: Model, names: readonly UnitName[]): Unit[] {
  const read = readerOf(model.units);
  return names.map(read).filter((unit) => unit !== undefined);
}

/** Names of units by application, by principal and by machine. */
const byOwner = createNameIndex();
const byPrincipal = createNameIndex();
const byMachine = createNameIndex();

/**
 * Finds the names of a group in a record by unit, text-sorted; some may be gone. The names that a record
 * shares with those it was made from are grouped once, and the few others are looked at each time.
 */
function createNameIndex(): <Value>(
  record: Readonly<Record<UnitName, Value>>,
  groupOf: GroupOf<Value>,
  group: string,
) => readonly UnitName[] {
  const known = new WeakMap<readonly string[], ReadonlyMap<string, readonly UnitName[]>>();
  return (record, groupOf, group) => {
    const { shared, added, base } = sharedKeys(record);
    let groups = known.get(shared);
    if (!groups) known.set(shared, (groups = groupNames(shared, base, groupOf)));
    const names = groups.get(group) ?? [];
    if (added.length === 0) return names;
    const read = readerOf(record);
    const more = added.filter(isUnitKey).filter((name) => groupOf(name, read(name)) === group);
    return more.length === 0 ? names : [...names, ...more].sort();
  };
}

type GroupOf<Value> = (name: UnitName, value: Value | undefined) => string;

function groupNames<Value>(
  names: readonly string[],
  record: Readonly<Record<string, Value>>,
  groupOf: GroupOf<Value>,
): ReadonlyMap<string, readonly UnitName[]> {
  const groups = new Map<string, UnitName[]>();
  for (const name of names) {
    if (!isUnitKey(name)) continue;
    const group = groupOf(name, record[name]);
    const list = groups.get(group);
    if (list) list.push(name);
    else groups.set(group, [name]);
  }
  return groups;
}

/** Keys of records by unit are names of units; a look at the slash tells it to the types. */
function isUnitKey(key: string): key is UnitName {
  return key.includes('/');
}

const byApplication = indexOnce(
  (relations: Model['relations']): ReadonlyMap<string, readonly Relation[]> => {
    const index = new Map<string, Relation[]>();
    for (const relation of Object.values(relations)) {
      for (const application of new Set(relation.ends.map((end) => end.application))) {
        const list = index.get(application);
        if (list) list.push(relation);
        else index.set(application, [relation]);
      }
    }
    return index;
  },
);
