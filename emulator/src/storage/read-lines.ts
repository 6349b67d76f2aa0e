import { readFileSync } from 'node:fs';
import { hasErrorCode } from './error-code.ts';

/** The whole lines of a file; undefined when there is no such file. Half a last line is left out. */
export function readLines(path: string): string[] | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}

/** The text of a file; undefined when there is no such file. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
