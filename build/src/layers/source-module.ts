import { existsSync } from 'node:fs';

/**
 * The file of a module that is called by its TypeScript source. A packed layer or interface holds the
 * compiled JavaScript in its place.
 * @returns undefined when neither is there.
 */
export function findModule(source: string): string | undefined {
  return [source, source.replace(/\.ts$/, '.js')].find((path) => existsSync(path));
}
