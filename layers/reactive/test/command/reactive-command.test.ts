import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const SETTLED = [
  'config.default.port',
  'config.default.theme',
  'config.set.port',
  'config.set.title',
  'endpoint.db.joined',
  'installed',
  'leadership.is_leader',
  'token',
];

describe('reactive flags', () => {
  it('R10 R121 lists the flags that the next hook will find', async () => {
    expect(await reactive('flags')).toEqual({
      code: 0,
      stdout: `${SETTLED.join('\n')}\n`,
      stderr: '',
    });
  });

  it('R121 prints them with their values as JSON', async () => {
    await reactive('set', 'theme', '{"dark": true}');
    for (const format of [['--format', 'json'], ['--format=json']]) {
      const { code, stdout } = await reactive('flags', ...format);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ theme: { dark: true }, installed: null });
    }
  });

  it('prints nothing for a unit that has run no hook', async () => {
    const { stdout, code } = await fresh.runProgram(['reactive', 'flags'], {});
    expect([code, stdout]).toEqual([0, '']);
  });
});

describe('reactive set and clear', () => {
  it.each([
    [['set', 'a'], 'a'],
    [['set', 'a', '3'], 'a = 3'],
    [['set', 'a', 'plain text'], 'a = "plain text"'],
    [['set', 'a', '[1,2]'], 'a = [1,2]'],
  ])('%j is kept', async (args, line) => {
    expect(await reactive(...args)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await reactive('flags')).stdout.split('\n')).toContain(line);
  });

  it('clears', async () => {
    expect((await reactive('clear', 'installed')).code).toBe(0);
    expect((await reactive('flags')).stdout).not.toContain('installed');
  });

  it('is seen by the next hook, and does not make it forget what it knows', async () => {
    await reactive('clear', 'token');
    await unit.runHook('update-status');
    expect((await reactive('flags')).stdout).toContain('token');
    expect(await unit.calls()).not.toContain('config-get --format=json');
  });

  it('does not pass for a memory of facts in a unit that has run no hook', async () => {
    await unit.remove();
    unit = await fresh.copy();
    await reactive('set', 'a');
    expect(await unit.runHook('update-status')).toMatchObject({ code: 0 });
    expect(await unit.calls()).toContain('config-get --format=json');
    expect((await reactive('flags')).stdout).toMatch(/^a$/m);
  });

  it('is refused while a hook runs, because the hook would undo it', async () => {
    await writeFile(unit.path('charm/.hook-running'), `${process.pid} config-changed\n`);
    const { code, stderr } = await reactive('set', 'a');
    expect([code, stderr]).toEqual([
      1,
      'reactive: hook config-changed is running and would undo this; try again after it\n',
    ]);
    expect((await reactive('flags')).stdout).not.toMatch(/^a$/m);
  });

  it('works after a hook that failed, when it is needed most', async () => {
    unit.state = { ...unit.state, config: { port: 80, title: 'throw' } };
    expect(await unit.runHook('config-changed')).toMatchObject({ code: 1 });
    expect((await reactive('set', 'a')).code).toBe(0);
  });
});

describe('reactive handlers', () => {
  it('lists them with their conditions, and marks those that hold', async () => {
    const { stdout } = await reactive('handlers');
    expect(stdout).toBe(
      [
        '  blog/install  hook(install)',
        '  blog/announce  when(installed, config.changed.title)',
        '  blog/connect  when(endpoint.db.changed)',
        '  blog/share-token  when(leadership.is_leader) whenNot(token)',
        '* blog/share-version  when(leadership.is_leader)',
        '* blog/version  every hook',
        '* mischief/misbehave  every hook',
        '',
      ].join('\n'),
    );
  });
});

describe('reactive why', () => {
  it('tells which conditions do not hold, and what the handler did in the last hooks', async () => {
    await unit.runHook('update-status');
    const { stdout, code } = await reactive('why', 'share-token');
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\d{4}-\S+Z/g, 'TIME')).toBe(
      [
        'blog/share-token  when(leadership.is_leader) whenNot(token)',
        'would not run now:',
        '  set, but must not be: token',
        '  TIME  install: ran in round 0',
        '  TIME  update-status: did not run',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['blog/version', 'would run in the next hook: all its conditions hold'],
    ['blog/install', 'would run only in hook install'],
    ['announce', '  not set: config.changed.title'],
  ])('says of %s: %s', async (name, line) => {
    expect((await reactive('why', name)).stdout.split('\n')).toContain(line);
  });

  it('tells which handler failed', async () => {
    unit.state = { ...unit.state, config: { port: 80, title: 'throw' } };
    await unit.runHook('config-changed');
    expect((await reactive('why', 'misbehave')).stdout).toMatch(
      /config-changed: failed in round 0 \(the hook failed\)\n$/,
    );
    expect((await reactive('why', 'announce')).stdout).toMatch(
      /config-changed: ran in round 0 \(the hook failed\)\n$/,
    );
  });

  it('names a handler that is not there', async () => {
    expect(await reactive('why', 'nobody')).toMatchObject({
      code: 1,
      stderr: "no handler is called nobody; 'reactive handlers' lists them all\n",
    });
  });
});

describe('a wrong command line', () => {
  it.each([[], ['help'], ['--help']])('%j prints the usage on the output', async (...args) => {
    const { code, stdout, stderr } = await reactive(...args.flat());
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usage: reactive COMMAND');
  });

  it.each([
    [['nonsense']],
    [['flags', 'installed']],
    [['set']],
    [['set', '']],
    [['set', 'a', '1', '2']],
    [['clear', 'a', 'b']],
    [['why']],
    [['handlers', 'x']],
  ])('%j exits with 2 and prints the usage on the error output', async (args) => {
    const { code, stdout, stderr } = await reactive(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: reactive COMMAND');
  });

  it('R122 a damaged memory is told in one message', async () => {
    await writeFile(unit.path('charm/.unit-state.json'), '{}');
    const { code, stderr } = await reactive('flags');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^\S+\.unit-state\.json: error: .* \[STATE_DAMAGED\]\n {2}fix: .*\n$/);
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it.skip : it)('a memory that may not be read says who may', async () => {
    await chmod(unit.path('charm/.unit-state.json'), 0);
    const { code, stderr } = await reactive('flags');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /permission denied.*\n {2}fix: run it as root, for example with sudo\n$/,
    );
  });
});
