import { randomBytes } from 'node:crypto';
import { request as openRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { EngineRefusal, readAll, sendJson, serveExchanges } from '../http-exchange.ts';
import type { Exchange } from '../http-exchange.ts';
import { isObject, objectOf, parseJson, textOf, textsOf } from '../json.ts';
import { matchesName, readFilters } from '../list-filters.ts';
import type { MachineScope } from './machine-scope.ts';
import { labelsOf, rewriteAnswer } from './rewrite-answer.ts';
import { rewriteCreate } from './rewrite-create.ts';
import type { Upstream } from './upstream.ts';

/**
 * Makes the server of one machine's engine socket: requests go on to the real Engine, where the
 * machine's containers have a name and labels of their own; containers of others cannot be reached.
 */
export function createMachineProxy(upstream: Upstream, scope: MachineScope): Server {
  const proxy = new MachineProxy(upstream, scope);
  const server = serveExchanges((exchange) => proxy.serve(exchange));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    proxy.upgrade(request, { socket, head }).catch(() => socket.destroy());
  });
  return server;
}

class MachineProxy {
  readonly #upstream: Upstream;
  readonly #scope: MachineScope;
  /** Full ids of containers that were seen to belong to the machine. */
  readonly #own = new Set<string>();

  constructor(upstream: Upstream, scope: MachineScope) {
    this.#upstream = upstream;
    this.#scope = scope;
  }

  async serve(exchange: Exchange): Promise<void> {
    try {
      await this.#route(exchange);
    } catch (error) {
      if (error instanceof EngineRefusal) throw error;
      // The Engine went away: the client shall see a broken connection, as it would without the proxy.
      exchange.response.destroy();
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const { method, path } = exchange;
    if (/^\/\w+\/prune$/.test(path)) {
      throw new EngineRefusal(403, 'pruning is refused: this Engine is shared with others');
    }
    if (path === '/containers/json') return this.#list(exchange);
    if (path === '/containers/create') return this.#create(exchange);
    if (path === '/events') return this.#forward(exchange, path, this.#withScope(exchange.query));
    const container = /^\/containers\/([^/]+)(\/.*)?$/.exec(path);
    if (container === null) return this.#forward(exchange, path, exchange.query);
    const reference = await this.#resolve(container[1] ?? '');
    const rest = container[2] ?? '';
    const target = `/containers/${reference}${rest}`;
    if (rest === '/json') return this.#ask(exchange, { path: target, query: exchange.query });
    if (rest === '/rename') {
      return this.#ask(exchange, { path: target, query: this.#withPrefixedName(exchange.query) });
    }
    await this.#forward(exchange, target, exchange.query);
    if (method === 'DELETE') this.#own.delete(reference);
  }

  /** Passes a connection through that leaves HTTP, as `exec` and `attach` do. */
  async upgrade(
    request: IncomingMessage,
    client: { readonly socket: Duplex; readonly head: Buffer },
  ): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine');
    const container = /^((?:\/v[\d.]+)?\/containers\/)([^/]+)(\/.*)$/.exec(url.pathname);
    const [, start = '', reference = '', rest = ''] = container ?? [];
    const path =
      container === null ? url.pathname : `${start}${await this.#resolve(reference)}${rest}`;
    const { headers, method = 'POST' } = request;
    const options = this.#upstream.options({ method, path: `${path}${url.search}`, headers });
    const outgoing = openRequest({ ...options, agent: false });
    const { socket, head } = client;
    outgoing.on('upgrade', (answer, engine: Duplex, first: Buffer) => {
      socket.write(formatHead(answer));
      socket.write(first);
      engine.write(head);
      engine.pipe(socket);
      socket.pipe(engine);
      engine.on('error', () => socket.destroy());
      socket.on('error', () => engine.destroy());
    });
    outgoing.on('response', (answer) => {
      socket.write(formatHead(answer));
      answer.pipe(socket);
    });
    outgoing.on('error', () => socket.destroy());
    const length = Number(headers['content-length'] ?? '0');
    outgoing.end(length === 0 ? undefined : await readBytes({ socket, head }, length));
  }

