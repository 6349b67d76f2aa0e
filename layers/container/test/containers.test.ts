import { createContainers, isEngineUnreachable } from '../lib/containers.ts';
import { EngineError, EngineUnreachable } from '../lib/engine.ts';
import type { ProjectDeclaration } from '../lib/services.ts';
import { createMemoryEngine } from '../testing/index.ts';
import { createRecordingLog, silentLog } from './support.ts';

const shop: ProjectDeclaration = {
  project: 'shop',
  services: [
    { name: 'init', image: 'shop/init:1' },
    {
      name: 'web',
      image: 'shop/web:1',
      restart: 'always',
      volumesFrom: ['init'],
      environment: { PASSWORD: 'planted-secret' },
    },
  ],
};

describe('declareProject', () => {
  it('pulls, creates and starts in order, and reports it', async () => {
    const engine = createMemoryEngine();
    const report = await createContainers(engine, silentLog).declareProject(shop);
    expect(engine.changes).toEqual([
      'pull shop/init:1',
      'pull shop/web:1',
      'create shop_init_1',
      'start shop_init_1',
      'create shop_web_1',
      'start shop_web_1',
    ]);
    expect(report).toEqual({
      created: ['init', 'web'],
      recreated: [],
      started: [],
      removed: [],
      unchanged: [],
    });
  });

  it('replaces only what changed, and removes what is gone', async () => {
    const engine = createMemoryEngine();
    const containers = createContainers(engine, silentLog);
    await containers.declareProject(shop);
    const [init] = shop.services;
    const report = await containers.declareProject({
      project: 'shop',
      services: [
        ...(init === undefined ? [] : [init]),
        { name: 'other', image: 'shop/other:1', restart: 'always' },
      ],
    });
    expect(report).toEqual({
      created: ['other'],
      recreated: [],
      started: [],
      removed: ['web'],
      unchanged: ['init'],
    });
  });

  it('pulls what is needed beside the services, once, and before them', async () => {
    const engine = createMemoryEngine();
    const containers = createContainers(engine, silentLog);
    const wanted = { ...shop, images: ['shop/status:1', 'shop/web:1'] };
    await containers.declareProject(wanted);
    await containers.declareProject(wanted);
    expect(engine.changes.filter((change) => change.startsWith('pull'))).toEqual([
      'pull shop/status:1',
      'pull shop/web:1',
      'pull shop/init:1',
    ]);
    await expect(containers.declareProject({ ...shop, images: ['Not An Image'] })).rejects.toThrow(
      "'Not An Image' is no image reference",
    );
  });

  it('keeps everything running when a new image cannot be pulled', async () => {
    const engine = createMemoryEngine({ 'shop/init:1': {}, 'shop/web:1': {} });
    const containers = createContainers(engine, silentLog);
    await containers.declareProject(shop);
    const before = engine.changes.length;
    const next = {
      ...shop,
      services: shop.services.map((service) => ({ ...service, image: 'shop/missing:2' })),
    };
    await expect(containers.declareProject(next)).rejects.toThrow(
      'pulling image shop/missing:2 failed: manifest unknown',
    );
    expect(engine.changes.slice(before)).toEqual([]);
  });

  it('C9 never logs values of variables', async () => {
    const log = createRecordingLog();
    const containers = createContainers(createMemoryEngine(), log);
    await containers.declareProject(shop);
    await containers.declareProject({
      ...shop,
      services: shop.services.map((service) => ({
        ...service,
        environment: { PASSWORD: 'planted-secret-2' },
      })),
    });
    expect(log.lines).toContain('replacing container shop_web_1: its declaration changed');
    expect(log.lines.join('\n')).not.toContain('planted-secret');
  });

  it('says so when no engine answers', async () => {
    const engine = createMemoryEngine();
    const containers = createContainers(engine, silentLog);
    engine.setReachable(false);
    const failure: unknown = await containers.declareProject(shop).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineUnreachable);
    expect(isEngineUnreachable(failure)).toBe(true);
    expect(isEngineUnreachable(new EngineError('pulling', 'no', 500))).toBe(false);
  });
});

describe('removeProject', () => {
  it('sends SIGQUIT first, then removes', async () => {
    const engine = createMemoryEngine();
    const containers = createContainers(engine, silentLog);
    await containers.declareProject(shop);
    engine.exit('shop_init_1', 0);
    const before = engine.changes.length;
    await containers.removeProject('shop');
    expect(engine.changes.slice(before)).toEqual([
      'SIGQUIT shop_web_1',
      'remove shop_init_1',
      'remove shop_web_1',
    ]);
  });

  it('C19 finds it no error when there is nothing', async () => {
    const engine = createMemoryEngine();
    await createContainers(engine, silentLog).removeProject('shop');
    expect(engine.changes).toEqual([]);
  });

  it('leaves other projects alone', async () => {
    const engine = createMemoryEngine();
    const containers = createContainers(engine, silentLog);
    await containers.declareProject(shop);
    await containers.removeProject('other');
    expect(await containers.listContainers('shop')).toHaveLength(2);
  });
});

describe('images', () => {
  it('are pulled only when missing, or to refresh them', async () => {
    const engine = createMemoryEngine({ 'shop/web:1': { labels: { version: '1.2' } } });
    const containers = createContainers(engine, silentLog);
    expect(await containers.imageLabel('shop/web:1', 'version')).toBeUndefined();
    expect(await containers.pullImage('shop/web:1')).toBe(true);
    expect(await containers.pullImage('shop/web:1')).toBe(false);
    engine.push('shop/web:1', { labels: { version: '1.3' }, content: 'newer' });
    expect(await containers.imageLabel('shop/web:1', 'version')).toBe('1.2');
    expect(await containers.pullImage('shop/web:1', undefined, { refresh: true })).toBe(true);
    expect(await containers.imageLabel('shop/web:1', 'version')).toBe('1.3');
    expect(await containers.imageLabel('shop/web:1', 'absent')).toBeUndefined();
  });
});

describe('stateOf', () => {
  it('tells how the container of a service is', async () => {
    const engine = createMemoryEngine();
    const containers = createContainers(engine, silentLog);
    expect(await containers.stateOf('shop', 'web')).toBeUndefined();
    await containers.declareProject(shop);
    engine.exit('shop_web_1', 3);
    expect(await containers.stateOf('shop', 'web')).toMatchObject({
      name: 'shop_web_1',
      state: 'exited',
      exitCode: 3,
    });
  });
});
