/** Longer lines are cut, as Juju's agent does. Source: contract juju.md section 1. */
const LONGEST_LINE = 4096;

/** Cuts a stream of bytes into lines. */
export interface LineSplitter {
  /** Takes the next bytes of the stream. */
  push(chunk: Buffer): void;
  /** Hands on a last line that has no end. */
  end(): void;
}

/**
 * Makes a splitter for one stream.
 * @param onLine hears every line without its end; a line of more than 4096 bytes comes in pieces.
 */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let held = Buffer.alloc(0);
  return {
    push: (chunk) => {
      held = Buffer.concat([held, chunk]);
      for (;;) {
        const newline = held.indexOf(10);
        const complete = newline >= 0 && newline <= LONGEST_LINE;
        if (!complete && held.length <= LONGEST_LINE) return;
        const end = complete ? newline : lastCharacterStart(held, LONGEST_LINE);
        onLine(textOf(held.subarray(0, end)));
        held = held.subarray(complete ? end + 1 : end);
      }
    },
    end: () => {
      if (held.length > 0) onLine(textOf(held));
      held = Buffer.alloc(0);
    },
  };
}

function textOf(line: Buffer): string {
  return line.toString('utf8').replace(/\r$/, '');
}

// A cut within a character would spoil it, so the cut moves before it.
function lastCharacterStart(bytes: Buffer, limit: number): number {
  let end = limit;
  while (end > limit - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end > limit - 4 ? end : limit;
}
