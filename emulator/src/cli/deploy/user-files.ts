import { readFile, stat } from 'node:fs/promises';
import { userError } from '@reactive-charms/juju';
import type { Place } from '@reactive-charms/juju';
import { errorCode, errorMessage } from '../error-facts.ts';

/**
 * Reads a text file that the user named.
 * @throws DiagnosticsError when it cannot be read.
 */
export async function readUserFile(path: string, place?: Place): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw userError('FILE_UNREADABLE', `cannot read ${path}: ${reason(error)}`, {
      ...(place === undefined ? {} : { place }),
      fix: 'check the path',
    });
  }
}

/** What is at a path: a file, a folder, or nothing. */
export async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

function reason(error: unknown): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
  };
  return reasons[errorCode(error) ?? ''] ?? errorMessage(error);
}
