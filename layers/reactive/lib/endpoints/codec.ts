import type { Databag, DatabagChanges } from '@reactive-charms/juju';
import { fault } from '../errors.ts';
import { objectSchema } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** A value read from the wire, or why it cannot be read. `undefined` means: as if absent. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T | undefined }
  /** The reason never quotes a value that may be a secret. */
  | { readonly ok: false; readonly reason: string };

/** How one value goes on the wire and comes back. Decoding never throws. */
export interface Codec<T, Wire> {
  /** What it writes. It may read more than that. */
  readonly schema: JsonSchema;
  readonly encode: (value: T) => Wire;
  readonly decode: (wire: Wire) => Decoded<T>;
}

/** One member of a databag or of a JSON object: its key on the wire, and how its value goes there. */
export interface Field<T, Wire> {
  readonly key: string;
  readonly codec: Codec<T, Wire>;
  /** What the value is, in words that the interface's README repeats. */
  readonly about?: string;
  /** What is written where there is no value; nothing unless given. */
  readonly absent?: Wire;
}

/** The members of T by their names in code. The order is the order on the wire. */
export type Fields<T, Wire> = { readonly [K in keyof T]: Field<T[K], Wire> };

/** Values to publish: a member that is undefined is withdrawn. */
export type Sparse<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** One key of a databag that cannot be read. */
export interface Fault {
  readonly key: string;
  readonly reason: string;
}

/** A databag as typed values: the only place where an interface names its keys. */
export interface DatabagSchema<T> {
  /** Keys on the wire, in order. */
  readonly keys: readonly string[];
  /** What a databag that `encode` has written looks like. Readers take more. */
  readonly schema: JsonSchema;
  /** Every key of the schema: a text, or null (withdrawn) where the value is undefined or empty. */
  encode(values: Sparse<T>): DatabagChanges;
  /** Values of all readable keys, and the faults of the others. Unknown keys are passed over. */
  decode(bag: Databag): { readonly values: Partial<T>; readonly faults: readonly Fault[] };
}

/** Names a member's key and codec, what it is about, and what stands for an absent value, if anything. */
export function field<T, Wire>(
  key: string,
  codec: Codec<T, Wire>,
  notes: Pick<Field<T, Wire>, 'about' | 'absent'> = {},
): Field<T, Wire> {
  return { key, codec, ...notes };
}

/** Makes the schema of a databag from its fields. */
export function databagSchema<T extends object>(fields: Fields<T, string>): DatabagSchema<T> {
  const keys: string[] = [];
  for (const name in fields) keys.push(fields[name].key);
  // Interfaces read the databags of a hook several times, and there may be a thousand of them.
  const known = new WeakMap<Databag, ReturnType<DatabagSchema<T>['decode']>>();
  return {
    keys,
    get schema() {
      return describeMembers(fields, (schema) => schema);
    },
    encode: (values) => {
      const changes: Record<string, string | null> = {};
      for (const name in fields) {
        changes[fields[name].key] =
          encodeMember<T[typeof name], string>(fields[name], values[name]) ?? null;
      }
      return changes;
    },
    decode: (bag) => {
      let decoded = known.get(bag);
      if (decoded === undefined) {
        decoded = decodeMembers(fields, (key) => textOf(bag, key));
        known.set(bag, decoded);
      }
      return decoded;
    },
  };
}

/** A text as it is. The empty text cannot be told from an absent key, and counts as absent. */
export const text: Codec<string, string> = {
  schema: { type: 'string' },
  encode: (value) => value,
  decode: (wire) => ({ ok: true, value: wire === '' ? undefined : wire }),
};

/** A boolean written as Python prints it, `True` or `False`; read in any spelling of YAML 1.1. */
export const pythonBoolean: Codec<boolean, string> = {
  schema: { type: 'string', enum: ['True', 'False'] },
  encode: (value) => (value ? 'True' : 'False'),
  decode: (wire) => {
    const word = wire.trim().toLowerCase();
    if (['true', 'yes', 'on'].includes(word)) return { ok: true, value: true };
    if (['false', 'no', 'off'].includes(word)) return { ok: true, value: false };
    if (['', 'null', 'none', '~'].includes(word)) return { ok: true, value: undefined };
    return { ok: false, reason: 'expected True or False' };
  },
};

/**
 * A whole number between two bounds, in decimal digits.
 * @throws DiagnosticsError, in `encode`, for any other number.
 */
export function wholeNumber(minimum: number, maximum: number): Codec<number, string> {
  return {
    schema: { type: 'string', pattern: minimum < 0 ? '^-?[0-9]+$' : '^[0-9]+$' },
    encode: (value) => {
      if (Number.isInteger(value) && value >= minimum && value <= maximum) return String(value);
      const expected = `expected a whole number from ${minimum} to ${maximum}`;
      throw fault('DATABAG_VALUE', `${value} cannot be published: ${expected}`);
    },
    decode: (wire) => {
      const digits = wire.trim();
      if (['', 'null', 'None'].includes(digits)) return { ok: true, value: undefined };
      const value = /^-?[0-9]{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
      if (value >= minimum && value <= maximum) return { ok: true, value };
      return { ok: false, reason: `expected a whole number from ${minimum} to ${maximum}` };
    },
  };
}

/** Text of a key; undefined when absent. Safe for keys such as `constructor`. */
export function textOf(bag: Databag, key: string): string | undefined {
  return Object.hasOwn(bag, key) ? bag[key] : undefined;
}

/** Writes a member: its value, or what its field says for an absent one. */
export function encodeMember<T, Wire>(
  member: Field<T, Wire>,
  value: T | undefined,
): Wire | undefined {
  return value === undefined || value === null || value === ''
    ? member.absent
    : member.codec.encode(value);
}

/**
 * Describes members by their keys.
 * @param orAbsent widens the schema of a member that is also written where there is no value.
 */
export function describeMembers<T extends object, Wire>(
  fields: Fields<T, Wire>,
  orAbsent: (schema: JsonSchema, absent: Wire) => JsonSchema,
): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const name in fields) {
    const { key, codec, about, absent } = fields[name];
    const schema = absent === undefined ? codec.schema : orAbsent(codec.schema, absent);
    properties[key] = about === undefined ? schema : { description: about, ...schema };
    if (absent !== undefined) required.push(key);
  }
  return objectSchema(properties, required);
}

/** Reads all members that are there; those that cannot be read become faults. */
export function decodeMembers<T extends object, Wire>(
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
