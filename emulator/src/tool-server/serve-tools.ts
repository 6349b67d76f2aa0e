import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { listenOn } from './socket-path.ts';
import type { Listening } from './socket-path.ts';
import { createToolService } from './tool-service.ts';
import type { ServedContext } from './tool-service.ts';

/** What a tool server needs. */
export interface ToolServerOptions extends ServedContext {
  /** Path on the host; it may be longer than the kernel takes. A socket that lies there is replaced. */
  readonly socketPath: string;
}

/** A server that listens. */
export interface ToolServer {
  /** Removes the socket, waits for the call that is running, and drops all connections. */
  close(): Promise<void>;
}

/**
 * Serves the hook tools of one hook context, as Juju's agent does for every hook.
 * Source: contract juju.md section 4, rows C113 to C115.
 * @throws Error when the socket cannot be made.
 */
export async function serveTools(options: ToolServerOptions): Promise<ToolServer> {
  const service = createToolService(options);
  const server = createServer((socket) => service.accept(socket));
  const listening = await listen(server, options.socketPath);
  return {
    close: async () => {
      await rm(options.socketPath, { force: true });
      const closed = listening.close();
      await service.close();
      await closed;
    },
  };
}

// Nobody may find the socket before only its owner may reach it: so it is made in a folder of its own
// and moved into place.
async function listen(server: Server, socketPath: string): Promise<Listening> {
  const nursery = await mkdtemp(join(dirname(socketPath), '.socket-'));
  const path = join(nursery, basename(socketPath));
  try {
    const listening = await listenOn(server, path);
    await rename(path, socketPath);
    return listening;
  } finally {
    await rm(nursery, { recursive: true, force: true });
  }
}
