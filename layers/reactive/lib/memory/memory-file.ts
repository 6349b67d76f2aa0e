import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { parseMemory, printMemory } from './memory.ts';
import type { Memory } from './memory.ts';

/** The file that keeps a unit's memory, in the charm directory. It survives upgrades of the charm. */
export const STATE_FILE = '.unit-state.json';
/** Exists while a hook runs; found at the start of the next, it tells that the last did not end well. */
export const RUNNING_FILE = '.hook-running';

/** What was found on disk at the start of a hook. */
export interface StoredMemory {
  readonly memory?: Memory;
  /** True when the last hook did not reach its end, so that the memory may lag behind Juju. */
  readonly interrupted: boolean;
}

/** The place where a unit's memory lies. */
export interface MemoryFile {
  /** @throws DiagnosticsError naming the file and the key when its content is damaged. */
  load(): Promise<StoredMemory>;
  /** Notes that the memory may lag behind Juju from now on, because a hook has begun. */
  begin(hook: string): Promise<void>;
  /** Replaces the memory atomically; with `finished`, also notes that the hook has ended. */
  save(memory: Memory, options: { readonly finished: boolean }): Promise<void>;
  /** The hook whose process runs at this moment; undefined when none does. */
  runningHook(): Promise<string | undefined>;
}

/** Opens the memory of the unit whose charm lies in a directory. */
export function openMemoryFile(charmDirectory: string): MemoryFile {
  const stateFile = join(charmDirectory, STATE_FILE);
  const runningFile = join(charmDirectory, RUNNING_FILE);
  return {
    load: async () => {
      const [text, running] = await Promise.all([readText(stateFile), readText(runningFile)]);
      const interrupted = running !== undefined;
      return text === undefined ? { interrupted } : { memory: parse(stateFile, text), interrupted };
    },
    begin: async (hook) =>
      replaceFile({
        path: runningFile,
        content: `${process.pid} ${hook}\n`,
        mode: 0o600,
        durable: false,
      }),
    save: async (memory, { finished }) => {
      const content = printMemory(memory);
      await replaceFile({ path: stateFile, content, mode: 0o600, durable: true });
      if (finished) await rm(runningFile, { force: true });
    },
    runningHook: async () => {
      const [, pid, hook] = /^(\d+) (.*)/.exec((await readText(runningFile)) ?? '') ?? [];
      return isAlive(Number(pid)) ? hook : undefined;
    },
  };
}

function parse(file: string, text: string): Memory {
  try {
    return parseMemory(text);
  } catch (error) {
    throw userError('STATE_DAMAGED', `the unit's memory is damaged: ${messageOf(error)}`, {
      place: { file },
      fix: 'mend the file, or remove it: the unit then has no flags, and reads everything anew',
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What a file shall become. */
export interface FileReplacement {
  readonly path: string;
  readonly content: string;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  /** True when the new content must survive a power cut from the moment the promise is kept. */
  readonly durable: boolean;
}

/**
 * Replaces a file so that a reader, or a crash, meets the old content or the new, never a part. What
 * a crash leaves beside the file has always the same name, so that the next try takes it away.
 */
export async function replaceFile(replacement: FileReplacement): Promise<void> {
  const { path, durable } = replacement;
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.new`);
  await rm(temporary, { force: true });
  try {
    await writeNew(temporary, replacement);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (durable) await syncDirectory(directory);
}

async function writeNew(path: string, { content, mode, durable }: FileReplacement): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // The mode of open() is cut by the umask.
    await file.chmod(mode);
    await file.writeFile(content);
    if (durable) await file.sync();
  } finally {
    await file.close();
  }
}

/** Without this a power cut may bring the old file back, while Juju knows that the hook succeeded. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Tells whether an error says that a file is not there. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** The code of an error of the operating system. It may be of another realm, so no class is asked. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
