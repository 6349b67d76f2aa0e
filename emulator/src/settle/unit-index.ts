import type { UnitName } from '@reactive-charms/juju';
import type { Model, Unit } from '../model.ts';
import { unitEntries } from '../relation-view.ts';

/** The units of a model by what they belong to, kept up to date change by change. */
export interface UnitIndex {
  /** How many units there are. */
  readonly size: number;
  ofApplication(name: string): Iterable<UnitName>;
  onMachine(id: string): Iterable<UnitName>;
  /** A principal unit and its subordinates. */
  ofContainer(principal: UnitName): Iterable<UnitName>;
  /** Notes that a unit came or went. */
  note(before: Unit | undefined, after: Unit | undefined): void;
}

/** Makes the index of a model's units. */
export function createUnitIndex(model: Model): UnitIndex {
  const [applications, machines, containers] = [makeGroups(), makeGroups(), makeGroups()];
  let size = 0;
  const note: UnitIndex['note'] = (before, after) => {
    if (!before === !after) return;
    size += after ? 1 : -1;
    const unit = after ?? before;
    if (!unit) return;
    const keys = [unit.application, unit.machine, unit.principal ?? unit.name];
    [applications, machines, containers].forEach((groups, index) => {
      const key = keys[index] ?? '';
      if (after) groups.add(key, unit.name);
      else groups.delete(key, unit.name);
    });
  };
  for (const [, unit] of unitEntries(model.units)) note(undefined, unit);
  return {
    get size() {
      return size;
    },
    ofApplication: applications.of,
    onMachine: machines.of,
    ofContainer: containers.of,
    note,
  };
}

interface Groups {
  readonly of: (key: string) => Iterable<UnitName>;
  add(key: string, unit: UnitName): void;
  delete(key: string, unit: UnitName): void;
}

function makeGroups(): Groups {
  const groups = new Map<string, Set<UnitName>>();
  return {
    of: (key) => groups.get(key) ?? [],
    add: (key, unit) => {
      const group = groups.get(key);
      if (group) group.add(unit);
      else groups.set(key, new Set([unit]));
    },
    delete: (key, unit) => {
      groups.get(key)?.delete(unit);
    },
  };
}
