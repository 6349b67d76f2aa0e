import { closeSync, constants, openSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import type { ToolCall, ToolResult, ToolRunner } from './tool-call.ts';
import { createToolClientCodec } from './tool-client-codec.ts';
import type { ToolClientCodec, ToolReply } from './tool-client-codec.ts';
import { STDIN_REQUIRED } from './tool-messages.ts';

/** Where the agent listens and whom the calls are for. */
export interface RpcRunnerOptions {
  /** The path of the socket, from JUJU_AGENT_SOCKET_ADDRESS; a leading `@` means an abstract one. */
  readonly address: string;
  /** From JUJU_AGENT_SOCKET_NETWORK; only `unix` is spoken, anything else goes to the fallback. */
  readonly network: string;
  readonly contextId: string;
  /** Absolute; the tools read and write relative paths there. */
  readonly directory: string;
  /** Runs the calls that find nobody on the socket. */
  readonly fallback: ToolRunner;
  /** How long to wait for an answer; then the call fails, for it may have been run. @default 60 */
  readonly timeoutSeconds?: number;
}

/** Nobody answered on the socket, so the call was not run there. */
class UnreachableError extends Error {}

/**
 * Runs hook tools over the agent's socket, so that arguments never become a command line. A call
 * uses a connection of its own and closes it: an open one would keep the agent waiting.
 * Source: contract juju.md section 4.
 */
export function createRpcRunner(options: RpcRunnerOptions): ToolRunner {
  return async (call) => {
    if (options.network !== 'unix') return options.fallback(call);
    try {
      return await runOverSocket(options, call);
    } catch (error) {
      if (error instanceof UnreachableError) return options.fallback(call);
      throw error;
    }
  };
}

async function runOverSocket(options: RpcRunnerOptions, call: ToolCall): Promise<ToolResult> {
  const socket = openSocket(options.address);
  // Whoever waits for an answer hears of failures; at other times they concern nobody.
  socket.on('error', () => undefined);
  const codec = createToolClientCodec();
  const ask = (stdin: string | undefined): Promise<ToolReply> => {
    const { contextId, directory, timeoutSeconds = 60 } = options;
    const { tool, args } = call;
    const request = { contextId, directory, tool, args };
    const bytes = codec.call(stdin === undefined ? request : { ...request, stdin: encode(stdin) });
    return exchange({ socket, codec, bytes, timeoutSeconds });
  };
  try {
    let reply = await ask(call.stdin);
    if ('error' in reply && reply.error === STDIN_REQUIRED) reply = await ask(call.stdin ?? '');
    return toResult(reply);
  } finally {
    socket.destroy();
  }
}

// The same words and exit code as the tools themselves give for an error of the protocol.
function toResult(reply: ToolReply): ToolResult {
  if ('error' in reply) return { code: 1, stdout: '', stderr: `ERROR ${reply.error}\n` };
  const { code, stdout, stderr } = reply.response;
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

interface Exchange {
  readonly socket: Socket;
  readonly codec: ToolClientCodec;
  readonly bytes: Uint8Array;
  readonly timeoutSeconds: number;
}

function exchange({ socket, codec, bytes, timeoutSeconds }: Exchange): Promise<ToolReply> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown): void => {
      stop();
      reject(new UnreachableError(reason, { cause }));
    };
    const onError = (error: Error): void => fail('the socket failed', error);
    const onClose = (): void => fail('the connection was closed before the answer');
    const onData = (chunk: Buffer): void => {
      try {
        const [reply] = codec.push(chunk);
        if (reply === undefined) return;
        stop();
        resolve(reply);
      } catch (error) {
        fail('the socket speaks another protocol', error);
      }
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`the agent's socket gave no answer within ${timeoutSeconds} seconds`));
    }, timeoutSeconds * 1000);
    const stop = (): void => {
      clearTimeout(timer);
      socket.off('error', onError).off('close', onClose).off('data', onData);
    };
    socket.on('error', onError).on('close', onClose).on('data', onData);
    socket.write(bytes);
  });
}

/** The kernel takes socket paths of at most this many bytes. */
const LONGEST_PATH = 107;

function openSocket(address: string): Socket {
  if (address.startsWith('@')) return connect({ path: `\0${address.slice(1)}` });
  if (Buffer.byteLength(address) <= LONGEST_PATH) return connect({ path: address });
  // A longer path is reached through a descriptor of its folder.
  try {
    const folder = openSync(dirname(address), constants.O_RDONLY | constants.O_DIRECTORY);
    const socket = connect({ path: `/proc/self/fd/${folder}/${basename(address)}` });
    return socket.once('close', () => closeSync(folder));
  } catch (cause) {
    throw new UnreachableError('the folder of the socket is not there', { cause });
  }
}

function encode(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
