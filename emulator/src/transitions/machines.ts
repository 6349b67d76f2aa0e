import { isUnitName } from '@reactive-charms/juju';
import type { Base } from '@reactive-charms/juju';
import { withEntry } from '../large-record.ts';
import type { Machine, Model } from '../model.ts';
import { unitsOnMachine } from '../relation-view.ts';
import { findMachine, findUnit, withMachine, without } from './transition.ts';
import type { Transition } from './transition.ts';

/** The base of machines whose charm names none. */
export const DEFAULT_BASE: Base = { name: 'ubuntu', channel: '22.04', architectures: ['amd64'] };

/** Adds an empty machine; its ID is `model.next.machine` as it was before. */
export function addMachine(options: { readonly base?: Base } = {}): Transition {
  return (model) => placeMachine(model, 'new', options.base ?? DEFAULT_BASE).model;
}

/**
 * Finds or makes the machine that a placement names: `new`, a machine ID (`0`, `0/lxd/1`), a unit
 * (`mysql/0`), `lxd` for a container on a new machine, or `lxd:` with a machine or unit.
 * @throws DiagnosticsError when there is no such machine or unit.
 */
export function placeMachine(
  model: Model,
  placement: string,
  base: Base,
): { readonly model: Model; readonly machine: string } {
  const [kind, target] = splitPlacement(placement);
  if (kind === 'lxd') {
    const host = placeMachine(model, target, base);
    const number = host.model.next.container[host.machine] ?? 0;
    const machine = makeMachine(host.model, `${host.machine}/lxd/${number}`, base);
    const container = { ...host.model.next.container, [host.machine]: number + 1 };
    return {
      machine: machine.id,
      model: {
        ...host.model,
        machines: withEntry(host.model.machines, machine.id, machine),
        next: { ...host.model.next, container },
      },
    };
  }
  if (target !== 'new') return { model, machine: targetMachine(model, target).id };
  const machine = makeMachine(model, String(model.next.machine), base);
  return {
    machine: machine.id,
    model: {
      ...model,
      machines: withEntry(model.machines, machine.id, machine),
      next: { ...model.next, machine: model.next.machine + 1 },
    },
  };
}

/**
 * Gives a machine another address: its units run config-changed and tell it to others (C112).
 * @throws DiagnosticsError when there is no such machine.
 */
export function setMachineAddress(id: string, address: string): Transition {
  return (model) => changeMachine(model, id, { address });
}

/**
 * Chooses for one machine whether systemctl and the like are recorded or run.
 * @throws DiagnosticsError when there is no such machine.
 */
export function setMachineCommands(id: string, commands: 'recorded' | 'real'): Transition {
  return (model) => changeMachine(model, id, { commands });
}

/** Removes a machine that carries no unit and no container any more; else changes nothing. */
export function dropIdleMachine(model: Model, id: string): Model {
  const busy =
    unitsOnMachine(model, id).length > 0 ||
    Object.keys(model.machines).some((other) => other.startsWith(`${id}/`));
  if (busy || !model.machines[id]) return model;
  const rest = { ...model, machines: without(model.machines, id) };
  const host = id.replace(/\/lxd\/\d+$/, '');
  return host === id ? rest : dropIdleMachine(rest, host);
}

function changeMachine(model: Model, id: string, change: Partial<Machine>): Model {
  return withMachine(model, { ...targetMachine(model, id), ...change });
}

function splitPlacement(placement: string): [kind: 'lxd' | 'machine', target: string] {
  if (placement === 'lxd') return ['lxd', 'new'];
  if (placement.startsWith('lxd:')) return ['lxd', placement.slice('lxd:'.length)];
  return ['machine', placement];
}

/** The machine that is named, or on which the unit stands that is named. */
function targetMachine(model: Model, target: string): Machine {
  return findMachine(model, isUnitName(target) ? findUnit(model, target).machine : target);
}

function makeMachine(model: Model, id: string, base: Base): Machine {
  return {
    id,
    address: machineAddress(id),
    hostname: `juju-${id.replaceAll('/', '-')}`,
    base,
    since: model.time,
    boots: 0,
    partitioned: false,
  };
}

/** Machine 0 is 10.0.12.10, machine 1 is 10.0.12.20; containers take the numbers between. */
function machineAddress(id: string): string {
  const [machine, container] = [Number(id.split('/')[0]), id.split('/').slice(2)];
  const third = 12 + 2 * Math.floor(machine / 25);
  const host = 10 * ((machine % 25) + 1);
  if (container.length === 0) return `10.0.${third}.${host}`;
  const slot = Number(container.at(-1)) + 1;
  return slot < 10 ? `10.0.${third}.${host + slot}` : `10.0.${third + 1}.${(host + slot) % 254}`;
}
