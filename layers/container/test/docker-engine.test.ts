import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerEngine } from '../lib/docker-engine.ts';
import { EngineError, EngineUnreachable } from '../lib/engine.ts';
import type { Engine } from '../lib/engine.ts';
import { containerBody } from '../lib/service-spec.ts';

interface Seen {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder: string;
let server: Server;
let seen: Seen[];
/** Answers by `METHOD path-without-query`. */
let answers: Record<string, (response: ServerResponse) => void>;
let engine: Engine;

const json =
  (statusCode: number, value: unknown) =>
  (response: ServerResponse): void => {
    response.writeHead(statusCode, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
  seen = [];
  answers = { 'GET /version': json(200, { ApiVersion: '1.54', MinAPIVersion: '1.44' }) };
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      seen.push({ line, headers: request.headers, body });
      const answer = answers[line.split('?')[0] ?? ''] ?? json(404, { message: `no ${line}` });
      answer(response);
    });
  });
  const path = join(folder, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  engine = createDockerEngine(() => ({ kind: 'socket', text: `unix://${path}`, path }));
});

afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  await rm(folder, { recursive: true });
});

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('createDockerEngine', () => {
  it('agrees with the engine on a version once, and speaks it', async () => {
    answers['GET /v1.44/containers/json'] = json(200, []);
    await engine.ping();
    await engine.listContainers({ a: 'b' });
    await engine.listContainers({ a: 'b' });
    const list = `GET /v1.44/containers/json?all=true&filters=${encodeURIComponent('{"label":["a=b"]}')}`;
    expect(seen.map(({ line }) => line)).toEqual(['GET /version', list, list]);
  });

  it('C10 sends variables in the body of a request only', async () => {
    answers['POST /v1.44/containers/create'] = json(201, { Id: 'c1' });
    const service = { name: 'web', image: 'web:1', environment: { PASSWORD: 'planted-secret' } };
    const body = containerBody({ project: 'shop', services: [service] }, service);
    expect(await engine.createContainer({ name: 'shop_web_1', body })).toBe('c1');
    const request = seen.at(-1);
    expect(request?.line).toBe('POST /v1.44/containers/create?name=shop_web_1');
    expect(JSON.parse(request?.body ?? '')).toEqual(body);
    expect(JSON.stringify(request?.headers)).not.toContain('planted-secret');
  });

  it('C10 sends credentials in a header, in the form that engines read', async () => {
    answers['POST /v1.44/images/create'] = (response) => response.end('{"status":"done"}\n');
    await engine.pullImage('r.example/app:1', { user: 'ann', password: '??>>~~é' });
    const request = seen.at(-1);
    expect(request?.line).toBe('POST /v1.44/images/create?fromImage=r.example%2Fapp&tag=1');
    expect(request?.body).toBe('');
    const header = String(request?.headers['x-registry-auth']);
    expect(header).toMatch(/^[\w-]+=*$/);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))).toEqual({
      username: 'ann',
      password: '??>>~~é',
      serveraddress: 'r.example',
    });
  });

  it('pulls by digest without a tag', async () => {
    answers['POST /v1.44/images/create'] = (response) => response.end();
    await engine.pullImage(`app@sha256:${'a'.repeat(64)}`);
    expect(seen.at(-1)?.line).toBe(
      `POST /v1.44/images/create?fromImage=${encodeURIComponent(`app@sha256:${'a'.repeat(64)}`)}`,
    );
  });

  it('finds the error within the progress of a pull', async () => {
    answers['POST /v1.44/images/create'] = (response) =>
      response.end('{"status":"Pulling"}\r\n{"errorDetail":{},"error":"manifest unknown"}\r\n');
    const failure = await failureOf(engine.pullImage('app:1'));
    expect(failure).toEqual(new EngineError('pulling image app:1', 'manifest unknown', 0));
  });

  it('gives the words of an engine that refuses a pull at once', async () => {
    answers['POST /v1.44/images/create'] = json(500, { message: 'registry - not found' });
    const failure = await failureOf(engine.pullImage('app:1'));
    expect(failure).toEqual(new EngineError('pulling image app:1', 'registry - not found', 500));
  });

  it('fails when the progress of a pull breaks off', async () => {
    answers['POST /v1.44/images/create'] = (response) => {
      response.write('{"status":"Pulling"}\r\n', () => response.destroy());
    };
    await expect(engine.pullImage('app:1')).rejects.toThrow('pulling image app:1 failed: aborted');
  });

  it('names what failed, with the words of the engine', async () => {
    answers['POST /v1.44/containers/c1/start'] = json(500, { message: 'disk full' });
    const failure = await failureOf(engine.startContainer('c1'));
    expect(failure).toBeInstanceOf(EngineError);
    expect(failure).toMatchObject({
      statusCode: 500,
      message: 'starting container c1 failed: disk full',
    });
  });

  it('takes it as done when a container is gone already', async () => {
    await engine.removeContainer('c1');
    await engine.stopContainer('c1', 3);
    answers['POST /v1.44/containers/c1/kill'] = json(409, { message: 'not running' });
    await engine.signalContainer('c1', 'SIGQUIT');
    expect(await engine.inspectContainer('c1')).toBeUndefined();
    expect(await engine.inspectImage('app:1')).toBeUndefined();
    expect(seen.map(({ line }) => line)).toEqual([
      'GET /version',
      'DELETE /v1.44/containers/c1?force=true&v=true',
      'POST /v1.44/containers/c1/stop?t=3',
      'POST /v1.44/containers/c1/kill?signal=SIGQUIT',
      'GET /v1.44/containers/c1/json',
      'GET /v1.44/images/app:1/json',
    ]);
  });

  it('finds the ids behind references, written short or long', async () => {
    answers['GET /v1.44/images/json'] = json(200, [
      { Id: 'sha256:1', RepoTags: ['busybox:latest', 'r.example/app:1'] },
      { Id: 'sha256:2', RepoTags: null },
    ]);
    const wanted = ['docker.io/library/busybox', 'r.example/app:1', 'missing:1'];
    expect(await engine.imageIds(wanted)).toEqual(
      new Map([
        ['docker.io/library/busybox', 'sha256:1'],
        ['r.example/app:1', 'sha256:1'],
      ]),
    );
  });

  it('refuses a reference that would change the request', async () => {
    await expect(engine.inspectImage('app?x=1')).rejects.toThrow(
      "'app?x=1' failed: it is malformed",
    );
    expect(seen).toEqual([]);
  });

  it('says which part of an answer is not as expected', async () => {
    answers['GET /v1.44/containers/json'] = json(200, [{ Id: 'c1', Names: ['/a'], State: 'odd' }]);
    await expect(engine.listContainers({})).rejects.toThrow(
      `the engine's answer has "odd" at State instead of one of created, running`,
    );
  });

  it('reads letters that arrive in two parts', async () => {
    answers['GET /v1.44/images/app:1/json'] = (response) => {
      const text = Buffer.from(JSON.stringify({ Id: 'i', Config: { Labels: { name: 'é' } } }));
      const half = text.indexOf(Buffer.from('é')) + 1;
      response.write(text.subarray(0, half), () => {
        setTimeout(() => response.end(text.subarray(half)), 20);
      });
    };
    expect(await engine.inspectImage('app:1')).toEqual({ id: 'i', labels: { name: 'é' } });
  });

  it('leaves no warning behind after many calls', async () => {
    const warnings: Error[] = [];
    const record = (warning: Error): void => void warnings.push(warning);
    process.on('warning', record);
    answers['GET /v1.44/containers/json'] = json(200, []);
    for (let call = 0; call < 15; call += 1) await engine.listContainers({});
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', record);
    expect(warnings).toEqual([]);
  });

  it('is unreachable without a socket, and found again when there is one', async () => {
    const path = join(folder, 'later.sock');
    const later = createDockerEngine(() => ({ kind: 'socket', text: `unix://${path}`, path }));
    const failure = await failureOf(later.ping());
    expect(failure).toBeInstanceOf(EngineUnreachable);
    expect(failure).toMatchObject({
      address: `unix://${path}`,
      message: `container engine does not answer at unix://${path}: there is no such socket`,
    });
    const second = createServer((_request, response) => answers['GET /version']?.(response));
    await new Promise<void>((resolve) => second.listen(path, resolve));
    await later.ping();
    await new Promise((resolve) => second.close(resolve));
  });

  it('is unreachable when it closes the connection', async () => {
    await engine.ping();
    answers['GET /v1.44/containers/json'] = (response) => response.destroy();
    expect(await failureOf(engine.listContainers({}))).toBeInstanceOf(EngineUnreachable);
  });
});
