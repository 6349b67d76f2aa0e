import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isAlive, isAncestor } from '../../lib/memory/process-identity.ts';
import { findOwner, takeLock } from '../../lib/memory/unit-lock.ts';
import { bundleFixture } from '../support/process-unit.ts';

let folder: string;
let takers: string;
let lock: string;

beforeAll(async () => {
  takers = await bundleFixture('lock-takers', await mkdtemp(join(tmpdir(), 'takers-')));
}, 30_000);

afterAll(async () => rm(join(takers, '..'), { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  lock = join(folder, 'lock');
});

afterEach(async () => rm(folder, { recursive: true }));

describe('takeLock', () => {
  it('names the owner to others, and leaves nothing behind', async () => {
    const release = await takeLock(lock, { who: 'hook install', waitSeconds: 0 });
    expect(findOwner(lock)).toMatchObject({ pid: process.pid, who: 'hook install' });
    await release();
    expect(findOwner(lock)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes the place of a file that is no lock, as a copy of the folder may have', async () => {
    await writeFile(lock, '');
    expect(findOwner(lock)).toBeUndefined();
    const release = await takeLock(lock, { who: 'hook start', waitSeconds: 0 });
    expect(findOwner(lock)).toMatchObject({ pid: process.pid });
    await release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('waits until the owner gives the lock back', async () => {
    const { sleeper, end } = await someProcess();
    await symlink(`${sleeper.pid} ${sleeper.started} command set`, lock);
    setTimeout(() => void rm(lock), 80);
    const release = await takeLock(lock, { who: 'hook start', waitSeconds: 30 });
    expect(findOwner(lock)).toMatchObject({ who: 'hook start' });
    await release();
    end();
  });

  it('says who has it when that lasts too long', async () => {
    const { sleeper, end } = await someProcess();
    await symlink(`${sleeper.pid} ${sleeper.started} hook db-relation-changed`, lock);
    await expect(takeLock(lock, { who: 'command set', waitSeconds: 0.05 })).rejects.toThrow(
      `hook db-relation-changed is running (process ${sleeper.pid}) [UNIT_BUSY]\n  fix: try again after it`,
    );
    expect(await readdir(folder)).toEqual(['lock']);
    end();
  });

  it('does not wait for a hook that waits for this very process', async () => {
    const parent = identifyProcess(process.ppid);
    await symlink(`${parent?.pid} ${parent?.started} hook start`, lock);
    await expect(takeLock(lock, { who: 'command set', waitSeconds: 60 })).rejects.toThrow(
      'fix: it waits for this command',
    );
  });

  it.each([
    // No process has this number: it is above the kernel's limit.
    ['a process that has died', async () => '4194999 77.abc hook install'],
    [
      'a process whose number another has by now',
      async () => `${process.ppid} 77.abc hook install`,
    ],
    [
      'a process that ran before the machine was started anew',
      async () => {
        const parent = identifyProcess(process.ppid);
        return `${parent?.pid} ${parent?.started.replace(/\..*/, '.00000000')} hook install`;
      },
    ],
    ['nobody', async () => 'what is this'],
  ])('takes over the lock of %s', async (_who, textOf) => {
    await symlink(await textOf(), lock);
    expect(findOwner(lock)).toBeUndefined();
    const release = await takeLock(lock, { who: 'hook start', waitSeconds: 0 });
    expect(await readlink(lock)).toMatch(/ hook start$/);
    expect(await readdir(folder)).toEqual(['lock']);
    await release();
  });

  it('takes over also the right to take over, from one that died with it', async () => {
    await symlink('4194998 77.abc hook install', lock);
    await symlink('4194999 78.abc command set', `${lock}.4194998.77.abc`);
    await symlink('4194999 78.abc command set', `${lock}.4194997.76.abc`);
    await (
      await takeLock(lock, { who: 'hook start', waitSeconds: 0 })
    )();
    expect(await readdir(folder)).toEqual([]);
  });

  it('has one owner at a time, however many processes want it and however many die with it', async () => {
    const codes = await Promise.all(Array.from({ length: 5 }, async () => takeUntilDone(6)));
    expect(codes).toEqual(codes.map(() => 0));
    expect(await readdir(folder)).toEqual([]);
  }, 120_000);

  it('has one owner at a time also when processes die while they take it over', async () => {
    const dying = Array.from({ length: 12 }, async (_, index) => {
      await symlink('4194999 77.abc hook install', lock).catch(() => undefined);
      return runTakers(['1', '0'], { KILL_AT_FILE: String(1 + (index % 6)) });
    });
    const living = Array.from({ length: 3 }, async () => takeUntilDone(5));
    expect(await Promise.all(living)).toEqual([0, 0, 0]);
    expect(await Promise.all(dying)).not.toContain(9);
    await symlink('4194999 77.abc hook install', lock).catch(() => undefined);
    await (
      await takeLock(lock, { who: 'hook start', waitSeconds: 0 })
    )();
    expect((await readdir(folder)).filter((name) => name !== 'mark')).toEqual([]);
  }, 120_000);
});

describe('a process', () => {
  it('is told from all others', async () => {
    const self = identifyProcess(process.pid);
    if (self === undefined) throw new Error('this process is not found');
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, started: '1.0' })).toBe(false);
    expect(identifyProcess(4_194_999)).toBeUndefined();
  });

  it('counts as dead while it only waits to be reaped', async () => {
    const script = 'sleep 0.05 & echo $!; exec sleep 5';
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const zombie = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(process.kill(zombie, 0)).toBe(true);
    expect(identifyProcess(zombie)).toBeUndefined();
    child.kill('SIGKILL');
  });

  it('knows what it descends from', async () => {
    expect(isAncestor(process.pid)).toBe(true);
    expect(isAncestor(process.ppid)).toBe(true);
    const { sleeper, end } = await someProcess();
    expect(isAncestor(sleeper.pid)).toBe(false);
    end();
  });
});

/** A process that does nothing, and is no ancestor of this one. */
async function someProcess(): Promise<{
  sleeper: { pid: number; started: string };
  end: () => void;
}> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const sleeper = identifyProcess(child.pid ?? 0);
  if (sleeper === undefined) throw new Error('sleep did not start');
  return { sleeper, end: () => child.kill('SIGKILL') };
}

/** Starts takers until one has had all its turns; those before it died with the lock. */
async function takeUntilDone(times: number): Promise<number> {
  for (;;) {
    const code = await runTakers([String(times), '15'], {});
    if (code !== null) return code;
  }
}

async function runTakers(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<number | null> {
  const preload = ['--require', join(__dirname, '../support/kill-at-file-operation.cjs')];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...preload, takers, folder, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('exit', (code) => resolve(code));
  });
}
