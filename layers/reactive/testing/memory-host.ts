import { createHash } from 'node:crypto';
import type { Host, RunOptions, RunResult } from '../lib/host/host.ts';
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

/**
 * Makes a machine in memory. A program that is not given answers as one that is not installed.
 * @param files what lies on it, by path.
 * @param programs what can be run on it, by name or path.
 */
export function createMemoryHost(
  files: Readonly<Record<string, FileState>>,
  programs: Readonly<Record<string, FakeProgram>> = {},
): MemoryHost {
  const present = new Map(Object.entries(files));
  const runs: (readonly string[])[] = [];
  const contentOf = (path: string): string | undefined => {
    const found = present.get(path);
    return (found?.link === undefined ? found : present.get(found.link))?.content;
  };
  return {
    charmDirectory: '/charm',
    runs,
    files: () => Object.fromEntries(present),
    hostname: () => 'juju-0',
    readFile: (path) => Promise.resolve(contentOf(path)),
    fingerprint: (path) => {
      const content = contentOf(path);
      if (content === undefined) return Promise.resolve(undefined);
      return Promise.resolve(createHash('sha256').update(content).digest('hex'));
    },
    declareFile: ({ path, content, mode }) => {
      const before = present.get(path);
      present.set(path, { content, mode });
      return Promise.resolve(before?.content !== content || before.mode !== mode);
    },
    declareLink: ({ path, target }) => {
      const before = present.get(path);
      present.set(path, { content: '', mode: 0o777, link: target });
      return Promise.resolve(before?.link !== target);
    },
    readLink: (path) => Promise.resolve(present.get(path)?.link),
    remove: (path) => {
      for (const name of present.keys()) {
        if (name === path || name.startsWith(`${path}/`)) present.delete(name);
      }
      return Promise.resolve();
    },
    run: async (program, args, options = {}) => {
      runs.push([program, ...args]);
      const fake = programs[program];
      if (fake === undefined) return { code: 127, stdout: '', stderr: `${program}: not found` };
      return fake(args, options);
    },
  };
}
