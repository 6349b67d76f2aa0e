import { applicationOf } from '@reactive-charms/juju';
import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
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
  return Object.values(model.relations).flatMap((relation) => {
    const view = viewRelation(model, unit, relation);
    return view ? [view] : [];
  });
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
  return unitEntries(relation.units)
    .filter(([name, member]) => {
      if (name === unit.name || member.presence !== 'present') return false;
      if (applicationOf(name) !== remote.application) return false;
      return relation.scope === 'global' || sameContainer(model, unit, name);
    })
    .map(([name, member]): [UnitName, number] => [name, member.version])
    .sort(([a], [b]) => compareText(a, b));
}

/** The entries of a record by unit, with the type of its keys. */
export function unitEntries<Value>(
  record: Readonly<Record<UnitName, Value>>,
): Array<[name: UnitName, value: Value]> {
  return Object.keys(record).flatMap((key) => {
    const name: UnitName = `${applicationPart(key)}/${Number(key.slice(key.lastIndexOf('/') + 1))}`;
    const value = record[name];
    return value === undefined ? [] : [[name, value]];
  });
}

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
    'egress-subnets': `${address}/32`,
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

const NO_PROGRESS: RelationProgress = {
  members: {},
  applicationVersion: 0,
  created: false,
  cache: {},
};

function sharesContainer(model: Model, unit: Unit, remote: RelationEnd): boolean {
  if (unit.principal === undefined) return true;
  if (applicationOf(unit.principal) === remote.application) return true;
  return model.applications[remote.application]?.charm.metadata.subordinate === true;
}

function sameContainer(model: Model, unit: Unit, other: UnitName): boolean {
  return (unit.principal ?? unit.name) === (model.units[other]?.principal ?? other);
}

function applicationPart(unit: string): string {
  return unit.slice(0, unit.lastIndexOf('/'));
}
