import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleBlogCharm, ProcessUnit } from '../support/process-unit.ts';
import type { ProcessOutcome } from '../support/process-unit.ts';

let folder: string;
let fresh: ProcessUnit;
let installed: ProcessUnit;
let unit: ProcessUnit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'command-'));
  fresh = await ProcessUnit.create(await bundleBlogCharm(folder), {
    config: { port: 80, title: 'Blog' },
    isLeader: true,
    leaderData: {},
    bags: { 'db:1 mysql/0': { host: 'a' } },
    status: '',
    version: '',
  });
  installed = await fresh.copy();
  expect(await installed.runHook('install')).toMatchObject({ code: 0 });
}, 60_000);

afterAll(async () => {
  await Promise.all([fresh.remove(), installed.remove(), rm(folder, { recursive: true })]);
});

beforeEach(async () => {
  unit = await installed.copy();
});

afterEach(async () => {
  await unit.remove();
});

/** Runs the command as in a unit's shell: nothing of Juju in the environment. */
async function reactive(...args: string[]): Promise<ProcessOutcome> {
  return unit.runProgram(['reactive', ...args], {});
}

/** The first words of lines. */
function names(output: string): string[] {
  return output.split('\n').map((line) => line.split(' ')[0] ?? '');
}

describe('the reactive command of a unit', () => {
  it('prints all of what a slow reader reads', async () => {
    const value = 'x'.repeat(100_000);
    for (const flag of ['a', 'b', 'c', 'd']) await reactive('set', flag, value);
    const charm = unit.path('charm/charm.cjs');
    const script = `${process.execPath} ${charm} reactive -j get_states | (sleep 0.3; wc -c)`;
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script]);
    expect(Number(stdout)).toBeGreaterThan(400_000);
  }, 30_000);

  it('R10 R121 lists the flags that the next hook will find, with who set them', async () => {
    const { code, stdout, stderr } = await reactive('flags');
    expect([code, stderr]).toEqual([0, '']);
    expect(names(stdout)).toEqual([
      'Flag',
      'config.default.port',
      'config.default.theme',
      'config.set.port',
      'config.set.title',
      'endpoint.db.joined',
      'installed',
      'leadership.is_leader',
      'leadership.set.token',
      'token',
      '',
    ]);
    expect(stdout).toMatch(/^installed +blog\/install +install +/m);
    expect(stdout).toMatch(/^endpoint\.db\.joined +the engine +install +/m);
  });

  it('R121 answers to the words of charms.reactive', async () => {
    const { stdout } = await reactive('-j', 'get_states');
    expect(JSON.parse(stdout)).toMatchObject({ installed: null, token: null });
    expect(await reactive('is_flag_set', 'nobody')).toEqual({ code: 1, stdout: '', stderr: '' });
  });

  it('prints nothing for a unit that has run no hook', async () => {
    const { stdout, code } = await fresh.runProgram(['reactive', 'flags'], {});
    expect([code, stdout]).toEqual([0, '']);
  });

  it('changes what the next hook finds, and does not make it forget what it knows', async () => {
    expect(await reactive('clear', 'token')).toEqual({ code: 0, stdout: '', stderr: '' });
    await reactive('set', 'a', '[1]');
    expect((await reactive('flags', 'a')).stdout).toMatch(/^a = \[1\] +by hand +just now$/m);
    await unit.runHook('update-status');
    expect((await reactive('flags')).stdout).toMatch(/^token +blog\/share-token +update-status/m);
    expect(await unit.calls()).not.toContain('config-get --format=json');
  });

  it('does not pass for a memory of facts in a unit that has run no hook', async () => {
    await unit.remove();
    unit = await fresh.copy();
    await reactive('set', 'a');
    expect(await unit.runHook('update-status')).toMatchObject({ code: 0 });
    expect(await unit.calls()).toContain('config-get --format=json');
    expect((await reactive('get_flags')).stdout).toMatch(/^a$/m);
  });

  it('lets the next hook read everything again', async () => {
    await reactive('refresh');
    expect(await unit.runHook('update-status')).toMatchObject({ code: 0 });
    expect(await unit.calls()).toContain('config-get --format=json');
  });

  it('works after a hook that failed, when it is needed most, and tells what failed', async () => {
    unit.state = { ...unit.state, config: { port: 80, title: 'throw' } };
    expect(await unit.runHook('config-changed')).toMatchObject({ code: 1 });
    expect((await reactive('set', 'a')).code).toBe(0);
    expect((await reactive('why', 'misbehave')).stdout).toMatch(
      /config-changed: failed in round 0 \(the hook failed\)\n$/,
    );
    const { stdout } = await reactive('trace');
    expect(stdout).toMatch(/^config-changed .* failed\n/);
    expect(stdout).toMatch(/ {2}error: .*no such table\n/);
  });

  it('tells of a hook that was killed', async () => {
    unit.state = { ...unit.state, config: { port: 80, title: 'throw' } };
    await writeFile(unit.path('charm/.hook-running'), `${2 ** 30} config-changed\n`);
    expect((await reactive('trace')).stdout).toMatch(/^config-changed .* killed\n$/);
    await unit.runHook('update-status');
    expect((await reactive('trace', '2')).stdout).toMatch(/^config-changed .* killed\n/);
  });

  it('is loaded only when it is asked for', async () => {
    const bundle = await unit.read('charm/charm.cjs');
    expect(bundle).toMatch(/init_reactive_command\(\)/);
  });

  it('exits with 2 when the command line is wrong', async () => {
    expect(await reactive('flagz')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'reactive: there is no command flagz\n  fix: did you mean flags?\n',
    });
  });
});
