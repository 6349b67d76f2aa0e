import { GobReader, readUint } from './gob-reader.ts';
import { GOB_IDS } from './gob-types.ts';
import type { GobStruct, GobValue } from './gob-types.ts';

/** Reads one direction of a gob stream; it remembers the types that the stream has defined. */
export interface GobDecoder {
  /**
   * Takes the next bytes of the stream, cut anywhere, and returns the values that are now complete.
   * @throws Error when the bytes are no gob stream; the stream is useless from then on.
   */
  push(chunk: Uint8Array): GobValue[];
}

/** What a stream has said about a type. */
type WireType =
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  | { readonly kind: 'slice' | 'array'; readonly element: number }
  | { readonly kind: 'map'; readonly key: number; readonly element: number }
  | { readonly kind: 'opaque' };

interface Field {
  readonly name: string;
  readonly id: number;
}

/** Longer messages are refused, so that a broken stream cannot fill the memory. */
const LONGEST_MESSAGE = 1 << 30;

/** Deeper values are refused, so that a broken stream cannot exhaust the stack. */
const DEEPEST_VALUE = 100;

/** Starts reading one direction of a gob stream. Source: contract juju.md section 4, framing. */
export function createGobDecoder(): GobDecoder {
  const types = new Map<number, WireType>();
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = 1;

  return {
    push: (chunk) => {
      chunks.push(Buffer.from(chunk));
      held += chunk.length;
      // Joining only when a message is complete keeps long messages from being copied again and again.
      if (held < wanted) return [];
      const { messages, rest, missing } = cutMessages(Buffer.concat(chunks));
      chunks = [rest];
      held = rest.length;
      wanted = rest.length + missing;
      return messages.flatMap((message) => readMessage(types, message));
    },
  };
}

function cutMessages(bytes: Buffer): { messages: Buffer[]; rest: Buffer; missing: number } {
  const messages: Buffer[] = [];
  let position = 0;
  for (;;) {
    const length = readUint(bytes, position);
    if (length === undefined) break;
    if (length.value > LONGEST_MESSAGE) throw new Error(`gob: a message of ${length.value} bytes`);
    const end = length.end + length.value;
    if (end > bytes.length) {
      return { messages, rest: bytes.subarray(position), missing: end - bytes.length };
    }
    messages.push(bytes.subarray(length.end, end));
    position = end;
  }
  return { messages, rest: bytes.subarray(position), missing: 1 };
}

function readMessage(types: Map<number, WireType>, message: Buffer): GobValue[] {
  const reader = new GobReader(message);
  const id = reader.int();
  if (id < 0) {
    types.set(-id, readWireType(reader));
    return [];
  }
  // A value that is no struct stands behind a zero, as if it were the only field of one.
  if (types.get(id)?.kind !== 'struct' && reader.uint() !== 0) {
    throw new Error(`gob: a value of type ${id} does not begin with zero`);
  }
  return [readValue({ types, reader, depth: 0 }, id)];
}

interface Reading {
  readonly types: ReadonlyMap<number, WireType>;
  readonly reader: GobReader;
  readonly depth: number;
}

function readValue(reading: Reading, id: number): GobValue {
  const { reader, types } = reading;
  switch (id) {
    case GOB_IDS.bool:
      return reader.uint() !== 0;
    case GOB_IDS.int:
      return reader.int();
    case GOB_IDS.uint:
      return reader.uint();
    case GOB_IDS.float:
      return reader.float();
    case GOB_IDS.bytes:
      return reader.bytes();
    case GOB_IDS.string:
      return reader.text();
    case GOB_IDS.complex:
      return [reader.float(), reader.float()];
    case GOB_IDS.interface:
      return skipInterface(reader);
    default: {
      const type = types.get(id);
      if (type === undefined) throw new Error(`gob: type ${id} is not defined`);
      if (reading.depth > DEEPEST_VALUE) throw new Error('gob: a value is nested too deeply');
      return readDefined({ ...reading, depth: reading.depth + 1 }, type);
    }
  }
}

function readDefined(reading: Reading, type: WireType): GobValue {
  switch (type.kind) {
    case 'struct':
      return readStruct(reading, type.fields);
    case 'slice':
    case 'array':
      return repeat(reading.reader.count(), () => readValue(reading, type.element));
    case 'map':
      return repeat(reading.reader.count(), () => [
        readValue(reading, type.key),
        readValue(reading, type.element),
      ]);
    case 'opaque':
      return reading.reader.bytes();
  }
}

function readStruct(reading: Reading, fields: readonly Field[]): GobStruct {
  const values: Record<string, GobValue> = {};
  let index = -1;
  for (let delta = reading.reader.uint(); delta !== 0; delta = reading.reader.uint()) {
    index += delta;
    const field = fields[index];
    if (field === undefined) throw new Error(`gob: a struct has no field ${index}`);
    values[field.name] = readValue(reading, field.id);
  }
  return values;
}

// An interface value is a type's name, its id, and its length with its bytes; nil has an empty name.
function skipInterface(reader: GobReader): undefined {
  if (reader.text() === '') return;
  reader.int();
  reader.bytes();
}

function repeat<T>(count: number, read: () => T): T[] {
  return Array.from({ length: count }, read);
}

/** The fields of Go's own description of a type, in the order of their numbers. */
const DESCRIPTIONS = ['', 'array', 'slice', 'struct', 'map', 'opaque', 'opaque', 'opaque'] as const;

function readWireType(reader: GobReader): WireType {
  const kind = DESCRIPTIONS[reader.uint()];
  if (!kind) throw new Error('gob: a definition describes no type');
  const type = readDescription(reader, kind);
  if (reader.uint() !== 0) throw new Error('gob: a definition describes two types');
  return type;
}

function readDescription(reader: GobReader, kind: WireType['kind']): WireType {
  let fields: readonly Field[] = [];
  const numbers: number[] = [];
  forEachField(reader, (index) => {
    if (index === 0) skipCommonType(reader);
    else if (kind === 'struct') fields = repeat(reader.count(), () => readField(reader));
    else numbers[index] = reader.int();
  });
  const [, first = 0, second = 0] = numbers;
  if (kind === 'struct') return { kind, fields };
  if (kind === 'map') return { kind, key: first, element: second };
  return kind === 'opaque' ? { kind } : { kind, element: first };
}

function skipCommonType(reader: GobReader): void {
  forEachField(reader, (index) => (index === 0 ? reader.text() : reader.int()));
}

function readField(reader: GobReader): Field {
  let name = '';
  let id = 0;
  forEachField(reader, (index) => {
    if (index === 0) name = reader.text();
    else id = reader.int();
  });
  return { name, id };
}

function forEachField(reader: GobReader, visit: (index: number) => unknown): void {
  let index = -1;
  for (let delta = reader.uint(); delta !== 0; delta = reader.uint()) {
    index += delta;
    visit(index);
  }
}
