import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployCharm } from '../../src/charm-deployer.ts';
import { openCharmStore } from '../../src/storage/charm-store.ts';
import { lockFolder } from '../../src/storage/lock.ts';
import { openLogFile, readLog } from '../../src/storage/log-file.ts';
import { loadModel, saveModel } from '../../src/storage/model-file.ts';
import { createSimulation } from '../support/simulation.ts';
import { writeArchive } from '../support/charm-archive.ts';

const METADATA = 'name: mysql\nsummary: s\ndescription: d\nprovides:\n  db:\n    interface: sql\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the lock of a model', () => {
  it('holds until it is given back', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid} is at work on the model`);
    unlock();

    expect(lockFolder(folder)).toBeInstanceOf(Function);
  });

  it('is taken over from a process that is gone', async () => {
    const pid = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' });
    await writeFile(join(folder, 'lock'), pid);

    expect(lockFolder(folder)).toBeInstanceOf(Function);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
  });
});

describe('the model file', () => {
  it('gives back what was saved, and nothing before', () => {
    const { model } = createSimulation();
    expect(loadModel(folder)).toBeUndefined();
    saveModel(folder, model);

    expect(loadModel(folder)).toEqual(model);
  });

  it('is readable by its owner only', async () => {
    saveModel(folder, createSimulation().model);

    expect((await stat(join(folder, 'model.json'))).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with a broken file', async () => {
    await writeFile(join(folder, 'model.json'), '{"format": 1');
    expect(() => loadModel(folder)).toThrow(/model\.json: error: not JSON: /);
    await writeFile(join(folder, 'model.json'), '{"format": 9}');

    expect(() => loadModel(folder)).toThrow('expected a model of format 1');
  });
});

describe('the log file', () => {
  it('gives back its records and skips a line that was cut off', async () => {
    const record = {
      time: '2026-11-23T10:00:00.000Z',
      entity: 'unit-mysql-0',
      level: 'INFO',
      module: 'unit.mysql/0.juju-log',
      message: 'hello\nyou',
    } as const;
    const log = openLogFile(folder);
    log.append(record);
    log.close();
    await writeFile(join(folder, 'logs/all.jsonl'), '{"time": "20', { flag: 'a' });

    expect(readLog(folder)).toEqual([record]);
  });
});

describe('a charm', () => {
  const deploy = async (
    files: Parameters<typeof writeArchive>[1],
    before?: string,
  ): Promise<string> => {
    const archive = join(folder, 'mysql.charm');
    await writeArchive(archive, { 'metadata.yaml': METADATA, ...files });
    const store = openCharmStore(folder);
    const charm = await store.importCharm(archive);
    await deployCharm({
      charm,
      source: await store.unpacked(charm),
      charmDirectory: join(folder, 'charm'),
      manifestDirectory: join(folder, 'manifests'),
      ...(before === undefined ? {} : { before }),
    });
    return charm.url;
  };
  const mode = async (name: string): Promise<number> =>
    (await stat(join(folder, 'charm', name))).mode & 0o777;

  it('gets the right to run for its known hooks only, and keeps the modes it came with', async () => {
    await deploy({
      dispatch: { text: 'x', mode: 0o755 },
      'hooks/install': 'x',
      'hooks/db-relation-joined': 'x',
      'hooks/other': 'x',
      'lib/tool': { text: 'x', mode: 0o755 },
    });

    expect(await mode('dispatch')).toBe(0o755);
    expect(await mode('hooks/install')).toBe(0o744);
    expect(await mode('hooks/db-relation-joined')).toBe(0o744);
    expect(await mode('hooks/other')).toBe(0o644);
    expect(await mode('lib/tool')).toBe(0o755);
    expect(await readFile(join(folder, 'charm/revision'), 'utf8')).toBe('0');
  });

  it('keeps symbolic links', async () => {
    await deploy({ 'hooks/install': 'x', 'hooks/start': { link: 'install' } });

    expect(await readlink(join(folder, 'charm/hooks/start'))).toBe('install');
  });

  it('loses the files that the new version lacks, and keeps those it made itself', async () => {
    const url = await deploy({ old: 'x', 'lib/a': 'x', 'gone/b': 'x' });
    await writeFile(join(folder, 'charm/.state'), 'mine');
    await writeFile(join(folder, 'charm/gone/mine'), 'lost with its folder');
    await deploy({ 'lib/a': 'y' }, url);

    expect(await readFile(join(folder, 'charm/lib/a'), 'utf8')).toBe('y');
    expect(await readFile(join(folder, 'charm/.state'), 'utf8')).toBe('mine');
    await expect(stat(join(folder, 'charm/old'))).rejects.toThrow('ENOENT');
    expect(await readFile(join(folder, 'charm/revision'), 'utf8')).toBe('1');
  });

  it('is refused with the place of the fault', async () => {
    const store = openCharmStore(folder);
    await writeFile(join(folder, 'no.charm'), 'no zip');
    await expect(store.importCharm(join(folder, 'no.charm'))).rejects.toThrow(
      'not a charm archive',
    );
    await writeArchive(join(folder, 'empty.charm'), { a: 'x' });
    await expect(store.importCharm(join(folder, 'empty.charm'))).rejects.toThrow(
      'has no metadata.yaml',
    );
    await writeArchive(join(folder, 'bad.charm'), { 'metadata.yaml': 'name: [' });
    await expect(store.importCharm(join(folder, 'bad.charm'))).rejects.toThrow(
      'bad.charm/metadata.yaml:1',
    );
    await expect(store.importCharm(folder)).rejects.toThrow('is a folder, expected a .charm file');
  });
});
