import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from '../events.ts';
import { hasErrorCode } from './error-code.ts';

/** The log of a model, open for writing. */
export interface LogFile {
  append(record: LogRecord): void;
  close(): void;
}

/** Opens the log of a model's folder; only its owner may read it. */
export function openLogFile(directory: string): LogFile {
  mkdirSync(join(directory, 'logs'), { recursive: true, mode: 0o700 });
  const file = openSync(logPath(directory), 'a', 0o600);
  return {
    append: (record) => {
      writeSync(file, `${JSON.stringify(record)}\n`);
    },
    close: () => closeSync(file),
  };
}

/** Reads all records of a model's log, oldest first; a last line that is cut off is left out. */
export function readLog(directory: string): LogRecord[] {
  const lines = readLines(logPath(directory));
  return lines.flatMap((line) => {
    const record = parseRecord(line);
    return record ? [record] : [];
  });
}

function logPath(directory: string): string {
  return join(directory, 'logs', 'all.jsonl');
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function parseRecord(line: string): LogRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is LogRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['time', 'entity', 'level', 'module', 'message'].every(
      (key) =>
        key in value && typeof Object.getOwnPropertyDescriptor(value, key)?.value === 'string',
    )
  );
}
