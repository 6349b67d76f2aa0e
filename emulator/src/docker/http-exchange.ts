import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { reasonOf } from './json.ts';

/** One request to an engine and the way to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Version of the API that the client asked for, for example `1.41`; undefined when it did not say. */
  readonly version: string | undefined;
  /** The path without the version. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** An answer that says no, with the message that clients show. */
export class EngineRefusal extends Error {
  readonly statusCode: number;

  /** @param statusCode HTTP status. @param message one sentence in the engine's words. */
  constructor(statusCode: number, message: string) {
    super(message);
    this.name = 'EngineRefusal';
    this.statusCode = statusCode;
  }
}

/** Makes a server; what a handler throws, the client gets as an answer. */
export function serveExchanges(handle: (exchange: Exchange) => Promise<void>): Server {
  return createServer((request, response) => {
    const serve = async (): Promise<void> => handle(openExchange(request, response));
    serve().catch((error: unknown) => sendError(response, error));
  });
}

/** Reads a request's address. */
export function openExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const url = new URL(request.url ?? '/', 'http://engine');
  const versioned = /^\/v(\d+\.\d+)(\/.*)$/.exec(url.pathname);
  return {
    request,
    response,
    method: request.method ?? 'GET',
    version: versioned?.[1],
    path: decodeURIComponent(versioned?.[2] ?? url.pathname),
    query: url.searchParams,
  };
}

/** Reads a request or an answer to its end. */
export async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Answers with JSON; a status without content takes no value. */
export function sendJson(response: ServerResponse, statusCode: number, value?: unknown): void {
  if (value === undefined) {
    response.writeHead(statusCode).end();
    return;
  }
  const text = `${JSON.stringify(value)}\n`;
  response
    .writeHead(statusCode, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    })
    .end(text);
}

/** Answers with an error: a refusal as it says, anything else as a fault of the server. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const statusCode = error instanceof EngineRefusal ? error.statusCode : 500;
  sendJson(response, statusCode, {
    message: reasonOf(error),
  });
}

/** Answers a client that asks to leave HTTP, by saying that the engine now speaks plainly. */
export function sendSwitch(socket: Duplex): void {
  socket.write(
    'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n' +
      'Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
  );
}

/** Frames output as the engine does for containers without a terminal. */
export function frameOutput(stream: 'stdout' | 'stderr', text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  const header = Buffer.alloc(8);
  header.writeUInt8(stream === 'stdout' ? 1 : 2, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}
