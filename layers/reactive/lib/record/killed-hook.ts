import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RESTRICTED_HOOKS } from '@reactive-charms/juju';
import { isMissing } from '../memory/files.ts';
import { LOCK_FILE, RUNNING_FILE } from '../memory/unit-files.ts';
import { hasFailed } from './flight-record.ts';
import type { FlightRecord } from './flight-record.ts';

/**
 * Finds the hook that began last, if its process ended without noting an end: its mark still lies in
 * the charm directory. After hooks that ended well it costs no more than a look for the mark.
 * @param recordFile where the record lies.
 * @returns what the record should say of that hook; undefined when there is nothing to add.
 */
export async function findKilledHook(
  charmDirectory: string,
  recordFile: string,
): Promise<FlightRecord | undefined> {
  const path = join(charmDirectory, RUNNING_FILE);
  const begunAt = modifiedAt(path);
  if (begunAt === undefined) return undefined;
  const [, hook] = /^[1-9]\d* (.*)/.exec(readFileSync(path, 'utf8')) ?? [];
  if (hook === undefined || (await isRunning(charmDirectory))) return undefined;
  const recordedAt = modifiedAt(recordFile);
  const last = recordedAt === undefined ? undefined : await readLast(recordFile);
  if (begunAt > (recordedAt ?? 0) || last?.hook !== hook) {
    return { hook, startedAt: new Date(begunAt).toISOString(), rounds: [], killed: true };
  }
  // It may have been killed after its last handler, while its memory was being saved.
  return hasFailed(last) || leavesMark(hook) ? undefined : { ...last, killed: true };
}

/** Another process that has the unit for itself may be the hook. */
async function isRunning(charmDirectory: string): Promise<boolean> {
  const { findOwner } = await import('../memory/unit-lock.ts');
  const owner = findOwner(join(charmDirectory, LOCK_FILE));
  return owner !== undefined && owner.pid !== process.pid;
}

/** Actions and restricted hooks leave the mark behind when they find one. */
function leavesMark(hook: string): boolean {
  return hook.startsWith('action ') || RESTRICTED_HOOKS.some((name) => name === hook);
}

async function readLast(recordFile: string): Promise<FlightRecord | undefined> {
  const { readJournal } = await import('./record-journal.ts');
  return readJournal(readFileSync(recordFile, 'utf8')).records.at(-1);
}

/** When a file was last written, in milliseconds; undefined when there is none. */
function modifiedAt(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
