import type { UnitName } from '@reactive-charms/juju';
import type { Machine, Model, Unit } from '../model.ts';
import { unitsOnMachine } from '../relation-view.ts';
import { restingStatus } from './agent-status.ts';
import { dropUnit, electLeader } from './dropping.ts';
import { dropIdleMachine } from './machines.ts';
import { findMachine, withMachine, withUnit } from './transition.ts';
import type { Transition } from './transition.ts';

/**
 * Cuts a machine off from the model with the containers on it, or lets them back. The units there do
 * nothing, and what they would do stays due; others still see them as they were. A leader that is cut
 * off loses the leadership to another unit, if there is one.
 * @throws DiagnosticsError when there is no such machine.
 */
export function setPartition(id: string, on: boolean): Transition {
  return (model) => {
    const machines = withContainers(model, id).filter(({ partitioned }) => partitioned !== on);
    const units = machines.flatMap((machine) => unitsOnMachine(model, machine.id));
    const cut = machines.reduce(
      (next, machine) => withMachine(next, { ...machine, partitioned: on }),
      model,
    );
    const shown = units.reduce(
      (next, unit) => withUnit(next, { ...unit, agent: agentStatus(model, unit, on) }),
      cut,
    );
    return electLeaders(shown, units);
  };
}

/**
 * Lets a machine vanish with all that is on it, as when its host is lost and removed by force. Its units
 * run no hooks; others see them depart.
 * @throws DiagnosticsError when there is no such machine.
 */
export function dropMachine(id: string): Transition {
  return (model) => {
    const gone = withContainers(model, id).map((machine) => machine.id);
    const units = gone
      .flatMap((machine) => unitsOnMachine(model, machine))
      .map((unit) => unit.name);
    return gone.reduce(dropIdleMachine, dropAll(model, units));
  };
}

/** A machine and the containers on it. @throws DiagnosticsError when there is no such machine */
function withContainers(model: Model, id: string): Machine[] {
  findMachine(model, id);
  return Object.values(model.machines).filter(
    (machine) => machine.id === id || machine.id.startsWith(`${id}/`),
  );
}

/** Subordinates first, so that nothing is left that stands beside a unit that is gone. */
function dropAll(model: Model, names: readonly UnitName[]): Model {
  const isSubordinate = (name: UnitName): boolean => model.units[name]?.principal !== undefined;
  const ordered = [...names.filter(isSubordinate), ...names.filter((name) => !isSubordinate(name))];
  return ordered.reduce(dropUnit, model);
}

function electLeaders(model: Model, units: readonly Unit[]): Model {
  const names = new Set(units.map(({ application }) => application));
  return [...names].reduce(electLeader, model);
}

function agentStatus(model: Model, unit: Unit, lost: boolean): Unit['agent'] {
  const since = model.time;
  if (lost) {
    return { status: 'lost', message: 'agent is not communicating with the server', since };
  }
  if (!unit.uniter.charm) return { status: 'allocating', message: '', since };
  return restingStatus(unit, since);
}
