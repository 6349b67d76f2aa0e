/**
 * Records that many values share. Copying a record of a thousand entries to change one of them takes
 * longer than all else that a transition does; so a large record is kept as a plain one that its
 * successors share, with the few entries that changed since. It reads, lists and prints like a plain
 * one, and cannot be written to.
 */

/** Records with no more entries than this are copied. */
const SMALL = 64;

/** With more changes than this a record is made plain again. */
const MOST_CHANGES = 96;

interface Layers<Value> {
  readonly base: Readonly<Record<string, Value>>;
  /** What changed since; undefined for an entry that is gone. */
  readonly changes: ReadonlyMap<string, Value | undefined>;
}

/** How a plain record was made from the one before it, without keeping that one alive. */
interface Origin {
  readonly before: WeakRef<object>;
  readonly keys: readonly string[];
}

const layered = new WeakMap<object, Layers<unknown>>();
const origins = new WeakMap<object, Origin>();
const sorted = new WeakMap<object, readonly string[]>();

const NO_CHANGES: ReadonlyMap<string, unknown> = new Map();

/** A record with one entry added or changed; the given one stays as it is. */
export function withEntry<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
  value: Value,
): Readonly<Record<string, Value>> {
  const layers = layersOf(record);
  if (!layers) {
    if (isSmall(record)) return { ...record, [key]: value };
    return makeLayered({ base: record, changes: new Map([[key, value]]) });
  }
  const { base, changes } = layers;
  // A key that was taken away and comes back goes to the end, as in a plain record.
  const returns = changes.has(key) && changes.get(key) === undefined;
  if (returns || changes.size >= MOST_CHANGES) return withEntry(flatten(layers), key, value);
  return makeLayered({ base, changes: new Map(changes).set(key, value) });
}

/** A record without one entry; the given one stays as it is. */
export function withoutEntry<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
): Readonly<Record<string, Value>> {
  if (!Object.hasOwn(record, key)) return record;
  const layers = layersOf(record);
  if (!layers && isSmall(record)) {
    const { [key]: _dropped, ...rest } = record;
    return rest;
  }
  const { base, changes } = layers ?? { base: record, changes: new Map<string, Value>() };
  if (layers && changes.size >= MOST_CHANGES) return withoutEntry(flatten(layers), key);
  const next = new Map<string, Value | undefined>(changes);
  if (Object.hasOwn(base, key)) next.set(key, undefined);
  else next.delete(key);
  return makeLayered({ base, changes: next });
}

/** The keys whose values are not the very same in two records, those of gone entries included. */
export function changedKeys(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  if (before === after) return [];
  if (lastChange?.before === before && lastChange.after === after) return [...lastChange.keys];
  const keys = compareRecords(before, after);
  if (isLayered(after)) lastChange = { before, after, keys };
  return [...keys];
}

/** The last answer, for all who follow a model ask the same one after the other. */
let lastChange:
  { readonly before: object; readonly after: object; readonly keys: readonly string[] } | undefined;

function compareRecords(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const old = layersOf(before) ?? { base: before, changes: NO_CHANGES };
  const now = layersOf(after) ?? { base: after, changes: NO_CHANGES };
  const origin = old.base === now.base ? undefined : origins.get(now.base);
  const follows = old.base === now.base || origin?.before.deref() === old.base;
  if (!follows) return compareAll(before, after);
  const keys = new Set([...old.changes.keys(), ...now.changes.keys(), ...(origin?.keys ?? [])]);
  return [...keys].filter((key) => readLayers(old, key) !== readLayers(now, key));
}

/**
 * Makes a function that reads entries of one record; for many reads of a large one it saves time.
 * Inherited names count as absent.
 */
export function readerOf<Value>(
  record: Readonly<Record<string, Value>>,
): (key: string) => Value | undefined {
  const layers = layersOf(record);
  if (!layers) return (key) => (Object.hasOwn(record, key) ? record[key] : undefined);
  const { base, changes } = layers;
  return (key) => {
    const value = changes.get(key);
    if (value !== undefined || changes.has(key)) return value;
    return Object.hasOwn(base, key) ? base[key] : undefined;
  };
}

/** Whether a record is kept as a base and changes. */
export function isLayered(record: object): boolean {
  return layered.has(record);
}

/** The keys of a record, text-sorted; kept with the record and with those that are made from it. */
export function sortedKeys(record: Readonly<Record<string, unknown>>): readonly string[] {
  const known = sorted.get(record);
  if (known) return known;
  const keys = sortKeys(record);
  sorted.set(record, keys);
  return keys;
}

/**
 * The keys of a record in two lists: a long one, text-sorted, that the record shares with those it was
 * made from, and a short one of what came since. Some of the long one may be gone.
 */
