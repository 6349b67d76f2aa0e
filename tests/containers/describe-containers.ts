import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createContainers,
  createDockerEngine,
  EngineError,
  readEngineAddress,
} from '@reactive-charms/container';
import type { Containers, ProjectDeclaration } from '@reactive-charms/container';
import type { Log } from '@reactive-charms/reactive';
import type { ContainerEngine, SocketService } from '../../emulator/src/docker/index.ts';
import { overhearCalls } from './overhear-calls.ts';

/** What the suite needs: a way to an engine, and an image whose program stays. */
export interface ContainersUnderTest {
  readonly open: (directory: string) => Promise<ContainerEngine>;
  readonly image: string;
}

/** What a charm can rely on, from its declaration down to whichever engine serves the machine. */
export function describeContainers(name: string, given: ContainersUnderTest): void {
  describe(name, () => {
    let directory: string;
    let engine: ContainerEngine;
    let socket: SocketService;
    let containers: Containers;
    let log: Log & { readonly lines: string[] };

    const root = (inside: string): string => join(directory, 'root', inside);
    const shop = (change: { readonly password?: string } = {}): ProjectDeclaration => ({
      project: 'shop',
      services: [
        {
          name: 'web',
          image: given.image,
          environment: { PASSWORD: change.password ?? 'planted-secret' },
          volumesFrom: ['files'],
          networkMode: 'host',
          restart: 'always',
          logging: { driver: 'json-file', options: { 'max-size': '1m' } },
        },
        {
          name: 'files',
          image: given.image,
          networkMode: 'host',
          pidMode: 'host',
          privileged: true,
          restart: 'always',
          binds: [{ source: '/srv/shop', target: '/srv/shop' }],
        },
      ],
    });
    const states = async (): Promise<[string, string][]> =>
      (await containers.listContainers('shop')).map(({ name, state }) => [name, state]);

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'containers-'));
      await mkdir(root(''), { recursive: true });
      engine = await given.open(directory);
      socket = await engine.serveMachine({
        id: '0',
        socketPath: root('run/docker.sock'),
        hostPath: root,
      });
      log = recordingLog();
      const address = readEngineAddress({ DOCKER_HOST: socket.address });
      containers = createContainers(
        createDockerEngine(() => address),
        log,
      );
    });

    afterEach(async () => {
      await engine.removeAll();
      await socket.close();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    });

    it('brings a project up in the order in which services need each other', async () => {
      await containers.ping();
      expect(await containers.declareProject(shop())).toEqual({
        created: ['files', 'web'],
        recreated: [],
        started: [],
        removed: [],
        unchanged: [],
      });
      expect(await states()).toEqual([
        ['shop_files_1', 'running'],
        ['shop_web_1', 'running'],
      ]);
      expect(statSync(root('srv/shop')).isDirectory()).toBe(true);
      expect(existsSync('/srv/shop')).toBe(false);
    });

    it('does nothing the second time', async () => {
      await containers.declareProject(shop());
      const before = await containers.listContainers('shop');
      const report = await containers.declareProject(shop());
      expect(report).toMatchObject({ unchanged: ['web', 'files'], created: [], started: [] });
      const after = await containers.listContainers('shop');
      expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    });

    it('asks an engine at most three times when all is as declared, and changes nothing', async () => {
      const wanted = { ...shop(), images: [given.image] };
      await containers.declareProject(wanted);
      const overheard = await overhearCalls(socket.address, join(directory, 'overheard.sock'));
      try {
        // As in another hook, which knows nothing of the engine yet.
        const address = readEngineAddress({ DOCKER_HOST: overheard.address });
        const nextHook = createContainers(
          createDockerEngine(() => address),
          log,
        );
        await nextHook.declareProject(wanted);
        await nextHook.ping();
        expect([...overheard.calls].sort()).toEqual([
          'GET /containers/json',
          'GET /images/json',
          'GET /version',
        ]);
      } finally {
        await overheard.close();
      }
    });

    it('replaces only what changed', async () => {
      await containers.declareProject(shop());
      const report = await containers.declareProject(shop({ password: 'planted-secret-2' }));
      expect(report).toMatchObject({ recreated: ['web'], unchanged: ['files'] });
      expect(await states()).toEqual([
        ['shop_files_1', 'running'],
        ['shop_web_1', 'running'],
      ]);
      expect(log.lines.join('\n')).not.toContain('planted-secret');
    });

    it('C26 starts what was stopped, and makes what was removed', async () => {
      await containers.declareProject(shop());
      const raw = createDockerEngine(() => readEngineAddress({ DOCKER_HOST: socket.address }));
      await raw.stopContainer('shop_web_1', 0);
      expect(await containers.declareProject(shop())).toMatchObject({ started: ['web'] });
      await raw.removeContainer('shop_files_1');
      expect(await containers.declareProject(shop())).toMatchObject({
        created: ['files'],
        recreated: ['web'],
      });
    });

    it('leaves a one-shot service alone after its end', async () => {
      const [, files] = shop().services;
      if (files === undefined) throw new Error('no service');
      const once = { ...shop(), services: [{ ...files, restart: 'no' as const }] };
      await containers.declareProject(once);
      const raw = createDockerEngine(() => readEngineAddress({ DOCKER_HOST: socket.address }));
      await raw.signalContainer('shop_files_1', 'SIGKILL');
      await waitFor(async () => (await containers.stateOf('shop', 'files'))?.state === 'exited');
      expect(await containers.declareProject(once)).toMatchObject({ unchanged: ['files'] });
      expect(await containers.stateOf('shop', 'files')).toMatchObject({ exitCode: 137 });
    });

    it('removes what is no longer declared', async () => {
      await containers.declareProject(shop());
      const report = await containers.declareProject({ project: 'shop', services: [] });
      expect([...report.removed].sort()).toEqual(['files', 'web']);
      expect(await states()).toEqual([]);
    });

    it('removes a project, also one that is not there', async () => {
      await containers.declareProject(shop());
      await containers.removeProject('shop', { graceSeconds: 0.5 });
      expect(await states()).toEqual([]);
      await containers.removeProject('shop');
    });

    it('knows images and their labels', async () => {
      await containers.pullImage(given.image);
      expect(await containers.imageLabel(given.image, 'version')).toBe('1.2');
      expect(await containers.imageLabel(given.image, 'absent')).toBeUndefined();
      expect(await containers.imageLabel('example/missing:1', 'version')).toBeUndefined();
      expect(await containers.pullImage(given.image)).toBe(false);
    });

    it('names the container when the engine refuses', async () => {
      const odd = shop().services.map((service) => ({ ...service, networkMode: 'container:nope' }));
      const failure: unknown = await containers
        .declareProject({ project: 'shop', services: odd })
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(EngineError);
      expect(String(failure)).toMatch(
        /creating container shop_files_1 from image .* failed: No such container: nope$/,
      );
    });
  });
}

function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const record = (message: string): void => {
    lines.push(message);
  };
  return { lines, debug: record, info: record, warning: record, error: record };
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not come to pass within 5 seconds');
}
