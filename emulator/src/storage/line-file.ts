import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { writeFailure } from './disk-failure.ts';

/** A file that grows by whole lines. */
export interface LineFile {
  /** In bytes. */
  readonly size: number;
  /**
   * Adds a line.
   * @throws DiagnosticsError when it cannot be written; the file is as it was then.
   */
  append(line: string): void;
  close(): void;
}

/** Writes bytes to a place of a file; answers how many; tests bring a disk that is full. */
export type WriteBytes = (file: number, bytes: Buffer, position: number) => number;

/**
 * Opens a file of lines for writing; it is made when it is missing, for its owner only. Half a line,
 * which a process that was killed leaves at the end, is cut off.
 */
export function openLineFile(path: string, write: WriteBytes = writeBytes): LineFile {
  const file = openFile(path);
  let size = endOfLines(file);
  if (fstatSync(file).size > size) ftruncateSync(file, size);
  return {
    get size() {
      return size;
    },
    append: (line) => {
      const bytes = Buffer.from(`${line}\n`);
      try {
        writeAll({ file, bytes, position: size }, write);
      } catch (error) {
        ftruncateSync(file, size);
        throw writeFailure(path, error);
      }
      size += bytes.length;
    },
    close: () => closeSync(file),
  };
}

function openFile(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** Writes all of some bytes. A write may take a part of them only, as on a disk that is almost full. */
export function writeAll(
  target: { readonly file: number; readonly bytes: Buffer; readonly position: number },
  write: WriteBytes = writeBytes,
): void {
  const { file, bytes, position } = target;
  for (let done = 0; done < bytes.length;) {
    done += write(file, bytes.subarray(done), position + done);
  }
}

function writeBytes(file: number, bytes: Buffer, position: number): number {
  return writeSync(file, bytes, 0, bytes.length, position);
}

const CHUNK = 65_536;

/** The place after the last end of a line. */
function endOfLines(file: number): number {
  const chunk = Buffer.alloc(CHUNK);
  for (let end = fstatSync(file).size; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const read = readSync(file, chunk, 0, end - start, start);
    const newline = chunk.subarray(0, read).lastIndexOf('\n');
    if (newline >= 0) return start + newline + 1;
  }
  return 0;
}
