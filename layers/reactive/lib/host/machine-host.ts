import { readFileSync } from 'node:fs';
import { readIfPresent } from '../memory/files.ts';
import type { Host } from './host.ts';
import type * as MachineFiles from './machine-files.ts';

/**
 * The machine that this process runs on. What a handler does not touch is not loaded: most hooks touch
 * nothing, and a charm's start-up is paid in every hook.
 * @param charmDirectory folder of the running charm.
 * @param environment what programs that a handler runs inherit.
 */
export function createMachineHost(charmDirectory: string, environment: NodeJS.ProcessEnv): Host {
  return {
    charmDirectory,
    // Without `node:os`, for the same reason.
    hostname: () => readFileSync('/proc/sys/kernel/hostname', 'utf8').trim(),
    readFile: async (path) => readIfPresent(path),
    fingerprint: async (path) => (await loadFiles()).fingerprintIfPresent(path),
    declareFile: async (file) => (await loadFiles()).declareFile(file),
    declareLink: async (link) => (await loadFiles()).declareLink(link),
    readLink: async (path) => (await loadFiles()).readLinkIfPresent(path),
    remove: async (path) => (await loadFiles()).removeAll(path),
    run: async (program, args, options = {}) => {
      const { runProgram } = await import('./machine-programs.ts');
      return runProgram(program, args, { ...options, inherited: environment });
    },
  };
}

async function loadFiles(): Promise<typeof MachineFiles> {
  return import('./machine-files.ts');
}
