import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent, replaceFile } from '../memory/files.ts';
import { cutRecord } from './cut-record.ts';
import { printRecord } from './flight-record.ts';
import type { FlightRecord } from './flight-record.ts';
import { findKilledHook } from './killed-hook.ts';
import type { RunHistory } from './record-journal.ts';

/** Where the record lies in the charm directory. */
export const RECORD_FILE = '.flight-record.json';

/** Bytes from which on a record is written anew, with the last runs alone. */
export const COMPACT_FROM = 262_144;

/** The place where the record of a unit's runs lies. */
export interface RecordFile {
  /** Adds this run to the earlier ones; a second call replaces what the first said. */
  save(record: FlightRecord): Promise<void>;
}

/**
 * Opens the record of the unit whose charm lies in a directory. It is to be opened before the run is
 * noted as begun: if the last one was killed, its mark is found now and entered at once, because this
 * run may be killed too.
 * @throws Error when there is a mark that may not be read.
 */
export async function openRecordFile(charmDirectory: string): Promise<RecordFile> {
  const path = join(charmDirectory, RECORD_FILE);
  const killed = await findKilledHook(charmDirectory, path);
  if (killed !== undefined) await add(path, killed);
  return { save: async (record) => add(path, cutRecord(record)) };
}

async function add(path: string, record: FlightRecord): Promise<void> {
  const size = append(path, `${printRecord(record)}\n`);
  if (size >= COMPACT_FROM) await compact(path);
}

/**
 * Reads the record of the unit whose charm lies in a directory; a hook that was killed last is there
 * too, although nobody could write it down.
 */
export async function readRunHistory(charmDirectory: string): Promise<RunHistory> {
  const path = join(charmDirectory, RECORD_FILE);
  const { readJournal } = await import('./record-journal.ts');
  const killed = await findKilledHook(charmDirectory, path);
  return readJournal(readIfPresent(path) ?? '', killed);
}

/** @returns the size that the file has now. */
function append(path: string, line: string): number {
  const file = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, Math.max(size - 1, 0));
    // A process that was killed while it wrote has left half a line behind.
    const isWhole = size === 0 || last.toString() === '\n';
    writeFileSync(file, isWhole ? line : `\n${line}`);
    return size + Buffer.byteLength(line);
  } finally {
    closeSync(file);
  }
}

async function compact(path: string): Promise<void> {
  const { compactJournal } = await import('./record-journal.ts');
  const content = compactJournal(readIfPresent(path) ?? '');
  replaceFile({ path, content, mode: 0o600, durable: false });
}
