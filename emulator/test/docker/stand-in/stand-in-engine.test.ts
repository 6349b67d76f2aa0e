import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import { openContainerEngine } from '../../../src/docker/index.ts';
import type { ContainerEngine, SocketService } from '../../../src/docker/index.ts';
import { connect } from '../engine-client.ts';
import type { EngineClient } from '../engine-client.ts';

let directory: string;
let engine: ContainerEngine;
let socket: SocketService;
let client: EngineClient;

const inDirectory = (path: string): string => join(directory, path);
const root = (inside: string): string => join(directory, 'root', inside);

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(inDirectory(path)), { recursive: true });
  await writeFile(inDirectory(path), text);
}

async function open(): Promise<void> {
  engine = await openContainerEngine({
    way: 'stand-in',
    directory: inDirectory('.juju-local'),
    images: inDirectory('images'),
    modelUuid: 'model',
  });
  socket = await engine.serveMachine({
    id: '0',
    socketPath: root('run/docker.sock'),
    hostPath: root,
  });
  client = connect(socket.address);
}

async function run(name: string, image: string, hostConfig: object = {}): Promise<void> {
  const [fromImage, tag] = image.split(':');
  await client.ask('POST', '/images/create', { query: { fromImage, tag } });
  await client.ask('POST', '/containers/create', {
    query: { name },
    body: { Image: image, Env: ['PASSWORD=planted-secret'], HostConfig: hostConfig },
  });
  const { status, text } = await client.ask('POST', `/containers/${name}/start`);
  expect([status, text]).toEqual([204, '']);
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stand-in-'));
  await mkdir(root(''), { recursive: true });
  await open();
});

afterEach(async () => {
  await socket.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the image catalogue', () => {
  it('gives an image its labels, and another id when its file changes', async () => {
    await write('images/app/image.yaml', 'labels: {version: "1.10", build: 7}\n');
    const query = { fromImage: 'registry.example:5000/corp/app', tag: '1' };
    const inspect = () => client.ask('GET', '/images/registry.example:5000/corp/app:1/json');
    await client.ask('POST', '/images/create', { query });
    const first = (await inspect()).value;
    expect(first).toMatchObject({ Config: { Labels: { version: '1.10', build: '7' } } });
    await write('images/app/image.yaml', 'labels: {version: "1.11"}\n');
    expect((await inspect()).value).toEqual(first);
    await client.ask('POST', '/images/create', { query });
    const second = (await inspect()).value;
    expect(second).toMatchObject({ Config: { Labels: { version: '1.11' } } });
    expect(Object(second).Id).not.toBe(Object(first).Id);
  });

  it('lets an image do its work once, through the binds of its container', async () => {
    await write(
      'images/init/image.yaml',
      'run: exit\nwrites:\n  - {from: tool.sh, to: /host/bin/tool, mode: "0755"}\n' +
        '  - {from: tool.sh, to: /inside/only, mode: "0644"}\n',
    );
    await write('images/init/tool.sh', '#!/bin/sh\necho done\n');
    await run('init', 'corp/init:1', { Binds: ['/usr/bin:/host/bin', '/etc/app:/etc/app'] });
    expect(readFileSync(root('usr/local/bin/tool'), 'utf8')).toBe('#!/bin/sh\necho done\n');
    expect(statSync(root('usr/local/bin/tool')).mode & 0o777).toBe(0o755);
    expect(existsSync(root('inside'))).toBe(false);
    expect((await client.ask('GET', '/containers/init/json')).value).toMatchObject({
      State: { Status: 'exited', Running: false, ExitCode: 0 },
    });
    expect((await client.ask('POST', '/containers/init/wait')).value).toEqual({ StatusCode: 0 });
  });

  it('writes through the volumes of another container, only while it runs if so told', async () => {
    await write(
      'images/web/image.yaml',
      'run: stay\nwrites:\n  - {from: page, to: /data/page, while: running}\n' +
        '  - {from: page, to: /data/kept, while: always}\n',
    );
    await write('images/web/page', 'hello');
    await run('files', 'corp/files:1', { Binds: ['/srv/shop:/data'] });
    await run('web', 'corp/web:1', { VolumesFrom: ['files'] });
    expect(readFileSync(root('srv/shop/page'), 'utf8')).toBe('hello');
    await client.ask('POST', '/containers/web/kill', { query: { signal: 'SIGQUIT' } });
    expect(existsSync(root('srv/shop/page'))).toBe(false);
    expect(existsSync(root('srv/shop/kept'))).toBe(true);
    await client.ask('POST', '/containers/web/start');
    expect(existsSync(root('srv/shop/page'))).toBe(true);
    await engine.removeMachine('0');
    expect(existsSync(root('srv/shop/page'))).toBe(false);
  });

  it('replaces a link instead of writing through it', async () => {
    await write('images/web/image.yaml', 'writes: [{from: page, to: /data/page}]\n');
    await write('images/web/page', 'hello');
    await write('elsewhere', 'untouched');
    await mkdir(root('srv'));
    symlinkSync(inDirectory('elsewhere'), root('srv/page'));
    await run('web', 'corp/web:1', { Binds: ['/srv:/data'] });
    expect(readFileSync(inDirectory('elsewhere'), 'utf8')).toBe('untouched');
    expect(readFileSync(root('srv/page'), 'utf8')).toBe('hello');
  });

  it.each([
    ['run: sometimes', 'run: expected one of stay, exit'],
    ['labels: {}\nfiles: []', "files: expected no key 'files', but one of labels, run, writes"],
    ['writes: [{to: /a}]', "writes.0: expected a key 'from'"],
    ['writes: [{from: a, to: b}]', 'writes.0.to: expected an absolute path in the container'],
    ['writes: [{from: a, to: /b, mode: rwx}]', 'expected permission bits such as "0755"'],
    ['labels: [', 'broken YAML'],
  ])('says where %j is wrong', async (text, message) => {
    await write('images/app/image.yaml', text);
    const query = { fromImage: 'app', tag: '1' };
    const answer = await client.ask('POST', '/images/create', { query });
    expect(answer.status).toBe(500);
    expect(String(Object(answer.value).message)).toContain(message);
    expect(String(Object(answer.value).message)).toContain(inDirectory('images/app/image.yaml:'));
  });

  it('refuses to start when a file of the catalogue is missing', async () => {
    await write('images/web/image.yaml', 'writes: [{from: page, to: /data/page}]\n');
    const query = { fromImage: 'web', tag: '1' };
    await client.ask('POST', '/images/create', { query });
    await client.ask('POST', '/containers/create', {
      query: { name: 'web' },
      body: { Image: 'web:1', HostConfig: { Binds: ['/srv:/data'] } },
    });
    const answer = await client.ask('POST', '/containers/web/start');
    expect(answer.status).toBe(500);
    expect(String(Object(answer.value).message)).toContain('images/web/page cannot be written');
  });
});

