import type { Databag, UnitName } from '@reactive-charms/juju';

/** Databags by the unit that publishes them. */
export type UnitBags = Readonly<Record<UnitName, Databag>>;

/** The JSON text that bags come from, as long as they live; it is as good as the bags themselves. */
const texts = new WeakMap<UnitBags, string>();

/**
 * Makes databags that are read from their text when somebody looks into them. With hundreds of units
 * they are nearly all of a memory, while most hooks are about one unit or none. They may be passed
 * on, copied into other relations and compared as the same object without being read.
 * @param text JSON of the bags, as `printUnits` writes it.
 * @param read reads and checks the text; what it throws meets whoever looks.
 */
export function createLazyUnits(text: string, read: (text: string) => UnitBags): UnitBags {
  const bags: Record<UnitName, Databag> = {};
  const traps: ProxyHandler<UnitBags> = {
    get: (_, key) => Reflect.get(fill(), key),
    has: (_, key) => Reflect.has(fill(), key),
    ownKeys: () => Reflect.ownKeys(fill()),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(fill(), key),
  };
  const fill = (): UnitBags => {
    Object.assign(bags, read(text));
    // Without traps the proxy is its target, at nearly no cost.
    for (const trap of Object.keys(traps)) Reflect.deleteProperty(traps, trap);
    return bags;
  };
  const units = new Proxy<UnitBags>(bags, traps);
  texts.set(units, text);
  return units;
}

/** Writes databags as JSON: the text that they come from, if they do. */
export function printUnits(units: UnitBags): string {
  return texts.get(units) ?? JSON.stringify(units);
}

/** Tells whether there is any unit, without reading the databags. */
export function hasUnits(units: UnitBags): boolean {
  const text = texts.get(units);
  return text === undefined ? Object.keys(units).length > 0 : text !== '{}';
}
