import { Agent, request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import type { EngineAddress } from '../engine-address.ts';
import { readAll } from '../http-exchange.ts';
import { objectOf, parseJson, reasonOf, textOf } from '../json.ts';

/** A request to the real Engine. */
export interface UpstreamRequest {
  readonly method: string;
  /** With version, if any, and query. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as a whole; a stream is the caller's to pipe. */
  readonly body?: Buffer;
}

/** An answer of the real Engine, read to its end. */
export interface UpstreamAnswer {
  readonly statusCode: number;
  readonly value: unknown;
}

/** The way to the real Engine. */
export interface Upstream {
  /** Makes a request from these parts, for callers that stream. */
  readonly options: (parts: UpstreamRequest) => RequestOptions;
  /** Sends a request and gives the answer as it comes. */
  send(parts: UpstreamRequest, body?: IncomingMessage): Promise<IncomingMessage>;
  /** Sends a request and reads the answer. */
  ask(parts: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): void;
}

/** Opens a way to the Engine; nothing is sent yet. */
export function openUpstream(address: EngineAddress): Upstream {
  // A connection kept for later would break when the Engine restarts, and is cheap to make anew.
  const agent = new Agent({ keepAlive: false });
  const options = (parts: UpstreamRequest): RequestOptions => ({
    ...('socketPath' in address
      ? { socketPath: address.socketPath }
      : { host: address.host, port: address.port }),
    method: parts.method,
    path: parts.path,
    headers: { Host: 'docker', ...parts.headers },
    agent,
  });
  const send: Upstream['send'] = (parts, body) =>
    new Promise((resolve, reject) => {
      const outgoing = request(options(parts), resolve);
      outgoing.on('error', reject);
      if (body === undefined) outgoing.end(parts.body);
      else body.pipe(outgoing);
    });
  return {
    options,
    send,
    ask: async (parts) => {
      const answer = await send(parts);
      const text = (await readAll(answer)).toString('utf8');
      return { statusCode: answer.statusCode ?? 0, value: parseJson(text) };
    },
    close: () => agent.destroy(),
  };
}

/**
 * Asks for a sign of life.
 * @returns undefined when the Engine answers, else why it does not, as a clause.
 */
export async function findSilence(
  upstream: Upstream,
  timeoutMilliseconds: number,
): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`nothing came within ${timeoutMilliseconds} ms`),
      timeoutMilliseconds,
    );
  });
  const answer = upstream.ask({ method: 'GET', path: '/_ping' }).then(
    ({ statusCode, value }) =>
      statusCode === 200 ? undefined : textOf(objectOf(value)['message']) || `status ${statusCode}`,
    (error: unknown) => reasonOf(error),
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
