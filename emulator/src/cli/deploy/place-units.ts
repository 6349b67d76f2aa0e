import type { Base } from '@reactive-charms/juju';
import type { Bundle, BundleApplication, BundlePlacement } from '@reactive-charms/juju/files';
import type { Model } from '../../model.ts';
import { addMachine } from '../../transitions/machines.ts';
import { addUnit } from '../../transitions/units.ts';
import { compareNatural } from '../natural-order.ts';
import { unitsInOrder } from './change.ts';
import type { Change } from './change.ts';

/** A unit that the bundle wants: the so-manieth of its application. */
interface WantedUnit {
  readonly application: BundleApplication;
  readonly index: number;
  readonly placement?: BundlePlacement;
  /** Index of the unit to stand beside, when the placement names an application. */
  readonly beside?: number;
  /** The base of a machine that has to be made, for example `ubuntu@20.04/stable`. */
  readonly base?: string;
}

/**
 * Adds the units that are missing, each where the bundle places it; a unit that others are placed
 * by comes first. Machines of the bundle that units already stand on are found again.
 */
export function placeUnits(change: Change, bundle: Bundle): void {
  const wanted = Object.values(bundle.applications)
    .sort((a, b) => compareNatural(a.name, b.name))
    .flatMap(wantedUnits)
    .map((unit) => withBase(unit, bundle));
  const machines = knownMachines(change.model, wanted);
  const waiting = wanted.filter(
    ({ application, index }) => index >= unitsInOrder(change.model, application.name).length,
  );
  while (waiting.length > 0) {
    const ready = waiting.findIndex((unit) => isReady(change.model, unit, waiting));
    // Units that wait for each other in a ring get machines of their own, one after another.
    const [unit] = waiting.splice(Math.max(ready, 0), 1);
    if (unit !== undefined) addWanted(change, unit, machines);
  }
}

/** The last placement serves all further units; an application's name means its next unit. */
function wantedUnits(application: BundleApplication): WantedUnit[] {
  const nextOf = new Map<string, number>();
  return Array.from({ length: application.units ?? 0 }, (_unused, index) => {
    const placement = application.to[index] ?? application.to.at(-1);
    if (placement?.target.kind !== 'unit') {
      return { application, index, ...(placement === undefined ? {} : { placement }) };
    }
    const { application: other, unit } = placement.target;
    const beside = unit ?? nextOf.get(other) ?? 0;
    nextOf.set(other, beside + 1);
    return { application, index, placement, beside };
  });
}

function withBase(unit: WantedUnit, bundle: Bundle): WantedUnit {
  const target = unit.placement?.target;
  const machine = target?.kind === 'machine' ? bundle.machines[target.machine] : undefined;
  const base = machine?.base ?? unit.application.base ?? bundle.base;
  return base === undefined ? unit : { ...unit, base };
}

/** Machines of the bundle by what their units already stand on. */
function knownMachines(model: Model, wanted: readonly WantedUnit[]): Map<string, string> {
  const machines = new Map<string, string>();
  for (const { application, index, placement } of wanted) {
    const name = unitsInOrder(model, application.name)[index];
    const machine = name === undefined ? undefined : model.units[name]?.machine;
    if (machine === undefined || placement?.target.kind !== 'machine') continue;
    const id = placement.target.machine;
    const host = placement.container === undefined ? machine : machine.replace(/\/lxd\/\d+$/, '');
    if (!machines.has(id)) machines.set(id, host);
  }
  return machines;
}

function isReady(
  model: Model,
  { placement, beside }: WantedUnit,
  waiting: readonly WantedUnit[],
): boolean {
  if (placement?.target.kind !== 'unit') return true;
  const { application } = placement.target;
  if (unitsInOrder(model, application)[beside ?? 0] !== undefined) return true;
  return !waiting.some((other) => other.application.name === application);
}

function addWanted(change: Change, unit: WantedUnit, machines: Map<string, string>): void {
  const { application, placement } = unit;
  const place = placement?.place ?? application.place;
  const target = findTarget(change, unit, machines);
  const container = placement?.container === undefined ? '' : 'lxd:';
  const to = target === 'new' && container !== '' ? 'lxd' : `${container}${target}`;
  const number = change.model.applications[application.name]?.nextUnit ?? 0;
  const where = to === 'new' ? 'new machine' : to;
  change.apply(
    `add unit ${application.name}/${number} to ${where}`,
    place,
    addUnit({ application: application.name, to }),
  );
}

function findTarget(change: Change, unit: WantedUnit, machines: Map<string, string>): string {
  const target = unit.placement?.target ?? { kind: 'new' };
  if (target.kind === 'new') return 'new';
  if (target.kind === 'unit') {
    return unitsInOrder(change.model, target.application)[unit.beside ?? 0] ?? 'new';
  }
  const known = machines.get(target.machine);
  if (known !== undefined && change.model.machines[known] !== undefined) return known;
  const id = String(change.model.next.machine);
  const place = unit.placement?.place ?? unit.application.place;
  change.apply(`add new machine ${id}`, place, addMachine(readBase(unit.base)));
  machines.set(target.machine, id);
  return id;
}

/** Reads `ubuntu@20.04/stable`; the risk of the channel says nothing about a machine. */
function readBase(text = ''): { readonly base?: Base } {
  const [, name, channel] = /^([^@]+)@([^/]+)/.exec(text) ?? [];
  if (name === undefined || channel === undefined) return {};
  return { base: { name, channel, architectures: [] } };
}
