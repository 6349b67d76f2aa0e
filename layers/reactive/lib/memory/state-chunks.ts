/** Texts by the keys of the controller's state. */
export type Chunks = Readonly<Record<string, string>>;

/** Keys of the engine begin with this; all others belong to whoever set them. */
export const STATE_PREFIX = 'reactive.';

/** Bytes of one value. Juju takes 65,536. Source: contract juju.md section 2.2, row C94. */
export const CHUNK_BYTES = 60_000;

/** Of a state, what belongs to the engine. */
export function ownChunks(state: Chunks): Chunks {
  return Object.fromEntries(Object.entries(state).filter(([key]) => key.startsWith(STATE_PREFIX)));
}

/** Cuts texts into values that Juju takes: the text `memory` becomes `reactive.memory.0` and so on. */
export function splitIntoChunks(texts: Chunks): Chunks {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      cut(text).map((chunk, index) => [`${STATE_PREFIX}${name}.${index}`, chunk]),
    ),
  );
}

/**
 * Puts the texts together again.
 * @throws Error naming a chunk that is missing.
 */
export function joinChunks(chunks: Chunks): Chunks {
  const lists = new Map<string, string[]>();
  for (const [key, chunk] of Object.entries(chunks)) {
    const [, name, number] = /^(.*)\.(\d+)$/.exec(key.slice(STATE_PREFIX.length)) ?? [];
    if (name === undefined) continue;
    const list = lists.get(name) ?? [];
    list[Number(number)] = chunk;
    lists.set(name, list);
  }
  const texts = [...lists].map(([name, list]) => {
    const missing = Array.from(list, (chunk: string | undefined) => chunk).indexOf(undefined);
    if (missing >= 0) throw new Error(`${STATE_PREFIX}${name}.${missing} is missing`);
    return [name, list.join('')] as const;
  });
  return Object.fromEntries(texts);
}

/**
 * Cuts between characters, and where it can not beside white space, which some ways to Juju trim.
 * JSON has little white space in a row, but the texts in it may be nothing else.
 */
function cut(text: string): string[] {
  const chunks: string[] = [];
  let rest = Buffer.from(text);
  while (rest.length > CHUNK_BYTES) {
    let end = CHUNK_BYTES;
    while (end > 1 && !isCut(rest, end)) end -= 1;
    if (end === 1) end = CHUNK_BYTES;
    chunks.push(rest.toString('utf8', 0, end));
    rest = rest.subarray(end);
  }
  return [...chunks, rest.toString('utf8')];
}

function isCut(bytes: Buffer, at: number): boolean {
  const [before = 0, after = 0] = [bytes[at - 1], bytes[at]];
  const isWithinCharacter = (after & 0b1100_0000) === 0b1000_0000;
  return !isWithinCharacter && before > 0x20 && after > 0x20;
}
