import { mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCharmDeployer } from '../../src/charm-deployer.ts';
import { openCharmStore } from '../../src/storage/charm-store.ts';
import { writeArchive } from '../support/charm-archive.ts';

const METADATA = 'name: mysql\nsummary: s\ndescription: d\nprovides:\n  db:\n    interface: sql\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
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
    await createCharmDeployer(store).deploy({
      charm,
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
