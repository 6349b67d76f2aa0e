import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { hasErrorCode } from './error-code.ts';

/**
 * Locks the folder of a model for this process. A lock whose process is gone is taken over.
 * @returns what gives the lock back.
 * @throws DiagnosticsError naming the process that holds the lock.
 */
export function lockFolder(directory: string): () => void {
  const path = join(directory, 'lock');
  if (!writeLock(path)) {
    const holder = readHolder(path);
    if (holder !== undefined && isRunning(holder)) {
      throw userError('MODEL_LOCKED', `process ${holder} is at work on the model in ${directory}`, {
        fix: 'wait until it is done, or end it',
      });
    }
    rmSync(path, { force: true });
    if (!writeLock(path)) return lockFolder(directory);
  }
  return () => rmSync(path, { force: true });
}

function writeLock(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${process.pid}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readHolder(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasErrorCode(error, 'ESRCH');
  }
}
