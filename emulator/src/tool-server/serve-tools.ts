import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { shortSocketPath } from './socket-path.ts';
import type { ShortPath } from './socket-path.ts';
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
  const name = await listen(server, options.socketPath);
  return {
    close: async () => {
      await rm(options.socketPath, { force: true });
      const closed = new Promise((resolve) => server.close(resolve));
      await service.close();
      await closed;
      // Not before: the server's end unlinks the name it was given, which may stand on a descriptor.
      await name.release();
    },
  };
}

// Only the owner may reach the socket, and nobody before it is ready: so it is made in a folder of
// its own and moved into place.
async function listen(server: Server, socketPath: string): Promise<ShortPath> {
  const nursery = await mkdtemp(join(dirname(socketPath), '.socket-'));
  const path = join(nursery, basename(socketPath));
  const short = await shortSocketPath(path);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path: short.path }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    await chmod(path, 0o700);
    await rename(path, socketPath);
    return short;
  } catch (error) {
    await short.release();
    throw error;
  } finally {
    await rm(nursery, { recursive: true, force: true });
  }
}
