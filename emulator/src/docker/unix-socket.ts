import { closeSync, constants, openSync } from 'node:fs';
import { chmod, mkdir, realpath, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { basename, dirname, join, sep } from 'node:path';
import type { ServedMachine } from './machine.ts';

/** A server that listens on a socket. */
export interface SocketService {
  /**
   * Address by which any process of this user reaches the socket while it is served, for `DOCKER_HOST`;
   * short, however deep the socket lies.
   */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Lets a server listen on a machine's socket. The name of a unix socket may have 107 bytes at most, so
 * the folder is opened and the socket is named through the open folder.
 * @throws Error when the socket's folder leads out of the machine.
 */
export async function serveOnSocket(
  server: Server,
  machine: ServedMachine,
): Promise<SocketService> {
  const folder = dirname(machine.socketPath);
  await mkdir(folder, { recursive: true });
  await requireInside(machine, folder);
  await rm(machine.socketPath, { force: true });
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const name = join(`${descriptor}`, basename(machine.socketPath));
  try {
    await listen(server, join('/proc/self/fd', name));
    await chmod(machine.socketPath, 0o660);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return {
    address: `unix://${join('/proc', `${process.pid}`, 'fd', name)}`,
    close: async () => {
      await close(server);
      closeSync(descriptor);
      await rm(machine.socketPath, { force: true });
    },
  };
}

async function requireInside(machine: ServedMachine, folder: string): Promise<void> {
  const root = await realpath(machine.hostPath('/'));
  const real = await realpath(folder);
  if (real === root || real.startsWith(root + sep)) return;
  throw new Error(`folder ${folder} of machine ${machine.id} leads out of the machine, to ${real}`);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
