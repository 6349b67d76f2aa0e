import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../error-code.ts';

/**
 * Makes a folder and those above it. Node's own way never ends below folders such as /proc, which are
 * there and take nothing. What is there already stays as it is.
 * @param mode of the folders that are made.
 * @returns the topmost folder that was made; undefined when there was none to make.
 * @throws Error of the system, when a folder cannot be made.
 */
export function makeFolder(path: string, mode = 0o777): string | undefined {
  try {
    return makeOne(path, mode);
  } catch (error) {
    const above = dirname(path);
    if (errorCode(error) !== 'ENOENT' || above === path) throw error;
    const topmost = makeFolder(above, mode);
    const last = makeOne(path, mode);
    return topmost ?? last;
  }
}

function makeOne(path: string, mode: number): string | undefined {
  try {
    mkdirSync(path, { mode });
    return path;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw error;
  }
}
