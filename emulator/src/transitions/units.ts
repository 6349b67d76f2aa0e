import { isUnitName, userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { withEntry } from '../large-record.ts';
import type { Application, Model, RelationUnit, Unit, UniterState } from '../model.ts';
import { unitsBeside } from '../relation-view.ts';
import { dropUnit, electLeader, moveLeadership } from './dropping.ts';
import { DEFAULT_BASE, placeMachine } from './machines.ts';
import { provideStorage } from './storage.ts';
import {
  findApplication,
  findUnit,
  withApplication,
  withRelation,
  withUnit,
  withUniter,
} from './transition.ts';
import type { Transition } from './transition.ts';

/** A unit to add. */
export interface NewUnit {
  readonly application: string;
  /** A machine ID, a unit, `lxd`, `lxd:0`. @default a new machine */
  readonly to?: string;
}

/**
 * Adds a unit to a principal application.
 * @throws DiagnosticsError when there is no such application or machine, or it is subordinate.
 */
export function addUnit({ application: name, to }: NewUnit): Transition {
  return (model) => {
    const application = findApplication(model, name);
    if (application.charm.metadata.subordinate) {
      throw userError(
        'SUBORDINATE_UNIT',
        `application "${name}" is subordinate: it cannot add units`,
        {
          fix: 'add a unit to its principal application instead',
        },
      );
    }
    if (application.life === 'dying') {
      throw userError('APPLICATION_DYING', `application "${name}" is being removed`);
    }
    const base = application.charm.bases[0] ?? DEFAULT_BASE;
    const placed = placeMachine(model, to ?? 'new', base);
    return insertUnit(placed.model, application, { machine: placed.machine });
  };
}

/** Adds the subordinate unit that stands beside a principal unit. */
export function addSubordinate(model: Model, name: string, principal: UnitName): Model {
  const { machine } = findUnit(model, principal);
  return insertUnit(model, findApplication(model, name), { machine, principal });
}

/**
 * Starts the removal of a unit: its relations break, then it stops. With `force` it is gone at once,
 * without any hook of its own.
 * @throws DiagnosticsError when there is no such unit, or it is subordinate.
 */
export function removeUnit(name: UnitName, options: { readonly force?: boolean } = {}): Transition {
  return (model) => {
    const unit = findUnit(model, name);
    if (unit.principal !== undefined) {
      throw userError(
        'SUBORDINATE_UNIT',
        `unit "${name}" is subordinate: it goes with ${unit.principal}`,
        {
          fix: `remove unit ${unit.principal}, or the relation between the applications`,
        },
      );
    }
    const dying = destroyUnit(model, name);
    if (!options.force) return dying;
    return [...subordinatesOf(dying, name), name].reduce(dropUnit, dying);
  };
}

/**
 * Marks a unit and its subordinates as dying. Other units see it depart from now on, and a unit that
 * has run nothing yet is gone at once.
 */
export function destroyUnit(model: Model, name: UnitName): Model {
  const unit = model.units[name];
  if (!unit || unit.life === 'dying') return model;
  if (!unit.uniter.charm) return dropUnit(model, name);
  let next = withUnit(model, { ...unit, life: 'dying' });
  for (const relation of Object.values(next.relations)) {
    const member = relation.units[name];
    if (member?.presence !== 'present') continue;
    const departing: RelationUnit = { ...member, presence: 'departing' };
    next = withRelation(next, { ...relation, units: withEntry(relation.units, name, departing) });
  }
  return subordinatesOf(next, name).reduce(destroyUnit, next);
}

/** The subordinate units that stand beside a unit. */
export function subordinatesOf(model: Model, principal: UnitName): UnitName[] {
  return unitsBeside(model, principal).map(({ name }) => name);
}

/**
 * Moves the leadership of an application to a unit.
 * @throws DiagnosticsError when there is no such unit.
 */
export function setLeader(name: UnitName): Transition {
  return (model) =>
    moveLeadership(model, findApplication(model, findUnit(model, name).application), name);
}

/** Asks units to run update-status when they are idle. @throws DiagnosticsError for an unknown unit. */
export function requestUpdateStatus(names: readonly UnitName[]): Transition {
  return (model) =>
    names.reduce(
      (next, name) => withUniter(next, findUnit(next, name), { updateStatusRequested: true }),
      model,
    );
}

/** An agent that has done nothing yet. */
export const FRESH_UNITER: UniterState = {
  installed: false,
  started: false,
  stopped: false,
  removed: false,
  statusSet: false,
  leader: false,
  updateStatusRequested: false,
  hooksRun: 0,
  boots: 0,
  storage: [],
  secrets: {},
  secretsAnnounced: [],
  relations: {},
};

function insertUnit(
  model: Model,
  application: Application,
  place: Pick<Unit, 'machine' | 'principal'>,
): Model {
  const name = `${application.name}/${application.nextUnit}`;
  if (!isUnitName(name)) throw new Error(`application ${application.name} has no proper name`);
  const unit: Unit = {
    name,
    application: application.name,
    life: 'alive',
    ...place,
    workload: { status: 'waiting', message: 'waiting for machine', since: model.time },
    agent: { status: 'allocating', message: '', since: model.time },
    ports: [],
    state: {},
    payloads: {},
    uniter: { ...FRESH_UNITER, boots: model.machines[place.machine]?.boots ?? 0 },
  };
  const next = withApplication(model, { ...application, nextUnit: application.nextUnit + 1 });
  const provided = provideStorage(withUnit(next, unit), name, application);
  return electLeader(provided, application.name);
}
