import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The kernel takes socket paths of at most this many bytes. */
const LONGEST_PATH = 107;

/** A name for a socket that the kernel accepts. */
export interface ShortPath {
  readonly path: string;
  /** Gives up what the name stands on; the name is useless from then on. */
  release(): Promise<void>;
}

/**
 * Finds a name for a socket that the kernel accepts: the path itself, or if that is too long, its
 * base name behind a descriptor of its folder.
 * @throws Error when the folder cannot be opened.
 */
export async function shortSocketPath(path: string): Promise<ShortPath> {
  if (Buffer.byteLength(path) <= LONGEST_PATH) return { path, release: async () => undefined };
  const folder = await open(dirname(path));
  return {
    path: join('/proc/self/fd', String(folder.fd), basename(path)),
    release: () => folder.close(),
  };
}
