import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { LogRecord } from '../events.ts';
import { openLineFile } from './line-file.ts';
import type { LineFile, WriteBytes } from './line-file.ts';
import { parseRecord } from './parse-record.ts';
import { readLines } from './read-lines.ts';

/** A log of a model, open for writing. */
export interface LogFile<Entry> {
  readonly append: (record: Entry) => void;
  close(): void;
}

/** How to open a log. */
export interface LogFileOptions {
  /** Hears, once, that records get lost because the disk is full. */
  readonly onLost?: (error: DiagnosticsError) => void;
  readonly write?: WriteBytes;
}

/**
 * Opens the log of a model's folder; only its owner may read it. A log that cannot be written to
 * loses records, and hooks go on.
 */
export function openLogFile(directory: string, options: LogFileOptions = {}): LogFile<LogRecord> {
  return openRecords(logPath(directory, 'all'), options);
}

/** Reads all records of a model's log, oldest first; a last line that is cut off is left out. */
export function readLog(directory: string): LogRecord[] {
  return toLogRecords(readLines(logPath(directory, 'all')) ?? []);
}

/** The records in lines of a model's log; lines that are none are left out. */
export function toLogRecords(lines: readonly string[]): LogRecord[] {
  return lines.flatMap((line) => {
    const record = parseRecord(line);
    return isLogRecord(record) ? [record] : [];
  });
}

/** Opens a file of records; see `openLogFile`. */
export function openRecords<Entry>(path: string, options: LogFileOptions): LogFile<Entry> {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  const file = openLineFile(path, options.write);
  let lost = false;
  return {
    append: (record) => {
      lost = appendOrLose(file, JSON.stringify(record), (error) => {
        if (!lost) options.onLost?.(error);
      });
    },
    close: () => file.close(),
  };
}

/** Where a log of a model lies. */
export function logPath(directory: string, name: 'all' | 'status'): string {
  return join(directory, 'logs', `${name}.jsonl`);
}

function appendOrLose(
  file: LineFile,
  line: string,
  onLost: (error: DiagnosticsError) => void,
): boolean {
  try {
    file.append(line);
    return false;
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    onLost(error);
    return true;
  }
}

function isLogRecord(value: unknown): value is LogRecord {
  return hasTexts(value, ['time', 'entity', 'level', 'module', 'message']);
}

/** Tells whether a value is an object with texts under some names. */
export function hasTexts(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every(
      (key) =>
        key in value && typeof Object.getOwnPropertyDescriptor(value, key)?.value === 'string',
    )
  );
}
