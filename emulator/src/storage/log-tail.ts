import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { LogRecord } from '../events.ts';
import { logPath, toLogRecords } from './log-file.ts';

/** The log of a model as it grows. */
export interface LogTail {
  /** The records since the last call, the whole log at first; undefined when there is no log. */
  read(): LogRecord[] | undefined;
}

/** Follows the log of a model's folder. */
export function openLogTail(directory: string): LogTail {
  const path = logPath(directory, 'all');
  let position = 0;
  let rest = Buffer.alloc(0);
  return {
    read: () => {
      const size = statSync(path, { throwIfNoEntry: false })?.size;
      if (size === undefined) return undefined;
      if (size < position) [position, rest] = [0, Buffer.alloc(0)];
      const bytes = readBytes(path, position, size - position);
      position += bytes.length;
      const all = Buffer.concat([rest, bytes]);
      const end = all.lastIndexOf(10) + 1;
      rest = all.subarray(end);
      return toLogRecords(all.toString('utf8', 0, end).split('\n'));
    },
  };
}

function readBytes(path: string, position: number, length: number): Buffer {
  if (length <= 0) return Buffer.alloc(0);
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, position));
  } finally {
    closeSync(file);
  }
}
