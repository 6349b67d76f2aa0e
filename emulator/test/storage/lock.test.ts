import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLocked, lockFolder } from '../../src/storage/lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const stale = (): string => execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' });

describe('the lock of a model', () => {
  it('holds until it is given back, and leaves nothing behind', async () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid} is at work on the model`);
    expect(isLocked(folder)).toBe(true);
    unlock();

    expect(isLocked(folder)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
    expect(lockFolder(folder)).toBeInstanceOf(Function);
  });

  it('is taken over from a process that is gone', async () => {
    await writeFile(join(folder, 'lock'), stale());
    expect(isLocked(folder)).toBe(false);

    expect(lockFolder(folder)).toBeInstanceOf(Function);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toMatch(`${process.pid} `);
    expect(await readdir(folder)).toEqual(['lock']);
  });

  it('is taken over when the number of its process has come back for another', async () => {
    await writeFile(join(folder, 'lock'), `${process.pid} 1\n`);

    expect(lockFolder(folder)).toBeInstanceOf(Function);
  });

  it('is taken over when it says nothing', async () => {
    await writeFile(join(folder, 'lock'), '');

    expect(lockFolder(folder)).toBeInstanceOf(Function);
  });
});
