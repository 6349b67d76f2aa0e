import { userError } from '@reactive-charms/juju';
import { errorCode, errorMessage } from './error-facts.ts';

/** What a person can do about refusals of the system, by Node.js's codes. */
const FIXES: Readonly<Record<string, string>> = {
  EACCES: 'see to it that it can be read and written to, or work in another folder',
  EPERM: 'see to it that it can be read and written to, or work in another folder',
  EROFS: 'it lies on a disk that can only be read: work in another folder',
  ENOTDIR: 'a part of this path is a file: check the path',
  EEXIST: 'something else is there already: check the path',
  EISDIR: 'a folder is there where a file was expected: check the path',
  ENOENT: 'check the path',
  ELOOP: 'its links lead in a ring: check the path',
  ENAMETOOLONG: 'use a shorter path',
  ENOSPC: 'make room, then give the command again; what was done before is saved',
  EDQUOT: 'make room, then give the command again; what was done before is saved',
  EMFILE: 'let this user open more files ("ulimit -n")',
  ENFILE: 'close other programs: the system has too many open files',
};

/**
 * The error that tells a person that the system refused a file or a folder; undefined for any other
 * error, which is a fault of this program.
 */
export function systemFailure(error: unknown): Error | undefined {
  const fix = FIXES[errorCode(error) ?? ''];
  const hasPath = typeof error === 'object' && error !== null && 'path' in error;
  if (fix === undefined || !hasPath || typeof error.path !== 'string') return undefined;
  const [, why = errorMessage(error)] = /^[A-Z]+: ([^,]+),/.exec(errorMessage(error)) ?? [];
  return userError('FILE_REFUSED', `cannot use ${error.path}: ${why}`, { fix });
}