describe('the memory of the stand-in', () => {
  const file = (): string => inDirectory('.juju-local/containers.json');

  it('is readable by its owner only, because it holds variables of containers', async () => {
    await run('web', 'corp/web:1');
    expect(readFileSync(file(), 'utf8')).toContain('planted-secret');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('is a clear error when damaged', async () => {
    await socket.close();
    await write('.juju-local/containers.json', '{"containers": 3}');
    await expect(open()).rejects.toThrow(DiagnosticsError);
    await rm(file());
    await open();
  });
});

describe('the stand-in', () => {
  it('removes a container that shall go with its end', async () => {
    await run('web', 'corp/web:1', { AutoRemove: true });
    const waiting = client.ask('POST', '/containers/web/wait');
    await client.ask('POST', '/containers/web/stop');
    expect((await waiting).value).toEqual({ StatusCode: 143 });
    expect(await client.ask('GET', '/containers/web/json')).toMatchObject({ status: 404 });
  });

  it('refuses a version of the API that it does not speak', async () => {
    expect(await client.ask('GET', '/v1.99/info')).toMatchObject({
      status: 400,
      value: {
        message: 'client version 1.99 is too new. Maximum supported API version is 1.41',
      },
    });
  });

  it('shows the last lines of what a container printed', async () => {
    await run('web', 'corp/web:1');
    await client.ask('POST', '/containers/web/restart');
    const { text } = await client.ask('GET', '/containers/web/logs', { query: { tail: 1 } });
    expect(text.slice(8)).toBe('stand-in engine: corp/web:1 runs\n');
  });

  it('answers a request that makes no sense without falling over', async () => {
    const odd = await client.ask('GET', '/containers/%E0%A4%A/json');
    expect(odd.status).toBe(500);
    const body = await client.ask('POST', '/containers/create', { body: [1] });
    expect(body).toMatchObject({ status: 400 });
    const filters = await client.ask('GET', '/containers/json', { query: { filters: 'x' } });
    expect(filters).toMatchObject({ status: 400, value: { message: 'invalid filters: x' } });
    expect(await client.ask('GET', '/_ping')).toMatchObject({ status: 200 });
  });

  it('refuses to serve a socket whose folder leads out of the machine', async () => {
    await mkdir(inDirectory('outside'));
    symlinkSync(inDirectory('outside'), root('var'));
    const serving = engine.serveMachine({
      id: '1',
      socketPath: root('var/docker.sock'),
      hostPath: root,
    });
    await expect(serving).rejects.toThrow('of machine 1 leads out of the machine, to');
    expect(existsSync(inDirectory('outside/docker.sock'))).toBe(false);
  });
});
