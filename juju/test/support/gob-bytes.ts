/** Writes bytes as the contract does: hexadecimal digits, blanks, and texts in quotes. */
export function hex(text: string): Buffer {
  const parts = text.match(/"[^"]*"|[0-9a-f]+/g) ?? [];
  return Buffer.concat(
    parts.map((part) =>
      part.startsWith('"') ? Buffer.from(part.slice(1, -1)) : Buffer.from(part, 'hex'),
    ),
  );
}

/** Cuts a stream into its messages, each with its length in front. */
export function cutMessages(stream: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let start = 0; start < stream.length;) {
    const first = stream.readUInt8(start);
    const digits = first < 128 ? 0 : 256 - first;
    const length = digits === 0 ? first : stream.readUIntBE(start + 1, digits);
    const end = start + 1 + digits + length;
    messages.push(stream.subarray(start, end));
    start = end;
  }
  return messages;
}
