import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fault } from '../errors.ts';

// The unit's own files are small, and nothing else happens meanwhile. The asynchronous functions would
// load streams and more into every hook, which costs more than these files do.

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
export function replaceFile(replacement: FileReplacement): void {
  writing(replacement.path, () => replace(replacement));
}

function replace(replacement: FileReplacement): void {
  const { path, durable } = replacement;
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.new`);
  rmSync(temporary, { force: true });
  try {
    writeNew(temporary, replacement);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) syncDirectory(directory);
}

function writeNew(path: string, { content, mode, durable }: FileReplacement): void {
  const file = openSync(path, 'wx', mode);
  try {
    // The mode of open() is cut by the umask.
    fchmodSync(file, mode);
    writeFileSync(file, content);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Without this a power cut may bring the old file back, while Juju knows that the hook succeeded. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** What a disk says that is full or broken. */
const DISK_CODES: readonly unknown[] = ['EDQUOT', 'EIO', 'ENOSPC', 'EROFS'];

/**
 * Writes one of the unit's own files.
 * @throws DiagnosticsError STATE_NOT_KEPT naming the file, when the disk is the reason.
 */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!DISK_CODES.includes(codeOf(error))) throw error;
    const text = `the unit's memory cannot be kept: ${messageOf(error)}`;
    throw fault('STATE_NOT_KEPT', text, { place: { file: path } });
  }
}

/** The text of a file; undefined when there is none. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
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
