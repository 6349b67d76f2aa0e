import { chmod, open } from 'node:fs/promises';
import type { Server } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** The kernel takes socket paths of at most this many bytes. */
const LONGEST_PATH = 107;

/** A server that listens on a socket. */
export interface Listening {
  /** Takes no more connections, and waits for the end of those that there are. */
  close(): Promise<void>;
}

/**
 * Lets a server listen on a socket that only its owner may reach.
 * @param path on the host; it may be longer than the kernel takes.
 * @throws Error when the socket cannot be made.
 */
export async function listenOn(server: Server, path: string): Promise<Listening> {
  const name = await shortSocketPath(path);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path: name.path }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    await chmod(path, 0o700);
  } catch (error) {
    await name.release();
    throw error;
  }
  return {
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      // Not before: the server's end unlinks the name it was given, which may stand on a descriptor.
      await name.release();
    },
  };
}

/** A name for a socket that the kernel accepts. */
interface ShortPath {
  readonly path: string;
  /** Gives up what the name stands on; the name is useless from then on. */
  release(): Promise<void>;
}

/**
 * Finds a name for a socket that the kernel accepts: the path itself, or if that is too long, its
 * base name behind a descriptor of its folder.
 * @throws Error when the folder cannot be opened.
 */
async function shortSocketPath(path: string): Promise<ShortPath> {
  if (Buffer.byteLength(path) <= LONGEST_PATH) return { path, release: async () => undefined };
  const folder = await open(dirname(path));
  return {
    path: join('/proc/self/fd', String(folder.fd), basename(path)),
    release: () => folder.close(),
  };
}
