import type { Databag, UnitName } from '@reactive-charms/juju';
import type { Model, Relation, RelationEnd, RelationUnit, Unit } from '../model.ts';
import { relationsOf } from '../relation-view.ts';
import { findUnit } from '../transitions/transition.ts';
import { compareNatural } from './natural-order.ts';
import { formatPorts } from './status/unit-status.ts';

/** A unit's databag in `juju show-unit`. */
export interface UnitDataView {
  readonly 'in-scope': boolean;
  readonly data: Databag;
}

/** A relation in `juju show-unit`. */
export interface RelationInfoView {
  readonly 'relation-id': number;
  readonly endpoint: string;
  readonly 'related-endpoint': string;
  /** What the other application published. */
  readonly 'application-data': Databag;
  readonly 'local-unit'?: UnitDataView;
  readonly 'related-units'?: Readonly<Record<string, UnitDataView>>;
}

/** What `juju show-unit` prints of one unit. */
export interface UnitInfoView {
  readonly 'workload-version'?: string;
  readonly machine?: string;
  readonly 'opened-ports': readonly string[];
  readonly 'public-address'?: string;
  readonly charm: string;
  readonly leader: boolean;
  readonly life: string;
  readonly 'relation-info'?: readonly RelationInfoView[];
}

/** What to show of relations. */
export interface ShowUnitFilter {
  readonly endpoint?: string;
  readonly relatedUnit?: string;
  /** Only the data of applications. */
  readonly applicationOnly?: boolean;
}

/**
 * Makes what `juju show-unit` shows. Peer relations show the other units of the own application.
 * @throws DiagnosticsError when there is no such unit.
 */
export function viewUnitInfo(
  model: Model,
  name: UnitName,
  filter: ShowUnitFilter = {},
): UnitInfoView {
  const unit = findUnit(model, name);
  const application = model.applications[unit.application];
  const address = model.machines[unit.machine]?.address;
  const relations = relationsOf(model, unit)
    .filter(({ own }) => filter.endpoint === undefined || own.endpoint === filter.endpoint)
    .map(({ relation, own, remote }) =>
      viewRelation({ model, unit, relation, own, remote }, filter),
    );
  return {
    ...(unit.workloadVersion === undefined ? {} : { 'workload-version': unit.workloadVersion }),
    machine: unit.machine,
    'opened-ports': formatPorts(unit.ports),
    ...(address === undefined ? {} : { 'public-address': address }),
    charm: application?.charm.url ?? '',
    leader: application?.leader === name,
    life: unit.life,
    ...(relations.length === 0 ? {} : { 'relation-info': relations }),
  };
}

interface Seen {
  readonly model: Model;
  readonly unit: Unit;
  readonly relation: Relation;
  readonly own: RelationEnd;
  readonly remote: RelationEnd;
}

function viewRelation(seen: Seen, filter: ShowUnitFilter): RelationInfoView {
  const { unit, relation, own, remote } = seen;
  const head = {
    'relation-id': relation.number,
    endpoint: own.endpoint,
    'related-endpoint': remote.endpoint,
    'application-data': relation.applications[remote.application]?.data ?? {},
  };
  if (filter.applicationOnly) return head;
  const local = relation.units[unit.name];
  const related = relatedUnits(seen).filter(
    ([name]) => filter.relatedUnit === undefined || name === filter.relatedUnit,
  );
  return {
    ...head,
    ...(local === undefined ? {} : { 'local-unit': viewData(local) }),
    ...(related.length === 0
      ? {}
      : { 'related-units': Object.fromEntries(related.map(([name, it]) => [name, viewData(it)])) }),
  };
}

/** Units that have left the model are left out, though hooks may still read their databags. */
function relatedUnits({ model, unit, relation, remote }: Seen): [string, RelationUnit][] {
  return Object.entries(relation.units)
    .filter(([name]) => Object.hasOwn(model.units, name))
    .filter(([name]) => name !== unit.name && isOf(name, remote.application))
    .filter(([name]) => relation.scope === 'global' || isBeside(model, unit, name))
    .sort(([a], [b]) => compareNatural(a, b));
}

function isOf(name: string, application: string): boolean {
  return name.slice(0, name.lastIndexOf('/')) === application;
}

/** In container scope a unit sees its principal, or the subordinates beside it. */
function isBeside(model: Model, unit: Unit, name: string): boolean {
  const other = Object.values(model.units).find((it) => it.name === name);
  return (unit.principal ?? unit.name) === (other?.principal ?? name);
}

function viewData({ presence, data }: RelationUnit): UnitDataView {
  const sorted = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return { 'in-scope': presence === 'present', data: Object.fromEntries(sorted) };
}
