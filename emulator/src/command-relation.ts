import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { Model, Unit } from './model.ts';
import { progressOf, relationsOf, unitEntries } from './relation-view.ts';
import type { RunRelation } from './tools/hook-run.ts';
import { findUnit, listFix } from './transitions/transition.ts';

/** How commands say which relation they are about. */
export interface RelationChoice {
  /** A relation for the context, for example `db:7`. */
  readonly relation?: string;
  /** A member of the relation. @default its only member */
  readonly remoteUnit?: UnitName;
  /** Takes `remoteUnit` as it is, also when it is no member, or none. */
  readonly forceRemoteUnit?: boolean;
  /** The application on the other side, for a context that is about no unit of it. */
  readonly remoteApplication?: string;
}

/**
 * Finds the relation that commands are about; undefined when they are about none.
 * @throws DiagnosticsError when the unit is not in the relation, or the remote unit is no member or
 *   cannot be told.
 */
export function findCommandRelation(
  model: Model,
  name: UnitName,
  choice: RelationChoice,
): RunRelation | undefined {
  const { relation: text, remoteApplication } = choice;
  if (text === undefined) return undefined;
  const unit = findUnit(model, name);
  const number = Number(text.slice(text.lastIndexOf(':') + 1));
  const views = relationsOf(model, unit);
  if (!views.some(({ relation }) => relation.number === number)) {
    throw userError('RELATION_NOT_FOUND', `unit "${name}" has no relation "${text}"`, {
      fix: listFix(
        'relations',
        views.map(({ id }) => id),
      ),
    });
  }
  const remoteUnit = findRemoteUnit(unit, number, choice);
  return {
    number,
    // Juju infers a unit, and never an application: see JUJU_REMOTE_APP in juju.md section 1.
    ...(remoteApplication === undefined ? {} : { remoteApplication }),
    ...(remoteUnit === undefined ? {} : { remoteUnit }),
  };
}

/** Juju takes the only member of a relation for the one that is meant, and no other. */
function findRemoteUnit(
  unit: Unit,
  number: number,
  { remoteUnit, forceRemoteUnit, remoteApplication }: RelationChoice,
): UnitName | undefined {
  if (forceRemoteUnit) return remoteUnit;
  const members = unitEntries(progressOf(unit, number).members).map(([name]) => name);
  if (remoteUnit !== undefined) {
    if (members.includes(remoteUnit)) return remoteUnit;
    throw userError('REMOTE_UNIT_UNKNOWN', `unknown remote unit "${remoteUnit}"`, {
      fix: listFix('members', members),
    });
  }
  if (remoteApplication !== undefined) return undefined;
  if (members.length > 1) {
    throw userError('REMOTE_UNIT_AMBIGUOUS', `relation ${number} has more than one remote unit`, {
      fix: `name one with --remote-unit: ${members.join(', ')}`,
    });
  }
  const [only] = members;
  if (only !== undefined) return only;
  throw userError('REMOTE_UNIT_MISSING', `cannot infer remote unit in empty relation ${number}`, {
    fix: 'wait until it has a member, or add --force-remote-unit to do without',
  });
}
