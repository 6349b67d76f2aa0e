import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { writeFailure } from './disk-failure.ts';
import { hasErrorCode } from './error-code.ts';
import { readIfThere } from './read-lines.ts';

/**
 * Locks the folder of a model for this process. A lock whose process is gone is taken over.
 * @returns what gives the lock back.
 * @throws DiagnosticsError naming the process that holds the lock.
 */
export function lockFolder(directory: string): () => void {
  const path = lockPath(directory);
  while (!writeLock(path)) {
    const holder = readHolder(path);
    if (holder && isRunning(holder)) {
      throw userError(
        'MODEL_LOCKED',
        `process ${holder.pid} is at work on the model in ${directory}`,
        { fix: 'wait until it is done, or end it; status and debug-log work meanwhile' },
      );
    }
    removeStale(path);
  }
  return () => rmSync(path, { force: true });
}

/** Whether a process that runs holds the lock of a folder. */
export function isLocked(directory: string): boolean {
  const holder = readHolder(lockPath(directory));
  return holder !== undefined && isRunning(holder);
}

/** A process: its number, and when it started, since numbers come back. */
interface Holder {
  readonly pid: number;
  readonly started: string;
}

function lockPath(directory: string): string {
  return join(directory, 'lock');
}

/** Makes the lock with its content in one step, so that nobody sees one without a holder. */
function writeLock(path: string): boolean {
  const own = `${path}.${process.pid}`;
  try {
    writeFileSync(own, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { mode: 0o600 });
    linkSync(own, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw writeFailure(path, error);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Of several that find the same stale lock one moves it away; a fresh lock moved so is put back. */
function removeStale(path: string): void {
  const moved = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return;
    throw writeFailure(path, error);
  }
  try {
    const holder = readHolder(moved);
    if (holder && isRunning(holder)) linkSync(moved, path);
  } finally {
    rmSync(moved, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  const [pid, started = ''] = (readIfThere(path) ?? '').trim().split(' ');
  const number = Number(pid);
  return Number.isInteger(number) && number > 0 ? { pid: number, started } : undefined;
}

function isRunning({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasErrorCode(error, 'ESRCH')) return false;
  }
  const now = startOf(pid);
  return started === '' || now === undefined || now === started;
}

/** When a process started, in ticks since the host did; undefined where the kernel does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, a name in parentheses, may hold blanks; the start is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
