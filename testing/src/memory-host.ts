import { createHash } from 'node:crypto';
import type { CallerFiles } from '@reactive-charms/emulator/core';
import type { ToolRunner } from '@reactive-charms/juju';
import type { Host, RunOptions, RunResult } from '@reactive-charms/reactive/engine';
import type { FileState } from './unit-state.ts';

/** A program that the charm may run. */
export type FakeProgram = (
  args: readonly string[],
  options: RunOptions,
) => RunResult | Promise<RunResult>;

/** A machine in memory. */
export interface MemoryHost extends Host {
  files(): Readonly<Record<string, FileState>>;
  /** Programs that were run, with their arguments, in order. */
  readonly runs: readonly (readonly string[])[];
}

/** What a machine in memory can be told beyond its files and programs. */
export interface MachineOptions {
  /** Runs the hook tools that the charm calls as programs; undefined for one that does not exist. */
  readonly hookTool?: (name: string) => ToolRunner | undefined;
  /** Tells whether the machine has no room left. */
  readonly isFull?: () => boolean;
}

const CHARM_DIRECTORY = '/charm';

/**
 * Makes a machine in memory. A program that is not given answers as one that is not installed.
 * @param files what lies on it, by path.
 * @param programs what can be run on it, by name or path.
 */
export function createMemoryHost(
  files: Readonly<Record<string, FileState>>,
  programs: Readonly<Record<string, FakeProgram>> = {},
  { hookTool, isFull = () => false }: MachineOptions = {},
): MemoryHost {
  const present = new Map(Object.entries(files));
  const runs: (readonly string[])[] = [];
  const write = (path: string, file: FileState): void => {
    if (isFull()) throw noSpace(path);
    present.set(path, file);
  };
  return {
    charmDirectory: CHARM_DIRECTORY,
    runs,
    files: () => Object.fromEntries(present),
    hostname: () => 'juju-0',
    readFile: async (path) => contentOf(present, path),
    fingerprint: async (path) => {
      const content = contentOf(present, path);
      return content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
    },
    declareFile: async ({ path, content, mode }) => {
      const before = present.get(path);
      if (before?.content === content && before.mode === mode) return false;
      write(path, { content, mode });
      return true;
    },
    declareLink: async ({ path, target }) => {
      if (present.get(path)?.link === target) return false;
      write(path, { content: '', mode: 0o777, link: target });
      return true;
    },
    readLink: async (path) => present.get(path)?.link,
    remove: async (path) => {
      for (const name of present.keys()) {
        if (name === path || name.startsWith(`${path}/`)) present.delete(name);
      }
    },
    run: async (program, args, options = {}) => {
      runs.push([program, ...args]);
      const fake = programs[program];
      if (fake !== undefined) return fake(args, options);
      const tool = hookTool?.(program);
      if (tool === undefined) return { code: 127, stdout: '', stderr: `${program}: not found` };
      const { stdin } = options;
      return tool({ tool: program, args, ...(stdin === undefined ? {} : { stdin }) });
    },
  };
}

/** The files of a machine as hook tools reach them. */
export function callerFiles(
  host: Pick<MemoryHost, 'files' | 'declareFile'>,
  resources: Readonly<Record<string, string>> = {},
): CallerFiles {
  const absolute = (path: string): string =>
    path.startsWith('/') ? path : `${CHARM_DIRECTORY}/${path}`;
  return {
    read: (path) => {
      const found = host.files()[absolute(path)];
      if (found === undefined) throw new Error(`open ${path}: no such file or directory`);
      return found.content;
    },
    write: (path, content) => {
      void host.declareFile({ path: absolute(path), content, mode: 0o644 });
    },
    resource: ({ name }, path) => {
      void host.declareFile({ path, content: resources[name] ?? '', mode: 0o644 });
    },
  };
}

function contentOf(files: ReadonlyMap<string, FileState>, path: string): string | undefined {
  const found = files.get(path);
  return (found?.link === undefined ? found : files.get(found.link))?.content;
}

/** What Node.js says when a disk is full. */
function noSpace(path: string): Error {
  const text = `ENOSPC: no space left on device, open '${path}'`;
  return Object.assign(new Error(text), { code: 'ENOSPC', syscall: 'open', path });
}
