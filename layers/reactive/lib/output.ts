import { writeSync } from 'node:fs';

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/**
 * Writes a line to where Juju logs it: the standard output at level DEBUG, the error output as a
 * warning. Not through the streams of `process`: to load them costs more than a settled hook does.
 */
export function writeLine(to: 'stdout' | 'stderr', line: string): void {
  writeText(to, `${line}\n`);
}

/** The same for any text: all of it is written before this returns, also to a slow reader. */
export function writeText(to: 'stdout' | 'stderr', text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(DESCRIPTORS[to], bytes, written);
    } catch (error) {
      const code = error instanceof Object && 'code' in error ? error.code : undefined;
      // A reader that went away must not end a hook half-way.
      if (code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
