import { closeSync, openSync, readSync } from 'node:fs';
import { fault } from '../errors.ts';
import { codeOf } from '../memory/files.ts';

/** ELF's numbers of machines that run the programs of another, by the names of Node.js. */
const MACHINES: Readonly<Record<string, readonly number[]>> = {
  arm: [40],
  arm64: [183, 40],
  ia32: [3],
  ppc64: [21],
  riscv64: [243],
  s390x: [22],
  x64: [62, 3],
};

const BYTES = 20;

/**
 * Makes sure that the kernel can start a program. It must be looked at before: where the kernel
 * refuses a file, the C library hands it to a shell, which would run its bytes as commands.
 * @param path as the charm's definition has it, for the message.
 * @param file where it lies.
 * @throws DiagnosticsError EXECUTABLE_BROKEN naming the program and the reason (R73).
 */
export function checkProgram(path: string, file: string): void {
  const head = readHead(path, file);
  if (head.toString('latin1', 0, 2) === '#!') return;
  if (head.toString('latin1', 0, 4) !== '\x7fELF') {
    throw broken(path, 'is neither a script that begins with #! nor a compiled program');
  }
  const isLittleEndian = head[5] === 1;
  const machine = isLittleEndian ? head.readUInt16LE(18) : head.readUInt16BE(18);
  const known = MACHINES[process.arch];
  if (known && !known.includes(machine)) {
    throw broken(path, `is compiled for machines of another kind than this one (${process.arch})`);
  }
}

/** The error for a program that cannot be started, or does not keep to the rules. */
export function broken(path: string, reason: string, fix?: string): Error {
  const place = { file: path };
  return fault(
    'EXECUTABLE_BROKEN',
    `${path} ${reason}`,
    fix === undefined ? { place } : { place, fix },
  );
}

/** Why the kernel did not start a program that is there. */
export function startFailure(path: string, error: unknown): Error {
  const code = codeOf(error);
  const reasons = new Map<unknown, string>([
    ['ENOENT', 'begins with #! and an interpreter that is not on this machine'],
    ['EACCES', 'may not be executed'],
    ['E2BIG', 'was given more than fits on a command line: what it printed at --test is too long'],
    ['ENOEXEC', 'is no program for this machine'],
  ]);
  return broken(path, reasons.get(code) ?? `cannot be started: ${String(code)}`);
}

function readHead(path: string, file: string): Buffer {
  try {
    const opened = openSync(file, 'r');
    try {
      const head = Buffer.alloc(BYTES);
      readSync(opened, head, 0, BYTES, 0);
      return head;
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    throw broken(path, codeOf(error) === 'ENOENT' ? 'is not in the charm' : 'cannot be read');
  }
}
