/** Reads the primitives of one gob message. Every method throws when the message ends too early. */
export class GobReader {
  readonly #bytes: Buffer;
  #position = 0;

  /** @param bytes one message, without its length. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bytes that are not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** An unsigned integer; above 2^53 it loses its lowest bits. */
  uint(): number {
    const found = readUint(this.#bytes, this.#position);
    if (found === undefined) throw new Error('gob: the message ends inside a number');
    this.#position = found.end;
    return found.value;
  }

  /** A signed integer. */
  int(): number {
    const value = this.uint();
    return value % 2 === 0 ? value / 2 : -(value - 1) / 2 - 1;
  }

  /** A float64: its bits as an unsigned integer with the bytes reversed. */
  float(): number {
    const start = this.#position;
    const first = this.#bytes[start] ?? 0;
    this.uint();
    const bits = Buffer.alloc(8);
    // The bytes were reversed and lost the zeros at their front; so read backwards they come first.
    this.#bytes.copy(bits, 0, first < 128 ? start : start + 1, this.#position);
    const length = this.#position - start - (first < 128 ? 0 : 1);
    bits.subarray(0, length).reverse();
    return bits.readDoubleBE(0);
  }

  /** A byte slice with its length in front. */
  bytes(): Buffer {
    const length = this.count();
    const start = this.#position;
    this.#position += length;
    return this.#bytes.subarray(start, this.#position);
  }

  /** A text with its length in front. */
  text(): string {
    return this.bytes().toString('utf8');
  }

  /** A number of things that take at least one byte each. */
  count(): number {
    const count = this.uint();
    if (count > this.remaining) {
      throw new Error(`gob: ${count} items announced, but ${this.remaining} bytes are left`);
    }
    return count;
  }
}

/**
 * Reads an unsigned integer from a place in a buffer.
 * @returns undefined when the buffer ends before the number does.
 * @throws Error when the bytes are no number.
 */
export function readUint(
  bytes: Buffer,
  start: number,
): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[start];
  if (first === undefined) return undefined;
  if (first < 128) return { value: first, end: start + 1 };
  const length = 256 - first;
  if (length > 8) throw new Error(`gob: a number cannot have ${length} bytes`);
  const end = start + 1 + length;
  if (bytes.length < end) return undefined;
  let value = 0;
  for (const byte of bytes.subarray(start + 1, end)) value = value * 256 + byte;
  return { value, end };
}
