import { isUnitName } from '@reactive-charms/juju';
import type { Base, UnitName } from '@reactive-charms/juju';
import { bundleUnits } from '@reactive-charms/juju/files';
import type { Bundle, BundleUnit } from '@reactive-charms/juju/files';
import type { Model } from '../../model.ts';
import { addMachine } from '../../transitions/machines.ts';
import { addUnit } from '../../transitions/units.ts';
import { compareNatural } from '../natural-order.ts';
import { unitsInOrder } from './change.ts';
import type { Change } from './change.ts';

/** A unit with the base of the machine that may have to be made, for example `ubuntu@20.04/stable`. */
interface WantedUnit extends BundleUnit {
  readonly base?: string;
}

/**
 * Adds the units that are missing, each where the bundle places it; a unit that others are placed
 * by comes first. Machines of the bundle that units already stand on are found again; others are made
 * first.
 */
export function placeUnits(change: Change, bundle: Bundle): void {
  const wanted = Object.values(bundle.applications)
    .sort((a, b) => compareNatural(a.name, b.name))
    .flatMap(bundleUnits)
    .map((unit) => withBase(unit, bundle));
  const names = new Map(
    Object.keys(bundle.applications).map((name) => [name, unitsInOrder(change.model, name)]),
  );
  const plan: Plan = { change, names, machines: knownMachines(change.model, wanted, names) };
  const waiting = wanted.filter(
    ({ application, index }) => index >= (names.get(application.name)?.length ?? 0),
  );
  makeMachines(plan, waiting);
  for (const unit of inOrder(waiting)) addWanted(plan, unit);
}

/** As Juju does, before any unit: in a new model they get the numbers that the bundle gives them. */
function makeMachines(plan: Plan, waiting: readonly WantedUnit[]): void {
  const placed = waiting.flatMap((unit) => {
    const target = unit.placement?.target;
    return target?.kind === 'machine' ? [{ unit, machine: target.machine }] : [];
  });
  placed.sort((a, b) => compareNatural(a.machine, b.machine));
  for (const { unit, machine } of placed) findMachine(plan, unit, machine);
}

interface Plan {
  readonly change: Change;
  /** The units that there are by now, by application. */
  readonly names: ReadonlyMap<string, UnitName[]>;
  /** Machines of the model by machines of the bundle. */
  readonly machines: Map<string, string>;
}

/** Always the first unit that does not wait for another one; the bundle was read without rings. */
function* inOrder(waiting: readonly WantedUnit[]): Generator<WantedUnit> {
  const positions = new Map(
    waiting.map((unit, at) => [keyOf(unit.application.name, unit.index), at]),
  );
  const hosts = waiting.map(({ placement, beside }) =>
    placement?.target.kind === 'unit'
      ? positions.get(keyOf(placement.target.application, beside ?? 0))
      : undefined,
  );
  const followers = new Map<number, number>();
  hosts.forEach((host, at) => {
    if (host !== undefined && !followers.has(host)) followers.set(host, at);
  });
  const done = waiting.map(() => false);
  let at = 0;
  while (at < waiting.length) {
    const [unit, host] = [waiting[at], hosts[at]];
    if (unit === undefined || done[at] || (host !== undefined && !done[host])) {
      at += 1;
      continue;
    }
    done[at] = true;
    yield unit;
    // Whoever waited for it comes first now.
    at = Math.min(at + 1, followers.get(at) ?? at + 1);
  }
}

function keyOf(application: string, index: number): string {
  return `${application}/${index}`;
}

function withBase(unit: BundleUnit, bundle: Bundle): WantedUnit {
  const target = unit.placement?.target;
  const machine = target?.kind === 'machine' ? bundle.machines[target.machine] : undefined;
  const base = machine?.base ?? unit.application.base ?? bundle.base;
  return base === undefined ? unit : { ...unit, base };
}

/** Machines of the bundle by what their units already stand on. */
function knownMachines(
  model: Model,
  wanted: readonly WantedUnit[],
  names: Plan['names'],
): Map<string, string> {
  const machines = new Map<string, string>();
  for (const { application, index, placement } of wanted) {
    const name = names.get(application.name)?.[index];
    const machine = name === undefined ? undefined : model.units[name]?.machine;
    if (machine === undefined || placement?.target.kind !== 'machine') continue;
    const id = placement.target.machine;
    const host = placement.container === undefined ? machine : machine.replace(/\/lxd\/\d+$/, '');
    if (!machines.has(id)) machines.set(id, host);
  }
  return machines;
}

function addWanted(plan: Plan, unit: WantedUnit): void {
  const { change } = plan;
  const { application, placement } = unit;
  const place = placement?.place ?? application.place;
  const target = findTarget(plan, unit);
  const container = placement?.container === undefined ? '' : 'lxd:';
  const to = target === 'new' && container !== '' ? 'lxd' : `${container}${target}`;
  const number = change.model.applications[application.name]?.nextUnit ?? 0;
  const where = to === 'new' ? 'new machine' : to;
  change.apply(
    `add unit ${application.name}/${number} to ${where}`,
    place,
    addUnit({ application: application.name, to }),
  );
  const name = `${application.name}/${number}`;
  if (isUnitName(name)) plan.names.get(application.name)?.push(name);
}

function findTarget(plan: Plan, unit: WantedUnit): string {
  const target = unit.placement?.target ?? { kind: 'new' };
  if (target.kind === 'new') return 'new';
  if (target.kind === 'unit') {
    return plan.names.get(target.application)?.[unit.beside ?? 0] ?? 'new';
  }
  return findMachine(plan, unit, target.machine);
}

/** The machine of the model that stands for one of the bundle; made if there is none yet. */
function findMachine({ change, machines }: Plan, unit: WantedUnit, machine: string): string {
  const known = machines.get(machine);
  if (known !== undefined && change.model.machines[known] !== undefined) return known;
  const id = String(change.model.next.machine);
  const place = unit.placement?.place ?? unit.application.place;
  change.apply(`add new machine ${id}`, place, addMachine(readBase(unit.base)));
  machines.set(machine, id);
  return id;
}

/** Reads `ubuntu@20.04/stable`; the risk of the channel says nothing about a machine. */
function readBase(text = ''): { readonly base?: Base } {
  const [, name, channel] = /^([^@]+)@([^/]+)/.exec(text) ?? [];
  if (name === undefined || channel === undefined) return {};
  return { base: { name, channel, architectures: [] } };
}
