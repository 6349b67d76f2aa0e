import { createHash } from 'node:crypto';
import type { ToolRunner } from '@reactive-charms/juju';
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

/** Makes a machine. @param files what lies on it, by path */
export function createMemoryMachine(
  hostname: string,
  files: Readonly<Record<string, FileState>> = {},
): MemoryMachine {
  return { hostname, files: new Map(Object.entries(files)), full: false };
}

/** What one unit's charm finds on a machine. */
export interface UnitOnMachine {
  readonly charmDirectory: string;
  /** What can be run, by name or path. */
  readonly programs: Readonly<Record<string, FakeProgram>>;
  /** Runs the hook tools that the charm calls as programs; undefined for one that does not exist. */
  readonly hookTool?: ((name: string) => ToolRunner | undefined) | undefined;
}

/** The machine as one unit's charm uses it. What is neither a program nor a hook tool is not installed. */
export function hostOf(
  machine: MemoryMachine,
  { charmDirectory, programs, hookTool }: UnitOnMachine,
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
      if (fake !== undefined) return fake(args, options);
      const tool = hookTool?.(program);
      if (tool === undefined) return { code: 127, stdout: '', stderr: `${program}: not found` };
      const { stdin } = options;
      return tool({ tool: program, args, ...(stdin === undefined ? {} : { stdin }) });
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
