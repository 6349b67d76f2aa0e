import type { Databag, DatabagChanges } from '@reactive-charms/juju';
import type { JsonValue } from './json.ts';

/** A value read from the wire, or why it cannot be read. `undefined` means: as if absent. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T | undefined }
  /** The reason never quotes a value that may be a secret. */
  | { readonly ok: false; readonly reason: string };

/** How one value goes on the wire and comes back. Decoding never throws. */
export interface Codec<T, Wire> {
  encode(value: T): Wire;
  decode(wire: Wire): Decoded<T>;
}

/** One member of a databag or of a JSON object: its key on the wire, and how its value goes there. */
export interface Field<T, Wire> {
  readonly key: string;
  readonly codec: Codec<T, Wire>;
  /** What is written where there is no value; nothing unless given. */
  readonly absent?: Wire;
}

/** The members of T by their names in code. The order is the order on the wire. */
export type Fields<T, Wire> = { readonly [K in keyof T]: Field<T[K], Wire> };

/** Values to publish: a member that is undefined is withdrawn. */
export type Sparse<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** How an object with known members goes into JSON and comes back. */
export interface ObjectCodec<T> extends Codec<Sparse<T>, JsonValue> {
  encode(values: Sparse<T>): JsonObject;
}

/** One key of a databag that cannot be read. */
export interface Fault {
  readonly key: string;
  readonly reason: string;
}

/** A databag as typed values: the only place where an interface names its keys. */
export interface DatabagSchema<T> {
  /** Keys on the wire, in order. */
  readonly keys: readonly string[];
  /** Every key of the schema: a text, or null (withdrawn) where the value is undefined or empty. */
  encode(values: Sparse<T>): DatabagChanges;
  /** Values of all readable keys, and the faults of the others. Unknown keys are passed over. */
  decode(bag: Databag): { readonly values: Partial<T>; readonly faults: readonly Fault[] };
}

/**
 * Names a member's key and codec.
 * @param absent what is written where there is no value, for example JSON null; nothing by default.
 */
export function field<T, Wire>(key: string, codec: Codec<T, Wire>, absent?: Wire): Field<T, Wire> {
  return absent === undefined ? { key, codec } : { key, codec, absent };
}

/** Makes the schema of a databag from its fields. */
export function databagSchema<T extends object>(fields: Fields<T, string>): DatabagSchema<T> {
  const keys: string[] = [];
  for (const name in fields) keys.push(fields[name].key);
  return {
    keys,
    encode: (values) => {
      const changes: Record<string, string | null> = {};
      for (const name in fields) {
        changes[fields[name].key] = encodeMember(fields[name], values[name]) ?? null;
      }
      return changes;
    },
    decode: (bag) => {
      const members = decodeMembers(fields, (key) => textOf(bag, key));
      return { values: members.values, faults: members.faults };
    },
  };
}

/** A text as it is. The empty text cannot be told from an absent key, and counts as absent. */
export const text: Codec<string, string> = {
  encode: (value) => value,
  decode: (wire) => ({ ok: true, value: wire === '' ? undefined : wire }),
};

/** A boolean written as Python prints it, `True` or `False`; read in any spelling of YAML 1.1. */
export const pythonBoolean: Codec<boolean, string> = {
  encode: (value) => (value ? 'True' : 'False'),
  decode: (wire) => {
    const word = wire.trim().toLowerCase();
    if (['true', 'yes', 'on'].includes(word)) return { ok: true, value: true };
    if (['false', 'no', 'off'].includes(word)) return { ok: true, value: false };
    if (['', 'null', 'none', '~'].includes(word)) return { ok: true, value: undefined };
    return { ok: false, reason: 'expected True or False' };
  },
};

