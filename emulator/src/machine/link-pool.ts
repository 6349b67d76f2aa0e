import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * Symbolic links that machines have in common. A machine has hundreds of them, and a hard link to one
 * that is there costs a tenth of a new one. Nobody can write into a symbolic link.
 */
export interface LinkPool {
  /** Makes a symbolic link. @throws Error when something is there already */
  link(target: string, path: string): void;
}

/** @param folder where the links are kept, on the file system of the machines; made when needed. */
export function createLinkPool(folder: string): LinkPool {
  const names = new Map<string, string>();
  const nameOf = (target: string): string => {
    const known = names.get(target);
    if (known !== undefined) return known;
    const name = join(folder, createHash('sha256').update(target).digest('hex').slice(0, 32));
    if (names.size === 0) mkdirSync(folder, { recursive: true });
    makeUnlessThere(target, name);
    names.set(target, name);
    return name;
  };
  return {
    link: (target, path) => {
      try {
        linkSync(nameOf(target), path);
      } catch (error) {
        if (errorCode(error) === 'EEXIST') throw error;
        symlinkSync(target, path);
      }
    },
  };
}

function makeUnlessThere(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