export function sharedKeys<Value>(record: Readonly<Record<string, Value>>): {
  readonly shared: readonly string[];
  readonly added: readonly string[];
  /** The record whose keys the long list has. */
  readonly base: Readonly<Record<string, Value>>;
} {
  const layers = layersOf(record);
  if (!layers) return { shared: sortedKeys(record), added: [], base: record };
  const { base } = layers;
  return { shared: sortedKeys(base), added: addedKeys(layers), base };
}

/** What has come since the base; what has gone since was in the base. */
function addedKeys({ base, changes }: Layers<unknown>): string[] {
  return [...changes.keys()].filter((key) => !Object.hasOwn(base, key));
}

function sortKeys(record: Readonly<Record<string, unknown>>): readonly string[] {
  const layers = layered.get(record);
  if (!layers) return Object.keys(record).sort();
  const { base, changes } = layers;
  const keys = sortedKeys(base);
  const added = addedKeys(layers);
  const gone = [...changes].some(([, value]) => value === undefined);
  if (added.length === 0 && !gone) return keys;
  const left = gone ? keys.filter((key) => Object.hasOwn(record, key)) : keys;
  return [...left, ...added].sort();
}

function isSmall(record: Readonly<Record<string, unknown>>): boolean {
  if (origins.has(record)) return false;
  let count = 0;
  for (const _key in record) {
    count += 1;
    if (count > SMALL) return false;
  }
  return true;
}

/** What a layered record is made of; undefined for a plain one. */
function layersOf<Value>(record: Readonly<Record<string, Value>>): Layers<Value> | undefined {
  const layers = layered.get(record);
  return layers && belongsTo(layers, record) ? layers : undefined;
}

/** The layers of a record hold values of its type. */
function belongsTo<Value>(
  layers: Layers<unknown>,
  record: Readonly<Record<string, Value>>,
): layers is Layers<Value> {
  return layered.get(record) === layers;
}

function readLayers({ base, changes }: Layers<unknown>, key: string): unknown {
  const value = changes.get(key);
  return value === undefined && !changes.has(key) ? base[key] : value;
}

function flatten<Value>({ base, changes }: Layers<Value>): Readonly<Record<string, Value>> {
  const plain: Record<string, Value> = Object.assign({}, base);
  let shrank = false;
  for (const [key, value] of changes) {
    if (value !== undefined) {
      plain[key] = value;
    } else {
      delete plain[key];
      shrank = true;
    }
  }
  // A record that has shrunk may be copied from now on.
  if (shrank && isSmall(plain)) return plain;
  origins.set(plain, { before: new WeakRef(base), keys: [...changes.keys()] });
  return plain;
}

function compareAll(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const changed = Object.keys(after).filter((key) => before[key] !== after[key]);
  return gone.length === 0 ? changed : [...gone, ...changed];
}

/** All records share one target, so a print of one asks the record itself. */
const TARGET: Record<string, never> = Object.defineProperty(
  {},
  Symbol.for('nodejs.util.inspect.custom'),
  {
    configurable: true,
    value(this: Readonly<Record<string, unknown>>): unknown {
      return { ...this };
    },
  },
);

function makeLayered<Value>(layers: Layers<Value>): Readonly<Record<string, Value>> {
  const record = new Proxy<Record<string, Value>>(TARGET, new LayeredHandler(layers));
  layered.set(record, layers);
  return record;
}

/** Answers for a layered record as a plain one would. A class: there are very many of them. */
class LayeredHandler<Value> implements ProxyHandler<Record<string, Value>> {
  readonly #layers: Layers<Value>;
  #keys: string[] | undefined;

  constructor(layers: Layers<Value>) {
    this.#layers = layers;
  }

  get(_target: unknown, key: string | symbol): unknown {
    return typeof key === 'symbol'
      ? Reflect.get(this.#layers.base, key)
      : readLayers(this.#layers, key);
  }

  has(_target: unknown, key: string | symbol): boolean {
    return this.#owns(key) || key in Object.prototype;
  }

  ownKeys(): string[] {
    return (this.#keys ??= listKeys(this.#layers));
  }

  getOwnPropertyDescriptor(_target: unknown, key: string | symbol): PropertyDescriptor | undefined {
    if (!this.#owns(key)) return undefined;
    const value = this.get(_target, key);
    return { value, enumerable: true, configurable: true, writable: true };
  }

  set(): boolean {
    return false;
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }

  #owns(key: string | symbol): boolean {
    const { base, changes } = this.#layers;
    if (typeof key === 'string' && changes.has(key)) return changes.get(key) !== undefined;
    return Object.hasOwn(base, key);
  }
}

function listKeys(layers: Layers<unknown>): string[] {
  const { base, changes } = layers;
  const kept = Object.keys(base).filter(
    (key) => !changes.has(key) || changes.get(key) !== undefined,
  );
  return [...kept, ...addedKeys(layers)];
}
