import { decodeMembers, describeMembers, encodeMember } from './codec.ts';
import type { Codec, Decoded, Fields, Sparse } from './codec.ts';
import { isJsonMap, parseJsonText } from '../json.ts';
import type { JsonMap, JsonValue } from '../json.ts';
import { numbersAsTexts } from './json-numbers.ts';
import type { JsonSchema } from './json-schema.ts';

/** How an object with known members goes into JSON and comes back. */
export interface ObjectCodec<T> extends Codec<Sparse<T>, JsonValue> {
  readonly encode: (values: Sparse<T>) => JsonMap;
}

/** A value as JSON text, with the spacing of Python's json.dumps. JSON null counts as absent. */
export function json<T>(codec: Codec<T, JsonValue>): Codec<T, string> {
  return {
    get schema(): JsonSchema {
      return {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: codec.schema,
      };
    },
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

/** The same, where numbers are texts too: each is read as Python would print it, digit by digit. */
export function jsonOfTexts<T>(codec: Codec<T, JsonValue>): Codec<T, string> {
  const asJson = json(codec);
  return {
    get schema(): JsonSchema {
      return asJson.schema;
    },
    encode: (value) => asJson.encode(value),
    decode: (wire) =>
      readJson(wire).ok ? asJson.decode(numbersAsTexts(wire)) : asJson.decode(wire),
  };
}

/** A JSON text. Numbers and booleans are read as their text, as Python would print them. */
export const jsonText: Codec<string, JsonValue> = {
  schema: { type: 'string' },
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
  schema: { type: 'number' },
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
  schema: {},
  encode: (value) => value,
  decode: (value) => ({ ok: true, value }),
};

/** A JSON list. Items that count as absent (null, the empty text) are left out. */
export function jsonList<T>(item: Codec<T, JsonValue>): Codec<readonly T[], JsonValue> {
  return {
    get schema(): JsonSchema {
      return { type: 'array', items: item.schema };
    },
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
    get schema(): JsonSchema {
      return { type: 'object', additionalProperties: item.schema };
    },
    encode: (map) =>
      Object.fromEntries(Object.entries(map).map(([name, value]) => [name, item.encode(value)])),
    decode: (value) => {
      if (!isJsonMap(value))
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
    get schema(): JsonSchema {
      return describeMembers(fields, (schema, absent) =>
        absent === null ? { anyOf: [schema, { type: 'null' }] } : schema,
      );
    },
    encode: (values) => {
      const object: Record<string, JsonValue> = {};
      for (const name in fields) {
        const wire = encodeMember<T[typeof name], JsonValue>(fields[name], values[name]);
        if (wire !== undefined) object[fields[name].key] = wire;
      }
      return object;
    },
    decode: (value) => {
      if (!isJsonMap(value))
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

/** JSON nested deeper than this is refused, so that no reader runs out of stack. */
const MAXIMUM_DEPTH = 100;

/** Reads JSON; null counts as absent. The reason of a failure does not quote the text. */
export function parseJson(wire: string): Decoded<JsonValue> {
  const read = readJson(wire);
  return read.ok ? { ok: true, value: read.value ?? undefined } : read;
}

/** Reads JSON, null too. The reason of a failure does not quote the text. */
export function readJson(
  wire: string,
):
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly reason: string } {
  if (isTooDeep(wire)) {
    return { ok: false, reason: `expected JSON of at most ${MAXIMUM_DEPTH} levels` };
  }
  try {
    return { ok: true, value: parseJsonText(wire) };
  } catch {
    return { ok: false, reason: 'expected JSON' };
  }
}

/** Writes JSON as `pythonJson` does, the members of every object sorted (R100). */
export function sortedJson(value: JsonValue): string {
  return pythonJson(sortMembers(value));
}

function sortMembers(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(sortMembers);
  if (!isJsonMap(value)) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return Object.fromEntries(sorted.map(([name, member]) => [name, sortMembers(member)]));
}

/** Writes JSON as Python's json.dumps does: ", " and ": " between, every character in ASCII. */
export function pythonJson(value: JsonValue): string {
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (isJsonMap(value)) {
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

// A loop and no regular expression: its time must not depend on what a remote unit makes up.
function isTooDeep(wire: string): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < wire.length; index += 1) {
    const character = wire[index];
    if (inText && character === '\\') index += 1;
    else if (character === '"') inText = !inText;
    else if (inText) continue;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    // No need to look at the rest: it may be a mebibyte.
    if (depth > MAXIMUM_DEPTH) return true;
  }
  return false;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
