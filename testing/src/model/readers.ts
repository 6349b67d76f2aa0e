import {
  applicationStatus,
  findApplication,
  findUnit,
  relationsOf,
  shownStatus,
} from '@reactive-charms/emulator/core';
import type { Model } from '@reactive-charms/emulator/core';
import { isUnitName, userError } from '@reactive-charms/juju';
import type { Databag, UnitName } from '@reactive-charms/juju';
import type { BagOptions, ShownStatus } from './types.ts';

/** The status of a unit or of an application. @throws DiagnosticsError when there is none. */
export function statusOf(model: Model, name: string): ShownStatus {
  const { status, message } = isUnitName(name)
    ? shownStatus(findUnit(model, name))
    : applicationStatus(model, findApplication(model, name));
  return { status, message };
}

/**
 * A databag of a relation of a unit's endpoint; empty when nobody has written it.
 * @throws DiagnosticsError when there is no such relation, or there are several.
 */
export function databagOf(
  model: Model,
  {
    unit,
    endpoint,
    of: owner = unit,
    relation: number,
  }: BagOptions & {
    readonly unit: UnitName;
    readonly endpoint: string;
  },
): Databag {
  const views = relationsOf(model, findUnit(model, unit));
  const fitting = views.filter(
    ({ own, relation }) =>
      own.endpoint === endpoint && (number === undefined || relation.number === number),
  );
  const [view, second] = fitting;
  if (view === undefined || second !== undefined) {
    throw userError(
      'RELATION_NOT_FOUND',
      `unit "${unit}" has ${fitting.length === 0 ? 'no relation' : 'several relations'} on endpoint "${endpoint}"`,
      { fix: `say which: ${views.map(({ id }) => id).join(', ')}` },
    );
  }
  const { units, applications } = view.relation;
  return (isUnitName(owner) ? units[owner] : applications[owner])?.data ?? {};
}
