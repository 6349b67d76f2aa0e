import type { UnitName } from '@reactive-charms/juju';
import { compareText } from '../relation-view.ts';

/** Units that may have work, in the order in which they are looked at. */
export interface WorkQueue {
  /** Adds a unit; quick when it waits already. */
  add(unit: UnitName): void;
  /** Takes the first unit that may go ahead. */
  take(mayGo: (unit: UnitName) => boolean): UnitName | undefined;
  /** Notes that a unit was served: from now on it comes after all others. */
  served(unit: UnitName): void;
}

interface Waiting {
  readonly unit: UnitName;
  /** When it was served last, as a number that rises; 0 for never. */
  readonly served: number;
}

/**
 * Makes an empty queue. Whoever was served longest ago comes first, so that no unit of a machine
 * starves; among those that were never served, the order of names decides.
 */
export function createWorkQueue(): WorkQueue {
  const waiting: Waiting[] = [];
  const names = new Set<UnitName>();
  const served = new Map<UnitName, number>();
  let count = 0;
  return {
    add: (unit) => {
      if (names.has(unit)) return;
      names.add(unit);
      const entry = { unit, served: served.get(unit) ?? 0 };
      waiting.splice(findPlace(waiting, entry), 0, entry);
    },
    take: (mayGo) => {
      const index = waiting.findIndex(({ unit }) => mayGo(unit));
      const [entry] = index < 0 ? [] : waiting.splice(index, 1);
      if (entry) names.delete(entry.unit);
      return entry?.unit;
    },
    served: (unit) => {
      count += 1;
      served.set(unit, count);
    },
  };
}

function findPlace(waiting: readonly Waiting[], entry: Waiting): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = waiting[middle];
    if (other && compare(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(a: Waiting, b: Waiting): number {
  return a.served - b.served || compareText(a.unit, b.unit);
}
