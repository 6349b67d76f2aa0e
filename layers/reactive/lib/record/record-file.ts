import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addRecord, parseRecords, printRecords } from './flight-record.ts';
import type { FlightRecord } from './flight-record.ts';
import { isMissing, replaceFile } from '../memory/memory-file.ts';

/** Where the record lies in the charm directory. */
export const RECORD_FILE = '.flight-record.json';

/** The place where the record of a unit's runs lies. */
export interface RecordFile {
  /** Runs before this one, the oldest first. */
  readonly earlier: readonly FlightRecord[];
  /** Puts this run behind the earlier ones; a second call replaces what the first said. */
  save(record: FlightRecord): Promise<void>;
}

/**
 * Opens the record of the unit whose charm lies in a directory.
 * @throws Error when there is a record that may not be read.
 */
export async function openRecordFile(charmDirectory: string): Promise<RecordFile> {
  const path = join(charmDirectory, RECORD_FILE);
  const earlier = parseRecords(await readText(path));
  return {
    earlier,
    save: async (record) => {
      const content = printRecords(addRecord(earlier, record));
      await replaceFile({ path, content, mode: 0o600, durable: false });
    },
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
