import type { Socket } from 'node:net';
import { isAbsolute } from 'node:path';
import { STDIN_REQUIRED, TOOL_METHOD, createToolServerCodec } from '@reactive-charms/juju/wire';
import type { ToolRequest, ToolServerCall, ToolServerCodec } from '@reactive-charms/juju/wire';
import { RunKilledError } from '../tool-context.ts';
import type { ToolAnswer } from '../tool-context.ts';
import { BadRequestError } from '../tools/index.ts';

/** A call that the server hands on: its context is the right one, its directory is absolute. */
export interface ToolRun {
  readonly tool: string;
  readonly args: readonly string[];
  /** The caller's working directory, as the caller names it. */
  readonly directory: string;
  /** Absent until the tool has asked for it. */
  readonly stdin?: Buffer;
}

/** One hook context that tools are called in. */
export interface ServedContext {
  /** The only context that calls are taken for. */
  readonly contextId: string;
  /** Runs one tool; the server never runs two at a time. A RunKilledError gets no answer. */
  readonly runTool: (call: ToolRun) => Promise<ToolAnswer>;
}

/** Answers the connections of one hook context. */
export interface ToolService {
  accept(socket: Socket): void;
  /** Waits for the call that is running, and drops all connections. */
  close(): Promise<void>;
}

/** Makes the service of a context; calls run one after the other, whatever connection they come by. */
export function createToolService(context: ServedContext): ToolService {
  const connections = new Set<Socket>();
  const runNext = createQueue();
  return {
    accept: (socket) => {
      connections.add(socket);
      socket.on('close', () => connections.delete(socket));
      serveConnection(socket, (call, codec) => runNext(() => reply(context, { call, codec })));
    },
    close: async () => {
      await runNext(async () => undefined);
      for (const socket of connections) socket.destroySoon();
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
  context: ServedContext,
  { call, codec }: { readonly call: ToolServerCall; readonly codec: ToolServerCodec },
): Promise<Buffer> {
  const fault = findFault(call, context.contextId);
  if (fault !== undefined) return codec.refuse(call, fault);
  try {
    const answer = await context.runTool(toRun(call.request));
    if (answer.needsStdin === true) return codec.refuse(call, STDIN_REQUIRED);
    const { code, stdout, stderr } = answer;
    return codec.answer(call, { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) });
  } catch (error) {
    if (error instanceof RunKilledError) throw error;
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
