import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerEngine, SocketService } from '../../src/docker/index.ts';
import { connect } from './engine-client.ts';
import type { Answer, EngineClient } from './engine-client.ts';

/** What the suite needs of an engine. */
export interface EngineUnderTest {
  /** Opens the engine for a model whose folder is given. */
  readonly open: (directory: string) => Promise<ContainerEngine>;
  /** An image that is there or can be pulled, and whose program stays. */
  readonly image: string;
  /** Makes the image be there. */
  readonly prepare: (client: EngineClient) => Promise<void>;
}

/** What every container engine of a model has to do, whichever serves. */
export function describeEngine(name: string, given: EngineUnderTest): void {
  describe(name, () => {
    let directory: string;
    let engine: ContainerEngine;
    let sockets: SocketService[];
    let client: EngineClient;
    let other: EngineClient;

    const root = (machine: string, inside = ''): string =>
      join(directory, 'machines', machine, 'root', inside);
    const serve = async (id: string): Promise<EngineClient> => {
      const deep = join('d'.repeat(60), 'e'.repeat(60), 'run/docker.sock');
      const socket = await engine.serveMachine({
        id,
        socketPath: root(id, deep),
        hostPath: (inside) => root(id, inside),
      });
      sockets.push(socket);
      return connect(socket.address);
    };
    const create = (container: string, body: object = {}): Promise<Answer> =>
      client.ask('POST', '/v1.41/containers/create', {
        query: { name: container },
        body: { Image: given.image, HostConfig: { NetworkMode: 'host' }, ...body },
      });
    const run = async (container: string, body: object = {}): Promise<void> => {
      expect(await create(container, body)).toMatchObject({ status: 201 });
      expect(await client.ask('POST', `/containers/${container}/start`)).toMatchObject({
        status: 204,
      });
    };
    const list = (query: object = { all: true }, from: EngineClient = client): Promise<string[]> =>
      from
        .ask('GET', '/containers/json', { query: { ...query } })
        .then(({ value }) => namesIn(value));

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'model-'));
      await mkdir(root('0'), { recursive: true });
      await mkdir(root('1'), { recursive: true });
      engine = await given.open(directory);
      sockets = [];
      client = await serve('0');
      other = await serve('1');
      await given.prepare(client);
    });

    afterEach(async () => {
      for (const socket of sockets) await socket.close();
      await engine.removeAll();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    });

    it('gives a sign of life and says which versions of the API it speaks', async () => {
      expect(await client.ask('GET', '/_ping')).toMatchObject({ status: 200, text: 'OK' });
      expect(await client.ask('GET', '/version')).toMatchObject({
        status: 200,
        value: { ApiVersion: expect.stringMatching(/^1\.\d+$/) },
      });
      expect(await client.ask('GET', '/info')).toMatchObject({ status: 200 });
    });

    it('knows an image that is there, and says so of one that is not', async () => {
      expect(await client.ask('GET', `/v1.41/images/${given.image}/json`)).toMatchObject({
        status: 200,
        value: { Id: expect.stringMatching(/^sha256:/), RepoTags: [given.image] },
      });
      expect(await client.ask('GET', '/images/example/missing:1/json')).toMatchObject({
        status: 404,
        value: { message: expect.stringMatching(/No such image: example\/missing:1$/) },
      });
      const query = { filters: { reference: [given.image, 'example/missing:1'] } };
      expect(await client.ask('GET', '/images/json', { query })).toMatchObject({
        value: [{ RepoTags: [given.image] }],
      });
    });

    it('creates, starts, stops and removes', async () => {
      await run('web');
      expect(await client.ask('POST', '/containers/web/start')).toMatchObject({ status: 304 });
      expect(await stateOf(client, 'web')).toMatchObject({ Status: 'running', Running: true });
      const stop = { query: { t: 0 } };
      expect(await client.ask('POST', '/containers/web/stop', stop)).toMatchObject({ status: 204 });
      expect(await client.ask('POST', '/containers/web/stop', stop)).toMatchObject({ status: 304 });
      expect(await stateOf(client, 'web')).toMatchObject({ Status: 'exited', Running: false });
      expect(await client.ask('POST', '/containers/web/restart')).toMatchObject({ status: 204 });
      const refused = await client.ask('DELETE', '/containers/web');
      expect(refused).toMatchObject({ status: 409 });
      expect(messageOf(refused)).toMatch(/^You cannot remove a running container/);
      const force = { query: { force: true, v: true } };
      expect(await client.ask('DELETE', '/containers/web', force)).toMatchObject({ status: 204 });
      expect(await client.ask('DELETE', '/containers/web', force)).toEqual(missing('web'));
    });

    it('ends a container by a signal, and tells those who wait', async () => {
      await run('web');
      const waiting = client.ask('POST', '/containers/web/wait');
      const kill = { query: { signal: 'SIGKILL' } };
      expect(await client.ask('POST', '/containers/web/kill', kill)).toMatchObject({ status: 204 });
      expect(await waiting).toMatchObject({ status: 200, value: { StatusCode: 137 } });
      const again = await client.ask('POST', '/containers/web/kill', kill);
      expect(again.status).toBe(409);
      expect(messageOf(again)).toMatch(/^Cannot kill container: .* is not running$/);
    });

    it('answers about a container what was asked for', async () => {
      const binds = ['/etc/shop:/etc/shop:rw', '/usr/bin:/host/usr/bin:rw'];
      await create('files', { HostConfig: { NetworkMode: 'host', Binds: binds } });
      await create('web', {
        Env: ['PASSWORD=a#b "c"'],
        Labels: { team: 'shop' },
        HostConfig: {
          NetworkMode: 'host',
          PidMode: 'host',
          Privileged: true,
          VolumesFrom: ['files'],
          RestartPolicy: { Name: 'always' },
          LogConfig: { Type: 'json-file', Config: { 'max-file': '5' } },
        },
      });
      expect((await client.ask('GET', '/containers/web/json')).value).toMatchObject({
        Name: '/web',
        Config: {
          Image: given.image,
          Env: expect.arrayContaining(['PASSWORD=a#b "c"']),
          Labels: { team: 'shop' },
        },
        HostConfig: {
          Binds: null,
          NetworkMode: 'host',
          PidMode: 'host',
          Privileged: true,
          VolumesFrom: ['files'],
          RestartPolicy: { Name: 'always' },
          LogConfig: { Type: 'json-file', Config: { 'max-file': '5' } },
        },
        State: { Status: 'created' },
      });
      const files = (await client.ask('GET', '/containers/files/json')).value;
      expect(files).toMatchObject({ HostConfig: { Binds: binds } });
      expect(JSON.stringify(files)).not.toContain(directory);
    });

    it('lists containers with their image, labels and state', async () => {
      const labels = { 'com.docker.compose.project': 'shop', odd: 'a=b' };
      await create('web', { Labels: labels });
      await run('db');
      const { value } = await client.ask('GET', '/containers/json', { query: { all: true } });
      const image = await client.ask('GET', `/images/${given.image}/json`);
      expect(value).toMatchObject([
        { Names: ['/db'], State: 'running', Status: expect.stringMatching(/^Up /) },
        { Names: ['/web'], State: 'created', Status: 'Created', Image: given.image },
      ]);
      expect(value).toMatchObject([{}, { ImageID: Object(image.value).Id, Labels: labels }]);
    });

    it('filters lists', async () => {
      await create('web', { Labels: { project: 'shop', odd: 'a=b' } });
      await create('webber', { Labels: { project: 'shop' } });
      await run('db');
      expect(await list({})).toEqual(['db']);
      const filtered = (filters: object): Promise<string[]> => list({ all: true, filters });
      expect(await filtered({ label: ['project=shop'] })).toEqual(['webber', 'web']);
      expect(await filtered({ label: ['project=shop', 'odd=a=b'] })).toEqual(['web']);
      expect(await filtered({ label: { project: true } })).toEqual(['webber', 'web']);
      expect(await filtered({ label: ['project=other'] })).toEqual([]);
      expect(await filtered({ name: ['web'] })).toEqual(['webber', 'web']);
      expect(await filtered({ name: ['^/web$'] })).toEqual(['web']);
      expect(await filtered({ status: ['created'] })).toEqual(['webber', 'web']);
      expect(await list({ all: true, limit: 1, filters: { name: ['web'] } })).toEqual(['webber']);
    });

    it('refuses a name in use, a malformed name, and an image that is not there', async () => {
      await create('web');
      const conflict = await create('web');
      expect(conflict.status).toBe(409);
      expect(messageOf(conflict)).toMatch(
        /^Conflict\. The container name "\/web" is already in use by container "[0-9a-f]{64}"/,
      );
      expect(await create('a b')).toMatchObject({ status: 400 });
      expect(await create('db', { Image: 'example/missing:1' })).toEqual({
        ...missing('db'),
        text: expect.any(String),
        value: { message: 'No such image: example/missing:1' },
      });
    });

    it('refuses what concerns a container that is not there', async () => {
      for (const [method, path] of [
        ['GET', '/containers/nope/json'],
        ['POST', '/containers/nope/start'],
        ['POST', '/containers/nope/stop'],
        ['POST', '/containers/nope/kill'],
        ['POST', '/containers/nope/wait'],
        ['GET', '/v1.41/containers/nope/logs?stdout=1'],
      ] as const) {
        expect([path, await client.ask(method, path)]).toEqual([path, missing('nope')]);
      }
      const from = { HostConfig: { NetworkMode: 'host', VolumesFrom: ['nope'] } };
      expect(await create('web', from)).toMatchObject({
        value: { message: 'No such container: nope' },
      });
      expect(await client.ask('GET', '/nothing')).toMatchObject({ status: 404 });
    });

    it('gives a container another name', async () => {
      await create('web');
      await create('db');
      const to = (name: string): Promise<Answer> =>
        client.ask('POST', '/containers/web/rename', { query: { name } });
      expect(await to('db')).toMatchObject({ status: 409 });
      expect(await to('shop')).toMatchObject({ status: 204 });
      expect(await list()).toEqual(['db', 'shop']);
    });

    it('finds a container by the beginning of its id', async () => {
      const id = String(Object((await create('web')).value).Id);
      for (const reference of [id, id.slice(0, 12), '/web'.slice(1)]) {
        const { value } = await client.ask('GET', `/containers/${reference}/json`);
        expect(value).toMatchObject({ Id: id, Name: '/web' });
      }
    });

    it('keeps machines apart', async () => {
      await run('web');
      const id = String(Object((await client.ask('GET', '/containers/web/json')).value).Id);
      expect(await list({ all: true }, other)).toEqual([]);
      expect(await other.ask('GET', '/containers/web/json')).toEqual(missing('web'));
      expect(await other.ask('GET', `/containers/${id}/json`)).toEqual(missing(id));
      expect(await other.ask('DELETE', `/containers/${id}?force=1`)).toEqual(missing(id));
      const query = { name: 'web' };
      const body = { Image: given.image, HostConfig: { NetworkMode: 'host' } };
      const second = await other.ask('POST', '/containers/create', { query, body });
      expect(second).toMatchObject({ status: 201 });
      expect(await list({ all: true }, other)).toEqual(['web']);
    });

    it('shows containers the folders of their machine, and makes those that are missing', async () => {
      await mkdir(root('0', 'etc'), { recursive: true });
      await writeFile(root('0', 'etc/timezone'), 'Etc/UTC\n');
      const Binds = [
        '/etc/timezone:/etc/timezone',
        '/var/lib/shop:/var/lib/shop',
        '/usr/bin:/host/usr/bin',
      ];
      await run('web', { HostConfig: { NetworkMode: 'host', Binds } });
      expect(statSync(root('0', 'etc/timezone')).isFile()).toBe(true);
      expect(statSync(root('0', 'var/lib/shop')).isDirectory()).toBe(true);
      expect(statSync(root('0', 'usr/local/bin')).isDirectory()).toBe(true);
      expect(existsSync(root('0', 'usr/bin'))).toBe(false);
      expect(existsSync(root('1', 'var/lib/shop'))).toBe(false);
    });

    it('keeps containers when the model is closed and opened again', async () => {
      await run('web');
      for (const socket of sockets) await socket.close();
      await engine.close();
      engine = await given.open(directory);
      sockets = [];
      client = await serve('0');
      expect(await stateOf(client, 'web')).toMatchObject({ Status: 'running' });
    });

    it('removes the containers of a machine, and of the model', async () => {
      await run('web');
      const query = { name: 'web' };
      const body = { Image: given.image, HostConfig: { NetworkMode: 'host' } };
      await other.ask('POST', '/containers/create', { query, body });
      await engine.removeMachine('0');
      expect(await list()).toEqual([]);
      expect(await list({ all: true }, other)).toEqual(['web']);
      await engine.removeAll();
      expect(await list({ all: true }, other)).toEqual([]);
    });

    it('runs a program only in a container that runs', async () => {
      await create('web');
      const exec = { body: { Cmd: ['true'], AttachStdout: true } };
      const refused = await client.ask('POST', '/containers/web/exec', exec);
      expect(refused.status).toBe(409);
      expect(messageOf(refused)).toMatch(/is not running$/);
      await client.ask('POST', '/containers/web/start');
      const { status, value } = await client.ask('POST', '/containers/web/exec', exec);
      expect(status).toBe(201);
      const id = String(Object(value).Id);
      const start = { body: { Detach: false, Tty: false } };
      expect(await client.ask('POST', `/exec/${id}/start`, start)).toMatchObject({ status: 200 });
      expect(await client.ask('GET', `/exec/${id}/json`)).toMatchObject({
        value: { ID: id, Running: false, ExitCode: expect.any(Number) },
      });
    });

    it('leaves no socket behind', async () => {
      const paths = sockets.map(({ address }) => address.replace('unix://', ''));
      expect(paths.map((path) => existsSync(path))).toEqual([true, true]);
      for (const socket of sockets.splice(0)) await socket.close();
      expect(paths.map((path) => existsSync(path))).toEqual([false, false]);
    });
  });
}

function missing(name: string): Answer {
  const value = { message: `No such container: ${name}` };
  return { status: 404, text: `${JSON.stringify(value)}\n`, value };
}

function messageOf(answer: Answer): string {
  return String(Object(answer.value).message);
}

async function stateOf(client: EngineClient, name: string): Promise<unknown> {
  const { value } = await client.ask('GET', `/containers/${name}/json`);
  return Object(value).State;
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map((entry) => String(entry.Names[0]).slice(1)) : [];
}
