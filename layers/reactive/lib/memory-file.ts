import { constants } from 'node:fs';
import { access, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMemory, printMemory } from './memory.ts';
import type { Memory } from './memory.ts';

/** The file that keeps a unit's memory, in the charm directory. It survives upgrades of the charm. */
const STATE_FILE = '.unit-state.json';
/** Exists while a hook runs; found at the start of the next, it tells that the last did not end well. */
const RUNNING_FILE = '.hook-running';

/** What was found on disk at the start of a hook. */
export interface StoredMemory {
  readonly memory?: Memory;
  /** True when the last hook did not reach its end, so that the memory may lag behind Juju. */
  readonly interrupted: boolean;
}

/** The place where a unit's memory lies. */
export interface MemoryFile {
  /** @throws Error naming the file and the key when its content is damaged. */
  load(): Promise<StoredMemory>;
  /** Notes that a hook has begun. */
  begin(hook: string): Promise<void>;
  /** Replaces the memory atomically; with `finished`, also notes that the hook has ended. */
  save(memory: Memory, options: { readonly finished: boolean }): Promise<void>;
}

/** Opens the memory of the unit whose charm lies in a directory. */
export function openMemoryFile(charmDirectory: string): MemoryFile {
  const stateFile = join(charmDirectory, STATE_FILE);
  const runningFile = join(charmDirectory, RUNNING_FILE);
  return {
    load: async () => {
      const [text, interrupted] = await Promise.all([readText(stateFile), exists(runningFile)]);
      if (text === undefined) return { interrupted };
      try {
        return { memory: parseMemory(text), interrupted };
      } catch (error) {
        throw new Error(`${stateFile} is damaged: ${messageOf(error)}`, { cause: error });
      }
    },
    begin: async (hook) => writeFile(runningFile, `${hook}\n`, { mode: 0o600 }),
    save: async (memory, { finished }) => {
      await replaceFile(stateFile, printMemory(memory), 0o600);
      if (finished) await rm(runningFile, { force: true });
    },
  };
}

/** Replaces a file so that a reader, or a crash, meets the old content or the new, never a part. */
export async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** Tells whether an error says that a file is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
