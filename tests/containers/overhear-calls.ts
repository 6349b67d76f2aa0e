import { connect, createServer } from 'node:net';
import { once } from 'node:events';

/** A way to an engine that tells what goes over it. */
export interface OverheardEngine {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  /** Method and path of every call so far, without the version of the API. */
  readonly calls: string[];
  close(): Promise<void>;
}

/**
 * Puts a socket before that of an engine, and notes the calls that go through. The layer makes one call
 * on each connection, so its first line is the call.
 * @param target `unix://` and the path of the engine's socket.
 * @param path of the new socket.
 */
export async function overhearCalls(target: string, path: string): Promise<OverheardEngine> {
  const calls: string[] = [];
  const server = createServer((client) => {
    const engine = connect(target.slice('unix://'.length));
    client.once('data', (chunk) => {
      const [method, url = ''] = chunk.toString('latin1').split(' ', 2);
      calls.push(`${method} ${url.replace(/^\/v[0-9.]+/, '').replace(/\?.*$/, '')}`);
    });
    client.pipe(engine).pipe(client);
    for (const end of [client, engine]) end.on('error', () => [client, engine].forEach(destroy));
  }).listen(path);
  await once(server, 'listening');
  return {
    address: `unix://${path}`,
    calls,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

function destroy(stream: { destroy(): unknown }): void {
  stream.destroy();
}
