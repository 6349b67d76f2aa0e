import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writing } from './files.ts';
import { takeLock } from './unit-lock.ts';
import type { MemoryStore } from './memory-store.ts';

/** Exists while a hook runs; found at the start of the next, it tells that the last did not end well. */
export const RUNNING_FILE = '.hook-running';
/** Names the process that has the unit for itself. */
export const LOCK_FILE = '.unit-lock';

/** What lies in the charm directory wherever the memory itself is kept. */
export interface UnitFiles extends Pick<MemoryStore, 'begin' | 'doubt' | 'lock'> {
  readonly runningFile: string;
  /** Notes that the hook has ended. */
  readonly finish: () => void;
}

/** The files of the unit whose charm lies in a directory. */
export function unitFiles(charmDirectory: string): UnitFiles {
  const runningFile = join(charmDirectory, RUNNING_FILE);
  const lockFile = join(charmDirectory, LOCK_FILE);
  // That the file is there says it all, so half of its content is as good as the whole.
  const note = async (text: string): Promise<void> =>
    writing(runningFile, () => writeFileSync(runningFile, `${text}\n`, { mode: 0o600 }));
  return {
    runningFile,
    begin: async (hook) => note(`${process.pid} ${hook}`),
    doubt: async () => note('0 in doubt'),
    finish: () => rmSync(runningFile, { force: true }),
    lock: async (who, waitSeconds) => takeLock(lockFile, { who, waitSeconds }),
  };
}
