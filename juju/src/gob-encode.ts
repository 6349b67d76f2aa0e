import { GOB_IDS } from './gob-types.ts';
import type { GobFieldKind, GobStruct, GobStructType, GobValue } from './gob-types.ts';

/** Writes one direction of a gob stream; it remembers which types it has defined. */
export interface GobEncoder {
  /**
   * Encodes a struct, preceded by the definitions that the stream has not carried yet.
   * @throws Error when a field's value is not of the kind that the type says.
   */
  encode(type: GobStructType, value: GobStruct): Buffer;
}

/** Go's encoder gives its first type of its own this id. */
const FIRST_ID = 65;

/** Starts one direction of a gob stream. Source: contract juju.md section 4, framing. */
export function createGobEncoder(): GobEncoder {
  const ids = new Map<GobStructType | 'strings', number>();

  const idOf = (type: GobStructType | 'strings'): number => {
    const id = ids.get(type) ?? FIRST_ID + ids.size;
    ids.set(type, id);
    return id;
  };

  // Go defines a struct first and the types of its fields after it.
  const define = (type: GobStructType): Buffer[] => {
    if (ids.has(type)) return [];
    const id = idOf(type);
    const needsStrings = type.fields.some(({ kind }) => kind === 'strings') && !ids.has('strings');
    const definition = structDefinition(type, id, () => idOf('strings'));
    return needsStrings ? [definition, stringsDefinition(idOf('strings'))] : [definition];
  };

  return {
    encode: (type, value) => {
      const definitions = define(type);
      const writer = new GobWriter();
      writer.int(idOf(type));
      writeStruct(writer, type, value);
      return Buffer.concat([...definitions, writer.message()]);
    },
  };
}

/** Collects the bytes of one message. */
class GobWriter {
  readonly #parts: Uint8Array[] = [];

  /** Below 128 one byte, else the negated number of bytes and the bytes, biggest first. */
  uint(value: number): this {
    this.#parts.push(uintBytes(value));
    return this;
  }

  /** The sign moves into the lowest bit. */
  int(value: number): this {
    return this.uint(value >= 0 ? value * 2 : (-value - 1) * 2 + 1);
  }

  bytes(value: Uint8Array): this {
    this.uint(value.length);
    this.#parts.push(value);
    return this;
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, 'utf8'));
  }

  /** The message with its length in front. */
  message(): Buffer {
    const body = Buffer.concat(this.#parts);
    return Buffer.concat([uintBytes(body.length), body]);
  }
}

function uintBytes(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error(`gob: ${value} is not an unsigned integer`);
  }
  if (value < 128) return Uint8Array.of(value);
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(256 - bytes.length, ...bytes);
}

function structDefinition(type: GobStructType, id: number, stringsId: () => number): Buffer {
  const writer = new GobWriter().int(-id).uint(3);
  writer.uint(1);
  writeCommonType(writer, type.name, id);
  if (type.fields.length > 0) {
    writer.uint(1).uint(type.fields.length);
    for (const { name, kind } of type.fields) {
      const fieldId = kind === 'strings' ? stringsId() : GOB_IDS[kind];
      writer.uint(1).text(name).uint(1).int(fieldId).uint(0);
    }
  }
  return writer.uint(0).uint(0).message();
}

function stringsDefinition(id: number): Buffer {
  const writer = new GobWriter().int(-id).uint(2).uint(1);
  writeCommonType(writer, '[]string', id);
  return writer.uint(1).int(GOB_IDS.string).uint(0).uint(0).message();
}

function writeCommonType(writer: GobWriter, name: string, id: number): void {
  if (name === '') writer.uint(2);
  else writer.uint(1).text(name).uint(1);
  writer.int(id).uint(0);
}

function writeStruct(writer: GobWriter, type: GobStructType, value: GobStruct): void {
  let last = -1;
  type.fields.forEach(({ name, kind }, index) => {
    const field = value[name];
    if (isZero(field)) return;
    writer.uint(index - last);
    last = index;
    writeField(writer, `${type.name}.${name}`, { kind, value: field });
  });
  writer.uint(0);
}

// Go leaves out fields that hold the zero value of their type.
function isZero(value: GobValue): boolean {
  return (
    value === undefined ||
    value === false ||
    value === 0 ||
    value === '' ||
    (value instanceof Uint8Array && value.length === 0) ||
    (Array.isArray(value) && value.length === 0)
  );
}

function writeField(
  writer: GobWriter,
  path: string,
  field: { readonly kind: GobFieldKind; readonly value: GobValue },
): void {
  const { kind, value } = field;
  if (kind === 'bool' && typeof value === 'boolean') writer.uint(value ? 1 : 0);
  else if (kind === 'int' && typeof value === 'number') writer.int(value);
  else if (kind === 'uint' && typeof value === 'number') writer.uint(value);
  else if (kind === 'string' && typeof value === 'string') writer.text(value);
  else if (kind === 'bytes' && value instanceof Uint8Array) writer.bytes(value);
  else if (kind === 'strings' && isTextList(value)) {
    writer.uint(value.length);
    for (const text of value) writer.text(text);
  } else throw new Error(`gob: ${path} is ${typeof value}, expected ${kind}`);
}

function isTextList(value: GobValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
