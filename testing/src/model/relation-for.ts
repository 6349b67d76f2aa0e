import { progressOf, relationsOf } from '@reactive-charms/emulator/core';
import type { Model, RelationView, ToolContext } from '@reactive-charms/emulator/core';
import { isUnitName, userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';

/** The relation that commands are about: `db:7`, with the only member unless one is named. */
export function relationFor(
  model: Model,
  unit: UnitName,
  {
    relation,
    remoteUnit,
  }: { readonly relation: string; readonly remoteUnit?: UnitName | undefined },
): NonNullable<ToolContext['run']['relation']> {
  const number = Number(relation.slice(relation.lastIndexOf(':') + 1));
  const view = viewsOf(model, unit).find((each) => each.relation.number === number);
  if (!view) {
    throw userError('RELATION_NOT_FOUND', `unit "${unit}" has no relation "${relation}"`, {
      fix: `use one of: ${viewsOf(model, unit)
        .map(({ id }) => id)
        .join(', ')}`,
    });
  }
  const remote = remoteUnit ?? onlyMember(model, unit, number);
  return {
    number,
    remoteApplication: view.remote.application,
    ...(remote === undefined ? {} : { remoteUnit: remote }),
  };
}

/** The relations of a unit. @throws DiagnosticsError when there is no such unit */
export function viewsOf(model: Model, name: UnitName): RelationView[] {
  const unit = model.units[name];
  if (unit) return relationsOf(model, unit);
  throw userError('UNIT_NOT_FOUND', `unit "${name}" not found`, {
    fix: `use one of: ${Object.keys(model.units).sort().join(', ')}`,
  });
}

function onlyMember(model: Model, name: UnitName, number: number): UnitName | undefined {
  const unit = model.units[name];
  const members = Object.keys(unit ? progressOf(unit, number).members : {}).filter(isUnitName);
  return members.length === 1 ? members[0] : undefined;
}
