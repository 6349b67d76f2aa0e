import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployApplication } from '../../src/transitions/applications.ts';
import { changeSettings } from '../../src/transitions/settings.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { FakeModels, MYSQL, emptyModel, run } from './support.ts';
import type { Outcome } from './support.ts';

let folder = '';
let root = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scp-'));
  root = join(folder, '.juju-local/machines/0/root');
  await mkdir(join(root, 'root'), { recursive: true });
  await mkdir(join(root, 'etc/app'), { recursive: true });
  await writeFile(join(root, 'etc/app/a.conf'), 'a');
  await writeFile(join(folder, 'b.txt'), 'b');
});

afterEach(async () => rm(folder, { recursive: true }));

async function scp(...args: string[]): Promise<Outcome> {
  const model = sequence(
    deployApplication({ name: 'mysql', charm: MYSQL }),
    changeSettings({ machines: 'prefix' }),
  )(emptyModel());
  const models = new FakeModels(model);
  const outcome = await run(models, ['scp', ...args], { cwd: folder });
  expect(models.opened).toEqual([]);
  return outcome;
}

describe('juju-local scp', () => {
  it('copies into a machine and out of it, without the lock of the model', async () => {
    expect(await scp('b.txt', 'mysql/0:')).toMatchObject({ code: 0 });
    expect(await readFile(join(root, 'root/b.txt'), 'utf8')).toBe('b');
    expect(await scp('0:/etc/app/a.conf', 'copy.conf')).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'copy.conf'), 'utf8')).toBe('a');
  });

  it('copies folders with -r, also as Juju wants it', async () => {
    expect(await scp('-r', 'mysql/0:/etc/app', 'mysql/0:/etc/app', '.')).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'app/a.conf'), 'utf8')).toBe('a');
    expect(await scp('--', '-r', 'app', 'ubuntu@mysql/0:/srv')).toMatchObject({ code: 0 });
    expect(await readFile(join(root, 'srv/a.conf'), 'utf8')).toBe('a');
  });

  it.each([
    [['mysql/0:/etc/app', 'x'], 'mysql/0:/etc/app is a folder'],
    [['mysql/0:/none', 'x'], 'mysql/0:/none: there is no such file'],
    [['b.txt', 'b.txt', 'mysql/0:/none'], 'mysql/0:/none is no folder'],
    [['b.txt', 'mysql/7:'], 'unit "mysql/7" not found'],
    [['b.txt', '7:'], 'machine 7 not found'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await scp(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
