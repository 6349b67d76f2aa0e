import { readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { monotonicMilliseconds } from '../clock.ts';
import { fault } from '../errors.ts';
import { codeOf, isMissing, writing } from './files.ts';
import { identifyProcess, isAlive, isAncestor } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** Who holds a lock. */
export interface LockOwner extends ProcessIdentity {
  /** What the process does, for example `hook install`. */
  readonly who: string;
}

/** Gives a lock back. */
export type Release = () => Promise<void>;

/** What one asks for with a lock. */
export interface LockRequest {
  /** What the process does; whoever waits for the lock is told. */
  readonly who: string;
  /** How long to wait for another owner. */
  readonly waitSeconds: number;
}

/** A try costs next to nothing, and most owners keep a lock for an instant. */
const FIRST_PAUSE_MILLISECONDS = 5;
const LONGEST_PAUSE_MILLISECONDS = 50;

/**
 * Takes a lock, which is a symbolic link that names its owner: making one is a single operation that
 * fails when it is there, and a reader meets all of its content or nothing. The lock of a process
 * that has died is taken over, also when its number belongs to another process by now.
 * @param path where the lock lies.
 * @throws DiagnosticsError UNIT_BUSY naming the owner, when it keeps the lock for too long.
 */
export async function takeLock(path: string, request: LockRequest): Promise<Release> {
  const self = identifyProcess(process.pid);
  const mine = print({ pid: process.pid, started: self?.started ?? '', who: request.who });
  const taker: Taker = { mine, tookOver: false };
  const end = monotonicMilliseconds() + request.waitSeconds * 1000;
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause *= 2) {
    const owner = tryLock(path, taker);
    if (owner === undefined) break;
    const left = end - monotonicMilliseconds();
    if (left <= 0 || isAncestor(owner.pid)) throw busy(owner);
    await sleep(Math.min(pause, left, LONGEST_PAUSE_MILLISECONDS));
  }
  if (taker.tookOver) removeOldRights(path);
  return async () => {
    if (readOwner(path) === mine) rmSync(path, { force: true });
  };
}

interface Taker {
  /** The text of a lock that is ours. */
  readonly mine: string;
  /** True when the lock of a dead owner was found on the way. */
  tookOver: boolean;
}

/** Who holds a lock at this moment; undefined when no living process does. */
export function findOwner(path: string): LockOwner | undefined {
  const text = readOwner(path);
  const owner = text === undefined ? undefined : parse(text);
  return owner && isAlive(owner) ? owner : undefined;
}

/**
 * Tries to take a lock once.
 *
 * Whoever finds the lock of a dead owner must remove exactly that one, and not the lock that another
 * has put in its place meanwhile. So the right to remove is a lock too, named after the dead owner,
 * and under it one looks again. A dead owner never comes back, so its name is never used twice; and
 * if a process dies while it holds the right to remove, the same rule takes over that one.
 * @returns the living owner; undefined when the lock is ours.
 */
function tryLock(path: string, taker: Taker): LockOwner | undefined {
  for (;;) {
    if (makeLink(path, taker.mine)) return undefined;
    const text = readOwner(path);
    if (text === undefined) continue;
    const owner = parse(text);
    if (isAlive(owner)) return owner;
    const right = `${path}.${owner.pid}.${owner.started}`;
    const remover = tryLock(right, taker);
    if (remover !== undefined) return remover;
    if (readOwner(path) === text) rmSync(path, { force: true });
    rmSync(right, { force: true });
    taker.tookOver = true;
  }
}

/**
 * Removes what those have left behind who died with the right to remove a lock. Only for the owner of
 * the lock: the locks that these rights are about are gone, and will not come again.
 */
function removeOldRights(path: string): void {
  const [folder, prefix] = [dirname(path), `${basename(path)}.`];
  for (const name of readdirSync(folder)) {
    const right = join(folder, name);
    if (name.startsWith(prefix) && findOwner(right) === undefined) {
      rmSync(right, { force: true });
    }
  }
}

function makeLink(path: string, owner: string): boolean {
  try {
    writing(path, () => symlinkSync(owner, path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    // No link, but what a copy of the folder may have made of one.
    if (codeOf(error) === 'EINVAL') return '';
    throw error;
  }
}

function print({ pid, started, who }: LockOwner): string {
  return `${pid} ${started} ${who}`;
}

/** What is no lock of ours counts as one of a dead owner. */
function parse(text: string): LockOwner {
  const [, pid = '0', started = '', who = 'something'] = /^(\d+) (\S*) (.*)$/s.exec(text) ?? [];
  return { pid: Number(pid), started, who };
}

function busy({ pid, who }: LockOwner): Error {
  const isWithin = isAncestor(pid);
  const fix = isWithin
    ? 'it waits for this command: let the handler change flags itself, or do it in an executable handler'
    : `try again after it; \`ps -fp ${pid}\` shows what it does`;
  return fault('UNIT_BUSY', `${who} is running (process ${pid})`, fix);
}

async function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
