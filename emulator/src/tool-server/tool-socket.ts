import { linkSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { dirname } from 'node:path';
import { serveTools } from './serve-tools.ts';
import type { ToolServer } from './serve-tools.ts';
import { listenOn } from './socket-path.ts';
import type { Listening } from './socket-path.ts';
import { createToolService } from './tool-service.ts';
import type { ServedContext, ToolService } from './tool-service.ts';

/**
 * The socket of a unit's agent. To processes it looks as if it were made for each context and
 * removed after it, as Juju's is; behind it one server listens all the time.
 */
export interface ToolSocket {
  /** Serves a context. While another one is served, it waits. @throws Error when it cannot be made */
  serve(context: ServedContext): Promise<ToolServer>;
  /** Ends the server. */
  close(): Promise<void>;
}

/** Where the socket of an agent lies; all paths on the host. */
export interface ToolSocketPlaces {
  /** Where processes look for it. */
  readonly socketPath: string;
  /** Where it lies all the time, out of the machine's sight but on the same file system. */
  readonly hiddenPath: string;
}

/** Makes the socket of an agent; it listens from the first context on. */
export function createToolSocket({ socketPath, hiddenPath }: ToolSocketPlaces): ToolSocket {
  let current: ToolService | undefined;
  let before: Promise<unknown> = Promise.resolve();
  let listening: Promise<Listening | undefined> | undefined;
  const open = (): Promise<Listening | undefined> => {
    const server = createServer((socket) => {
      // Somebody who found the socket in one context and comes when it is over.
      if (current) current.accept(socket);
      else socket.destroy();
    });
    server.unref();
    return listen(server, hiddenPath).catch(() => undefined);
  };
  const serve = async (context: ServedContext): Promise<ToolServer> => {
    if (!(await (listening ??= open())) || !showSocket(hiddenPath, socketPath)) {
      return serveTools({ ...context, socketPath });
    }
    const service = createToolService(context);
    current = service;
    return {
      close: async () => {
        rmSync(socketPath, { force: true });
        current = undefined;
        await service.close();
      },
    };
  };
  return {
    serve: async (context) => {
      let release = (): void => undefined;
      const turn = before;
      before = new Promise<void>((resolve) => (release = resolve));
      await turn;
      try {
        const server = await serve(context);
        return { close: () => server.close().finally(release) };
      } catch (error) {
        release();
        throw error;
      }
    },
    close: async () => {
      await (await listening)?.close();
      listening = undefined;
    },
  };
}

async function listen(server: Server, path: string): Promise<Listening> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(path, { force: true });
  return listenOn(server, path);
}

/** Some file systems have no hard links of sockets. */
function showSocket(hiddenPath: string, socketPath: string): boolean {
  try {
    rmSync(socketPath, { force: true });
    linkSync(hiddenPath, socketPath);
    return true;
  } catch {
    return false;
  }
}
