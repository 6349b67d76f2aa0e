import { request } from 'node:http';

/** An answer of an engine. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  readonly value: unknown;
}

/** A client of one engine socket. */
export interface EngineClient {
  /** Asks, with a body in JSON if one is given; objects in the query are sent as JSON. */
  ask(
    method: string,
    path: string,
    more?: { readonly query?: Readonly<Record<string, unknown>>; readonly body?: unknown },
  ): Promise<Answer>;
}

/** Speaks to an engine without any library, so that the suite sees what is on the wire. */
export function connect(address: string): EngineClient {
  const socketPath = address.replace(/^unix:\/\//, '');
  return {
    ask: (method, path, more = {}) =>
      new Promise((resolve, reject) => {
        const body = more.body === undefined ? undefined : JSON.stringify(more.body);
        const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
        const target = `${path}${formatQuery(more.query ?? {})}`;
        const outgoing = request({ socketPath, method, path: target, headers }, (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk) => (text += chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text, value: parse(text) }),
          );
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
  };
}

function formatQuery(query: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(query).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}=${encodeURIComponent(text)}`;
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
