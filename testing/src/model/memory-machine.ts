import { createHash } from 'node:crypto';
import type { Host } from '@reactive-charms/reactive/engine';
import type { FakeProgram } from '../memory-host.ts';
import type { FileState } from '../unit-state.ts';

/** A machine in memory, with the units that share it. */
export interface MemoryMachine {
  readonly hostname: string;
  readonly files: Map<string, FileState>;
  /** While it is true, nothing can be written. */
  full: boolean;
}

/** Makes a machine with nothing on it. */
export function createMemoryMachine(hostname: string): MemoryMachine {
  return { hostname, files: new Map(), full: false };
}

/** The machine as one unit's charm uses it. A program that is not given is not installed. */
export function hostOf(
  machine: MemoryMachine,
  {
    charmDirectory,
    programs,
  }: { readonly charmDirectory: string; readonly programs: Readonly<Record<string, FakeProgram>> },
): Host {
  const { files } = machine;
  const contentOf = (path: string): string | undefined => {
    const found = files.get(path);
    return (found?.link === undefined ? found : files.get(found.link))?.content;
  };
  return {
    charmDirectory,
    hostname: () => machine.hostname,
    readFile: async (path) => contentOf(path),
    fingerprint: async (path) => {
      const content = contentOf(path);
      return content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
    },
    declareFile: async ({ path, content, mode }) => {
      const before = files.get(path);
      if (before?.content === content && before.mode === mode) return false;
      write(machine, path, { content, mode });
      return true;
    },
    declareLink: async ({ path, target }) => {
      if (files.get(path)?.link === target) return false;
      write(machine, path, { content: '', mode: 0o777, link: target });
      return true;
    },
    readLink: async (path) => files.get(path)?.link,
    remove: async (path) => removeBelow(machine, path),
    run: async (program, args, options = {}) => {
      const fake = programs[program];
      if (fake === undefined) return { code: 127, stdout: '', stderr: `${program}: not found` };
      return fake(args, options);
    },
  };
}

/** Writes a file. @throws Error with the code ENOSPC while the machine is full. */
export function write(machine: MemoryMachine, path: string, file: FileState): void {
  if (machine.full) throw noSpace(path);
  machine.files.set(path, file);
}

/** Removes a file, or all files of a folder. */
export function removeBelow({ files }: MemoryMachine, path: string): void {
  for (const name of files.keys()) {
    if (name === path || name.startsWith(`${path}/`)) files.delete(name);
  }
}

/** What Node.js says when a disk is full. */
export function noSpace(path: string): Error {
  const text = `ENOSPC: no space left on device, open '${path}'`;
  return Object.assign(new Error(text), { code: 'ENOSPC', syscall: 'open', path });
}
