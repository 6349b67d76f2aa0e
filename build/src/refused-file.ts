import { relative } from 'node:path';
import { userError, type DiagnosticsError } from '@reactive-charms/juju';
import { textAt } from './interfaces/load-json.ts';

/** What the system says where the user's files or disk are the reason, by code. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder, not a file',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'permission denied',
  EROFS: 'the file system cannot be written',
};

/**
 * Turns the system's refusal of a file into a message without a stack.
 * @returns undefined for every other error.
 */
export function explainRefusedFile(error: unknown, cwd: string): DiagnosticsError | undefined {
  const reason = reasonOf(error);
  const path = textAt(error, 'path');
  if (reason === undefined || path === undefined) return undefined;
  const file = relative(cwd, path) || '.';
  const text = `${file} cannot be used: ${reason}`;
  return userError('FILE_REFUSED', text, {
    fix: 'give this user the right to it, or name another folder',
  });
}

/** A file that is missing may be a fault of this program; a folder that cannot be made is none. */
function reasonOf(error: unknown): string | undefined {
  const code = textAt(error, 'code') ?? '';
  if (code === 'ENOENT' && textAt(error, 'syscall') === 'mkdir')
    return 'no folder can be made there';
  return Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
}
