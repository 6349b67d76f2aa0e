import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCharmDeployer } from '../src/charm-deployer.ts';
import type { CharmDeployer } from '../src/charm-deployer.ts';
import type { CharmArtefact } from '../src/model.ts';
import { openCharmStore } from '../src/storage/charm-store.ts';
import { writeArchive } from './support/charm-archive.ts';

const RUNTIME = 'x'.repeat(1 << 20);

describe('the big program of a charm that several units have', () => {
  let folder: string;
  let deployer: CharmDeployer;
  let charm: CharmArtefact;

  const place = (unit: string): string => join(folder, unit, 'charm');
  const runtimeOf = (unit: string): Promise<string> =>
    readFile(join(place(unit), 'runtime/node'), 'utf8');
  const deploy = async (unit: string): Promise<void> => {
    await mkdir(place(unit), { recursive: true });
    const manifestDirectory = join(folder, unit, 'manifests');
    await deployer.deploy({ charm, charmDirectory: place(unit), manifestDirectory });
  };
  const write = (unit: string): Promise<void> => appendFile(join(place(unit), 'runtime/node'), '!');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deployer-'));
    await writeArchive(join(folder, 'one.charm'), {
      'metadata.yaml': 'name: one\nsummary: s\ndescription: d\n',
      'runtime/node': { text: RUNTIME, mode: 0o755 },
      'data/big': RUNTIME,
    });
    const store = openCharmStore(folder);
    charm = await store.importCharm(join(folder, 'one.charm'));
    deployer = createCharmDeployer(store);
    for (const unit of ['a', 'b']) await deploy(unit);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is not copied for each of them', async () => {
    const [a, b] = await Promise.all(
      ['a', 'b'].map((unit) => stat(join(place(unit), 'runtime/node'))),
    );
    // Clones are files of their own that share their blocks.
    expect(a?.ino === b?.ino || a?.nlink === 1).toBe(true);
    expect(a?.mode).toBe(0o100755);
  });

  it('is kept by the unit that writes into it, and only by that one', async () => {
    const end = await deployer.watch(place('a'), charm);
    await write('a');
    expect(await end()).toEqual([]);
    await deploy('c');
    expect(await runtimeOf('a')).toBe(`${RUNTIME}!`);
    expect((await runtimeOf('b')) === RUNTIME).toBe(true);
    expect((await runtimeOf('c')) === RUNTIME).toBe(true);
  });

  it('is put right for all when units ran side by side, and that is told', async () => {
    const [endA, endB] = [
      await deployer.watch(place('a'), charm),
      await deployer.watch(place('b'), charm),
    ];
    await write('a');
    const shared = (await runtimeOf('b')) !== RUNTIME;
    const lost = [await endB(), await endA()].flat();
    expect(lost).toEqual(shared ? ['runtime/node'] : []);
    expect((await runtimeOf('b')) === RUNTIME).toBe(true);
  });

  it('is put right when it was written to between two sessions', async () => {
    await write('a');
    const store = openCharmStore(folder);
    deployer = createCharmDeployer(store);
    await deploy('c');
    expect((await runtimeOf('c')) === RUNTIME).toBe(true);
  });

  it('is shared, and other files are not: charms write into those', async () => {
    await writeFile(join(place('a'), 'data/big'), 'own');
    expect((await readFile(join(place('b'), 'data/big'), 'utf8')) === RUNTIME).toBe(true);
  });
});
