import type { Databag, DatabagChanges } from '@reactive-charms/juju';
import { fault } from '../errors.ts';
import type { JsonMap, JsonValue } from '../json.ts';
import { readJson, sortedJson } from './json-codec.ts';

/** A value that can be published as JSON. Null is none: say undefined to withdraw a key (R103). */
export type PublishableJson = Exclude<JsonValue, null>;

/** Changes to a databag in JSON: a value sets a key, undefined removes it. */
export type JsonChanges = Readonly<Record<string, PublishableJson | undefined>>;

/**
 * A databag that can be read and not be written, as Juju holds it (R98).
 * @param whose for the message of an error, for example `of mysql/0 in relation db:1`.
 */
export function viewBag(bag: Databag, whose: string): Databag {
  return lock(withoutPrototype(bag), whose);
}

/**
 * The same with every value read as JSON, at the moment when it is first asked for. What is not JSON
 * stays the text that it is, and so does a whole number too large to be kept exactly (R96, R97).
 */
export function viewJson(bag: Databag, whose: string): JsonMap {
  const view = withoutPrototype<JsonValue>({});
  for (const [key, text] of Object.entries(bag)) {
    let known: { readonly value: JsonValue } | undefined;
    const get = (): JsonValue => (known ??= { value: deepFreeze(decode(text)) }).value;
    Object.defineProperty(view, key, { get, enumerable: true });
  }
  return lock(view, whose);
}

/** All keys of several databags; where two have the same key, the first has the last word (R96). */
export function mergeBags(bags: readonly Databag[]): Databag {
  const merged = new Map<string, string>();
  for (const bag of bags) {
    for (const [key, value] of Object.entries(bag)) {
      if (!merged.has(key)) merged.set(key, value);
    }
  }
  return Object.fromEntries(merged);
}

/**
 * Writes values as JSON, with sorted members, so that equal values are equal texts (R100).
 * @throws DiagnosticsError when a value is null, or something that JSON does not have.
 */
export function encodeJsonChanges(changes: JsonChanges): DatabagChanges {
  return Object.fromEntries(
    Object.entries(changes).map(([key, value]) => [
      key,
      value === undefined ? null : encode(key, value),
    ]),
  );
}

// Wider than what the compiler lets through: values may come from code that it has not seen.
function encode(key: string, value: JsonValue): string {
  if (value === null) {
    throw fault(
      'JSON_VALUE',
      `key "${key}" cannot be published as JSON null`,
      'say undefined to withdraw the key, or publish the text `null` with publish()',
    );
  }
  const path = findNonJson(value, key);
  if (path !== undefined) throw fault('JSON_VALUE', `${path} is not a value that JSON has`);
  return sortedJson(value);
}

/** The path of the first value that JSON would lose or change, such as NaN or a function. */
function findNonJson(value: unknown, path: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object') return path;
  for (const [name, member] of Object.entries(value)) {
    const found = findNonJson(member, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decode(text: string): JsonValue {
  if (text === '') return text;
  const read = readJson(text);
  return read.ok && !isInexact(read.value, text) ? read.value : text;
}

/** True for a whole number with more digits than can be kept. */
function isInexact(value: JsonValue, text: string): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return !Number.isSafeInteger(value) && String(value) !== text;
}

function deepFreeze(value: JsonValue): JsonValue {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

/** A record in which no key is there that was not put there, `constructor` and the like included. */
function withoutPrototype<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  const record: Record<string, T> = Object.create(null);
  return Object.assign(record, entries);
}

/** Lets a record be read only. A frozen one would do, but its message does not say what to do. */
function lock<T>(record: Record<string, T>, whose: string): Readonly<Record<string, T>> {
  const refuse = (_: object, key: string | symbol): never => {
    throw fault('DATA_READ_ONLY', `key "${String(key)}" ${whose} cannot be written or deleted`);
  };
  Object.freeze(record);
  return new Proxy<Record<string, T>>(record, {
    set: refuse,
    deleteProperty: refuse,
    defineProperty: refuse,
  });
}
