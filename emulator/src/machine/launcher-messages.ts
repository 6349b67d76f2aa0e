import { constants } from 'node:os';

/** One message to the launcher. */
export function encode(id: number, kind: string, fields: readonly string[]): Buffer {
  const text = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.alloc(9);
  head.writeUInt32LE(text.length + 5, 0);
  head.writeUInt32LE(id, 4);
  head.write(kind, 8, 'latin1');
  return Buffer.concat([head, text]);
}

/** Puts messages together from the pieces in which they arrive. */
export function createFrameReader(
  onFrame: (id: number, kind: string, data: Buffer) => void,
): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= 4 + held.readUInt32LE(0)) {
      const end = 4 + held.readUInt32LE(0);
      const frame = held.subarray(0, end);
      held = held.subarray(end);
      onFrame(frame.readUInt32LE(4), frame.toString('latin1', 8, 9), frame.subarray(9));
    }
  };
}

/** What `wait` says about an ended process, as Node.js says it. */
export function explainStatus(status: number): { code: number; signal?: NodeJS.Signals } {
  const number = status & 0x7f;
  if (number === 0) return { code: (status >> 8) & 0xff };
  const signal = signalName(number);
  return { code: 128 + number, ...(signal === undefined ? {} : { signal }) };
}

function signalName(number: number): NodeJS.Signals | undefined {
  for (const [name, value] of Object.entries(constants.signals)) {
    if (value === number && isSignal(name)) return name;
  }
  return undefined;
}

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name);
}