  async #list(exchange: Exchange): Promise<void> {
    const query = this.#withScope(exchange.query);
    // The Engine knows other names than the machine, so names are looked at here.
    const patterns = readFilters(exchange.query.get('filters'))['name'];
    const limit = Number(query.get('limit') ?? '0');
    if (patterns !== undefined) query.delete('limit');
    const answer = await this.#upstream.ask({
      method: 'GET',
      path: pathOf(exchange, exchange.path, query),
    });
    const rewritten = rewriteAnswer(answer.value, this.#scope);
    if (patterns === undefined || !Array.isArray(rewritten)) {
      return sendJson(exchange.response, answer.statusCode, rewritten ?? {});
    }
    const found = rewritten.filter((entry) =>
      textsOf(objectOf(entry)['Names']).some((name) => matchesName(name.slice(1), patterns)),
    );
    sendJson(exchange.response, answer.statusCode, limit > 0 ? found.slice(0, limit) : found);
  }

  async #create(exchange: Exchange): Promise<void> {
    const body = parseJson((await readAll(exchange.request)).toString('utf8'));
    if (!isObject(body)) throw new EngineRefusal(400, 'the body of the request is no JSON object');
    const rewritten = await rewriteCreate(body, this.#scope, (reference) =>
      this.#resolve(reference),
    );
    const query = this.#withPrefixedName(exchange.query);
    await this.#ask(exchange, { path: exchange.path, query, body: rewritten });
  }

  /** Sends a request, and its answer back as it looks in the machine. */
  async #ask(
    exchange: Exchange,
    parts: { readonly path: string; readonly query: URLSearchParams; readonly body?: unknown },
  ): Promise<void> {
    const body = parts.body === undefined ? undefined : Buffer.from(JSON.stringify(parts.body));
    const answer = await this.#upstream.ask({
      method: exchange.method,
      path: pathOf(exchange, parts.path, parts.query),
      ...(body === undefined
        ? {}
        : { body, headers: { 'Content-Type': 'application/json', 'Content-Length': body.length } }),
    });
    const rewritten =
      answer.value === undefined ? undefined : rewriteAnswer(answer.value, this.#scope);
    sendJson(exchange.response, answer.statusCode, rewritten);
  }

  /** Passes a request and its answer through as they come; errors get the machine's names. */
  async #forward(exchange: Exchange, path: string, query: URLSearchParams): Promise<void> {
    const { request, response, method } = exchange;
    const parts = {
      method,
      path: pathOf(exchange, path, query),
      headers: endToEnd(request.headers),
    };
    const answer = await this.#upstream.send(parts, request);
    if ((answer.statusCode ?? 0) >= 400) {
      const value = parseJson((await readAll(answer)).toString('utf8'));
      return sendJson(response, answer.statusCode ?? 500, rewriteAnswer(value, this.#scope) ?? {});
    }
    response.writeHead(answer.statusCode ?? 200, endToEnd(answer.headers));
    response.flushHeaders();
    response.on('close', () => answer.destroy());
    answer.pipe(response);
    await new Promise((resolve) => response.on('close', resolve));
  }

  /**
   * What one of the machine's containers is called in the Engine.
   * @throws EngineRefusal (404) when the machine has no such container.
   */
  async #resolve(reference: string): Promise<string> {
    const name = reference.replace(/^\//, '');
    if (this.#own.has(name)) return name;
    for (const candidate of [`${this.#scope.prefix}${name}`, name]) {
      const { statusCode, value } = await this.#upstream.ask({
        method: 'GET',
        path: `/containers/${encodeURIComponent(candidate)}/json`,
      });
      const container = objectOf(value);
      if (statusCode !== 200 || !this.#isOwn(labelsOf(container))) continue;
      if (textOf(container['Id']) === candidate) this.#own.add(candidate);
      return candidate;
    }
    throw new EngineRefusal(404, `No such container: ${name}`);
  }

  #isOwn(labels: Readonly<Record<string, unknown>>): boolean {
    return Object.entries(this.#scope.labels).every(([name, value]) => labels[name] === value);
  }

  #withScope(query: URLSearchParams): URLSearchParams {
    const { name: _byName, ...filters } = readFilters(query.get('filters'));
    const own = Object.entries(this.#scope.labels).map(([name, value]) => `${name}=${value}`);
    const scoped = new URLSearchParams(query);
    scoped.set(
      'filters',
      JSON.stringify({ ...filters, label: [...(filters['label'] ?? []), ...own] }),
    );
    return scoped;
  }

  #withPrefixedName(query: URLSearchParams): URLSearchParams {
    const named = new URLSearchParams(query);
    const name = (query.get('name') ?? '').replace(/^\//, '');
    const chosen = name === '' ? `container_${randomBytes(6).toString('hex')}` : name;
    named.set('name', `${this.#scope.prefix}${chosen}`);
    return named;
  }
}

function pathOf(exchange: Exchange, path: string, query: URLSearchParams): string {
  const version = exchange.version === undefined ? '' : `/v${exchange.version}`;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${version}${encoded}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

/** Headers that hold for both legs of the way, not for one connection. */
function endToEnd(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const { connection: _own, host: _name, 'keep-alive': _alive, ...rest } = headers;
  return rest;
}

function formatHead(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Reads the body of a request that leaves HTTP, which the server does not read. */
async function readBytes(
  client: { readonly socket: Duplex; readonly head: Buffer },
  length: number,
): Promise<Buffer> {
  let bytes = client.head;
  while (bytes.length < length) {
    const chunk: unknown = await new Promise((resolve) => client.socket.once('data', resolve));
    if (!Buffer.isBuffer(chunk)) break;
    bytes = Buffer.concat([bytes, chunk]);
  }
  return bytes;
}
