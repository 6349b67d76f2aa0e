import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { STDIN_REQUIRED, TOOL_METHOD, createToolServerCodec } from '@reactive-charms/juju/wire';
import type { ToolRequest, ToolServerCall, ToolServerCodec } from '@reactive-charms/juju/wire';
import { shortSocketPath } from './socket-path.ts';
import type { ShortPath } from './socket-path.ts';

/** A call that the server hands on: its context is the right one, its directory is absolute. */
export interface ToolRun {
  readonly tool: string;
  readonly args: readonly string[];
  /** The caller's working directory, as the caller names it. */
  readonly directory: string;
  /** Absent until the tool has asked for it. */
  readonly stdin?: Buffer;
}

/** What running a tool gave. */
export interface ToolAnswer {
  readonly code: number;
  readonly stdout: string | Buffer;
  readonly stderr: string | Buffer;
  /** True when the tool reads standard input and was given none; the caller then calls again. */
  readonly needsStdin?: boolean;
}

/** What a tool server needs. */
export interface ToolServerOptions {
  /** Path on the host; it may be longer than the kernel takes. A socket that lies there is replaced. */
  readonly socketPath: string;
  /** The only context that calls are taken for. */
  readonly contextId: string;
  /** Runs one tool; the server never runs two at a time. */
  readonly runTool: (call: ToolRun) => Promise<ToolAnswer>;
}

/** A server that listens. */
export interface ToolServer {
  /** Removes the socket, waits for the call that is running, and drops all connections. */
  close(): Promise<void>;
}

/** A call that is not run; the caller sees `bad request: ` and the message. Contract row C114. */
export class BadRequestError extends Error {
  /** @param message for example `unknown command: foo`. */
  constructor(message: string) {
    super(message);
    this.name = 'BadRequestError';
  }
}

/**
 * Serves the hook tools of one hook context, as Juju's agent does for every hook.
 * Source: contract juju.md section 4, rows C113 to C115.
 * @throws Error when the socket cannot be made.
 */
export async function serveTools(options: ToolServerOptions): Promise<ToolServer> {
  const connections = new Set<Socket>();
  const runNext = createQueue();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    serveConnection(socket, (call, codec) => runNext(() => reply(options, { call, codec })));
  });
  const name = await listen(server, options.socketPath);
  return {
    close: async () => {
      await rm(options.socketPath, { force: true });
      const closed = new Promise((resolve) => server.close(resolve));
      await runNext(async () => undefined);
      for (const socket of connections) socket.destroySoon();
      await closed;
      // Not before: the server's end unlinks the name it was given, which may stand on a descriptor.
      await name.release();
    },
  };
}

/** Runs tasks one after the other. */
function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
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

function serveConnection(
  socket: Socket,
  run: (call: ToolServerCall, codec: ToolServerCodec) => Promise<Buffer>,
): void {
  const codec = createToolServerCodec();
  // A caller that goes away while its tool runs needs no answer.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    for (const call of readCalls(codec, chunk, socket)) {
      run(call, codec).then(
        (bytes) => socket.writable && socket.write(bytes),
        () => socket.destroy(),
      );
    }
  });
}

// After a broken message nothing on the connection can be understood, so it ends, as in Go.
function readCalls(codec: ToolServerCodec, chunk: Buffer, socket: Socket): ToolServerCall[] {
  try {
    return codec.push(chunk);
  } catch {
    socket.destroy();
    return [];
  }
}

async function reply(
  options: ToolServerOptions,
  { call, codec }: { readonly call: ToolServerCall; readonly codec: ToolServerCodec },
): Promise<Buffer> {
  const fault = findFault(call, options.contextId);
  if (fault !== undefined) return codec.refuse(call, fault);
  try {
    const answer = await options.runTool(toRun(call.request));
    if (answer.needsStdin === true) return codec.refuse(call, STDIN_REQUIRED);
    const { code, stdout, stderr } = answer;
    return codec.answer(call, { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return codec.refuse(call, error instanceof BadRequestError ? badRequest(message) : message);
  }
}

function findFault(call: ToolServerCall, contextId: string): string | undefined {
  const { request, method } = call;
  if (method !== TOOL_METHOD) return explainMethod(method);
  if (request.tool === '') return badRequest('command not specified');
  if (!isAbsolute(request.directory)) return badRequest('Dir is not absolute');
  if (request.contextId !== contextId) {
    return badRequest(`expected context id "${contextId}", got "${request.contextId}"`);
  }
  return undefined;
}

function badRequest(message: string): string {
  return `bad request: ${message}`;
}

// The words of Go's net/rpc.
function explainMethod(method: string): string {
  const dot = method.lastIndexOf('.');
  if (dot < 0) return `rpc: service/method request ill-formed: ${method}`;
  const service = TOOL_METHOD.slice(0, TOOL_METHOD.indexOf('.'));
  const part = method.slice(0, dot) === service ? 'method' : 'service';
  return `rpc: can't find ${part} ${method}`;
}

function toRun({ tool, args, directory, stdin }: ToolRequest): ToolRun {
  return { tool, args, directory, ...(stdin === undefined ? {} : { stdin: Buffer.from(stdin) }) };
}