/** A whole number between two bounds, in decimal digits. */
export function wholeNumber(minimum: number, maximum: number): Codec<number, string> {
  return {
    encode: (value) => String(value),
    decode: (wire) => {
      const digits = wire.trim();
      if (['', 'null', 'None'].includes(digits)) return { ok: true, value: undefined };
      const value = /^-?[0-9]{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
      if (value >= minimum && value <= maximum) return { ok: true, value };
      return { ok: false, reason: `expected a whole number from ${minimum} to ${maximum}` };
    },
  };
}

/** A value as JSON text, with the spacing of Python's json.dumps. JSON null counts as absent. */
export function json<T>(codec: Codec<T, JsonValue>): Codec<T, string> {
  return {
    encode: (value) => pythonJson(codec.encode(value)),
    decode: (wire) => {
      if (wire.trim() === '') return { ok: true, value: undefined };
      const parsed = parseJson(wire);
      if (!parsed.ok) return parsed;
      return parsed.value === undefined
        ? { ok: true, value: undefined }
        : codec.decode(parsed.value);
    },
  };
}

/** A JSON text. Numbers and booleans are read as their text, as Python would print them. */
export const jsonText: Codec<string, JsonValue> = {
  encode: (value) => value,
  decode: (value) => {
    if (value === null || value === '') return { ok: true, value: undefined };
    if (typeof value === 'string') return { ok: true, value };
    if (typeof value === 'number') return { ok: true, value: String(value) };
    if (typeof value === 'boolean') return { ok: true, value: value ? 'True' : 'False' };
    return { ok: false, reason: `expected a text, found ${kindOf(value)}` };
  },
};

/** A JSON number; a text of digits is read too. */
export const jsonNumber: Codec<number, JsonValue> = {
  encode: (value) => value,
  decode: (value) => {
    if (value === null || value === '') return { ok: true, value: undefined };
    if (typeof value === 'number') return { ok: true, value };
    const number =
      typeof value === 'string' && /^-?[0-9.]+$/.test(value) ? Number(value) : Number.NaN;
    if (Number.isFinite(number)) return { ok: true, value: number };
    return { ok: false, reason: `expected a number, found ${kindOf(value)}` };
  },
};

/** Any JSON value, as it is. */
export const jsonAny: Codec<JsonValue, JsonValue> = {
  encode: (value) => value,
  decode: (value) => ({ ok: true, value }),
};

/** A JSON list. Items that count as absent (null, the empty text) are left out. */
export function jsonList<T>(item: Codec<T, JsonValue>): Codec<readonly T[], JsonValue> {
  return {
    encode: (values) => values.map((value) => item.encode(value)),
    decode: (value) => {
      if (!isList(value)) return { ok: false, reason: `expected a list, found ${kindOf(value)}` };
      const items: T[] = [];
      for (const [index, wire] of value.entries()) {
        const decoded = wire === null ? { ok: true as const, value: undefined } : item.decode(wire);
        if (!decoded.ok) return { ok: false, reason: `item ${index + 1}: ${decoded.reason}` };
        if (decoded.value !== undefined) items.push(decoded.value);
      }
      return { ok: true, value: items };
    },
  };
}

/** A JSON object from names to values of one kind. Members that count as absent are left out. */
export function jsonMap<T>(
  item: Codec<T, JsonValue>,
): Codec<Readonly<Record<string, T>>, JsonValue> {
  return {
    encode: (map) =>
      Object.fromEntries(Object.entries(map).map(([name, value]) => [name, item.encode(value)])),
    decode: (value) => {
      if (!isJsonObject(value))
        return { ok: false, reason: `expected an object, found ${kindOf(value)}` };
      const entries: [string, T][] = [];
      for (const [name, wire] of Object.entries(value)) {
        const decoded = wire === null ? { ok: true as const, value: undefined } : item.decode(wire);
        if (!decoded.ok) return { ok: false, reason: `member ${name}: ${decoded.reason}` };
        if (decoded.value !== undefined) entries.push([name, decoded.value]);
      }
      return { ok: true, value: Object.fromEntries(entries) };
    },
  };
}

/** A JSON object with known members; others are passed over. */
export function jsonObject<T extends object>(fields: Fields<T, JsonValue>): ObjectCodec<T> {
  return {
    encode: (values) => {
      const object: Record<string, JsonValue> = {};
      for (const name in fields) {
        const wire = encodeMember(fields[name], values[name]);
        if (wire !== undefined) object[fields[name].key] = wire;
      }
      return object;
    },
    decode: (value) => {
      if (!isJsonObject(value))
        return { ok: false, reason: `expected an object, found ${kindOf(value)}` };
      const { values, faults } = decodeMembers(fields, (key) =>
        Object.hasOwn(value, key) ? (value[key] ?? undefined) : undefined,
      );
      const [fault] = faults;
      if (fault) return { ok: false, reason: `member ${fault.key}: ${fault.reason}` };
      return { ok: true, value: values };
    },
  };
}

/** Text of a key; undefined when absent. Safe for keys such as `constructor`. */
export function textOf(bag: Databag, key: string): string | undefined {
  return Object.hasOwn(bag, key) ? bag[key] : undefined;
}

/** JSON nested deeper than this is refused, so that no reader runs out of stack. */
const MAXIMUM_DEPTH = 100;

/** Reads JSON; null counts as absent. The reason of a failure does not quote the text. */
export function parseJson(wire: string): Decoded<JsonValue> {
  if (depthOf(wire) > MAXIMUM_DEPTH) {
    return { ok: false, reason: `expected JSON of at most ${MAXIMUM_DEPTH} levels` };
  }
  try {
    const value: JsonValue = JSON.parse(wire);
    return { ok: true, value: value ?? undefined };
  } catch {
    return { ok: false, reason: 'expected JSON' };
  }
}

/** Writes JSON as Python's json.dumps does: ", " and ": " between, every character in ASCII. */
export function pythonJson(value: JsonValue): string {
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${pythonJson(name)}: ${pythonJson(member)}`,
    );
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function encodeMember<T, Wire>(member: Field<T, Wire>, value: T | undefined): Wire | undefined {
  return value === undefined || value === null || value === ''
    ? member.absent
    : member.codec.encode(value);
}

function decodeMembers<T extends object, Wire>(
  fields: Fields<T, Wire>,
  find: (key: string) => Wire | undefined,
): { readonly values: Partial<T>; readonly faults: readonly Fault[] } {
  const values: Partial<T> = {};
  const faults: Fault[] = [];
  for (const name in fields) {
    const { key, codec } = fields[name];
    const wire = find(key);
    if (wire === undefined) continue;
    const decoded = codec.decode(wire);
    if (!decoded.ok) faults.push({ key, reason: decoded.reason });
    else if (decoded.value !== undefined) values[name] = decoded.value;
  }
  return { values, faults };
}

function depthOf(wire: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of wire.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth -= 1;
  }
  return deepest;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Tells whether a JSON value is an object. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
