import { compareUnits, isUnitName } from '@reactive-charms/juju';
import type { Databag, UnitName } from '@reactive-charms/juju';

/**
 * Databags by the unit that publishes them. With hundreds of units they are nearly all of a memory,
 * while most hooks are about one unit or none. So nobody looks into them without need, and records
 * that follow one another share what is the same in them.
 */
export type UnitBags = Readonly<Record<UnitName, Databag>>;

/** What one unit publishes. Records that follow one another share these objects. */
export interface UnitBag {
  readonly name: UnitName;
  readonly bag: Databag;
}

/** A unit whose databag is not the same in two records; undefined where the unit is not there. */
export interface ChangedBag {
  readonly before: Databag | undefined;
  readonly after: Databag | undefined;
}

/** A relation without units. */
export const NO_UNITS: UnitBags = {};

/** The JSON text that bags come from, as long as they live; it is as good as the bags themselves. */
const texts = new WeakMap<UnitBags, string>();

/** The bags in a list, as long as they live. */
const lists = new WeakMap<UnitBags, readonly UnitBag[]>();

/**
 * Makes databags that are read from their text when somebody looks into them. They may be passed on,
 * copied into other relations and compared as the same object without being read.
 * @param text JSON of the bags, as `printUnits` writes it.
 * @param read reads and checks the text; what it throws meets whoever looks.
 */
export function readLater(text: string, read: (text: string) => UnitBags): UnitBags {
  const units = makeLater(() => read(text));
  texts.set(units, text);
  return units;
}

/** The units in the natural order of their names: u/2 before u/10. */
export function listBags(units: UnitBags): readonly UnitBag[] {
  let list = lists.get(units);
  if (list === undefined) lists.set(units, (list = sortBags(units)));
  return list;
}

/** What a unit publishes; undefined if it is not there. */
export function bagOf(units: UnitBags, name: UnitName): Databag | undefined {
  const list = listBags(units);
  const found = list[placeOf(list, name)];
  return found?.name === name ? found.bag : undefined;
}

/** The same units with one more, or with another databag of one. */
export function withBag(units: UnitBags, name: UnitName, bag: Databag): UnitBags {
  const list = listBags(units);
  const place = placeOf(list, name);
  return unitsOf(list.toSpliced(place, list[place]?.name === name ? 1 : 0, { name, bag }));
}

/** The same units without one. */
export function withoutBag(units: UnitBags, name: UnitName): UnitBags {
  const list = listBags(units);
  const place = placeOf(list, name);
  return list[place]?.name === name ? unitsOf(list.toSpliced(place, 1)) : units;
}

/** The units whose databags are not the very same in two records, in the order of their names. */
export function changedBags(before: UnitBags, after: UnitBags): readonly ChangedBag[] {
  if (before === after) return [];
  const [old, now] = [listBags(before), listBags(after)];
  const changes: ChangedBag[] = [];
  let [first, second] = [0, 0];
  while (first < old.length || second < now.length) {
    const [left, right] = [old[first], now[second]];
    const order = left === right ? 0 : compareBags(left, right);
    if (order <= 0) first += 1;
    if (order >= 0) second += 1;
    if (left?.bag === right?.bag && order === 0) continue;
    changes.push({
      before: order <= 0 ? left?.bag : undefined,
      after: order >= 0 ? right?.bag : undefined,
    });
  }
  return changes;
}

/** Writes databags as JSON: the text that they come from, if they do. */
export function printUnits(units: UnitBags): string {
  return texts.get(units) ?? JSON.stringify(units);
}

/** Tells whether there is any unit, without reading the databags. */
export function hasUnits(units: UnitBags): boolean {
  const text = texts.get(units);
  return text === undefined ? listBags(units).length > 0 : text !== '{}';
}

/** Makes a record that is filled when somebody looks into it. */
function makeLater(read: () => UnitBags): UnitBags {
  const bags: Record<UnitName, Databag> = {};
  const traps: ProxyHandler<UnitBags> = {
    get: (_, key) => Reflect.get(fill(), key),
    has: (_, key) => Reflect.has(fill(), key),
    ownKeys: () => Reflect.ownKeys(fill()),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(fill(), key),
  };
  const fill = (): UnitBags => {
    Object.assign(bags, read());
    // Without traps the proxy is its target, at nearly no cost.
    for (const trap of Object.keys(traps)) Reflect.deleteProperty(traps, trap);
    return bags;
  };
  return new Proxy<UnitBags>(bags, traps);
}

function unitsOf(list: readonly UnitBag[]): UnitBags {
  const units = makeLater(() => Object.fromEntries(list.map(({ name, bag }) => [name, bag])));
  lists.set(units, list);
  return units;
}

function sortBags(units: UnitBags): readonly UnitBag[] {
  const list: UnitBag[] = [];
  for (const [name, bag] of Object.entries(units)) if (isUnitName(name)) list.push({ name, bag });
  return list.sort(compareBags);
}

/** A unit that is not there stands after all others. */
function compareBags(left: UnitBag | undefined, right: UnitBag | undefined): number {
  if (left === undefined) return 1;
  return right === undefined ? -1 : compareUnits(left.name, right.name);
}

/** Where a unit stands in a list, or would stand. */
function placeOf(list: readonly UnitBag[], name: UnitName): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const found = list[middle];
    if (found !== undefined && compareUnits(found.name, name) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
