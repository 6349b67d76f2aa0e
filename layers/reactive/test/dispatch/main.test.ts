import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRecords } from '../../lib/record/flight-record.ts';
import { bundleBlogCharm, ProcessUnit } from '../support/process-unit.ts';
import type { JujuState, ProcessOutcome, RunOptions } from '../support/process-unit.ts';

const JUJU: JujuState = {
  config: { port: 80, title: 'Blog' },
  isLeader: true,
  leaderData: {},
  bags: { 'db:1 mysql/0': { host: 'a' } },
  status: '',
  version: '',
};

let folder: string;
let bundle: string;
let unit: ProcessUnit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'main-'));
  bundle = await bundleBlogCharm(folder);
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  unit = await ProcessUnit.create(bundle, JUJU);
});

afterEach(async () => {
  await unit.remove();
});

/** Runs a hook in which the charm misbehaves. */
async function misbehave(how: string, options: RunOptions = {}): Promise<ProcessOutcome> {
  unit.state = { ...unit.state, config: { ...unit.state.config, title: how } };
  return unit.runHook('config-changed', options);
}

describe('a hook that succeeds', () => {
  it('exits with 0, and Juju has what the charm declared', async () => {
    expect(await unit.runHook('install')).toMatchObject({ code: 0, stderr: '' });
    expect(unit.state).toMatchObject({
      status: 'active Ready',
      version: '6.4',
      leaderData: { token: 'hunter2' },
      bags: {
        'db:1 wordpress/0': { title: 'Blog', seen: 'a' },
        'db:1 wordpress': { version: '6' },
      },
    });
    expect(await unit.read('machine/etc/blog.conf')).toBe('port=80\n');
  });

  it('calls no hook tool more than it must once all is settled', async () => {
    await unit.runHook('install');
    await unit.runHook('update-status');
    await unit.runHook('update-status');
    const calls = await unit.calls();
    expect(calls.map((call) => call.replace(/ .*/, '')).toSorted()).toEqual([
      'is-leader',
      'juju-log',
      'status-set',
      'status-set',
    ]);
  });

  it('logs which handlers run, at no cost', async () => {
    const { stdout } = await unit.runHook('install');
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'handler blog/install runs (round hook)',
      'handler blog/announce runs (round 0)',
    ]);
  });

  it('writes all its output before it ends', async () => {
    const { code, stdout } = await misbehave('loud');
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(3_000_000);
  });

  it('ends although a handler left a socket open', async () => {
    expect(await misbehave('open-socket')).toMatchObject({ code: 0 });
  });

  it('leaves no file in the charm directory that others may read', async () => {
    await unit.runHook('install');
    for (const name of ['.unit-state.json', '.flight-record.json']) {
      expect((await stat(unit.path(`charm/${name}`))).mode & 0o777).toBe(0o600);
    }
  });
});

describe('a hook that fails', () => {
  it('R22 exits with 1, logs handler and stack trace at ERROR, and keeps no flag', async () => {
    await unit.runHook('install');
    const before = await unit.read('charm/.unit-state.json');
    expect(await misbehave('throw')).toMatchObject({ code: 1 });
    expect(await unit.read('charm/.unit-state.json')).toBe(before);
    const log = await unit.read('agent/log');
    expect(log).toContain(
      '--log-level ERROR -- hook config-changed failed in handler mischief/misbehave: Error: no such table',
    );
    expect(log).toMatch(/\n\s+at .*charm\.cjs/);
  });

  it('R22 tells the flight record the handler and the first line of the error', async () => {
    await misbehave('throw');
    const [record] = parseRecords(await unit.read('charm/.flight-record.json'));
    expect(record).toMatchObject({ hook: 'config-changed', error: 'no such table' });
    expect(record?.rounds.at(-1)?.failed).toBe('mischief/misbehave');
  });

  it('R117 leaves its changes to the next hook', async () => {
    await unit.runHook('install');
    await misbehave('throw');
    expect(await misbehave('fine')).toMatchObject({ code: 0 });
    expect(unit.state.bags['db:1 wordpress/0']).toMatchObject({ title: 'fine' });
  });

  it('never shows a secret that it shared', async () => {
    const outcome = await misbehave('throw');
    const shown = [outcome.stdout, outcome.stderr, await unit.read('agent/log')].join();
    expect(shown).not.toContain('hunter2');
    expect(await unit.read('charm/.flight-record.json')).not.toContain('hunter2');
  });

  it('R25 exits with the code that a handler exits with', async () => {
    expect(await misbehave('exit-3')).toMatchObject({ code: 3 });
    expect(await unit.read('charm/.unit-state.json')).toBe('');
  });

  it.each(['exit-0', 'wait-for-ever'])(
    'R24 (different on purpose) is never taken for a success when it ends early: %s',
    async (how) => {
      const { code, stderr } = await misbehave(how);
      expect(code).toBe(1);
      expect(stderr).toContain('the program ended before the hook did');
      expect(await misbehave('fine')).toMatchObject({ code: 0 });
    },
  );

  it('names the tool that failed, without a value', async () => {
    const { code } = await unit.runHook('install', { missingTools: ['unit-get'] });
    expect(code).toBe(1);
    expect(await unit.read('agent/log')).toContain(
      'unit-get failed with exit code 127: unit-get is not on PATH',
    );
  });

  it('R119 (different on purpose) says how to mend a damaged memory, without a stack trace', async () => {
    await writeFile(unit.path('charm/.unit-state.json'), '{"version": 1, "flags": {"a": hunter2');
    expect(await unit.runHook('install')).toMatchObject({ code: 1 });
    const log = await unit.read('agent/log');
    expect(log).toMatch(
      /hook install failed: .*\.unit-state\.json: error: the unit's memory is damaged: its \d+ characters are not JSON \[STATE_DAMAGED\]/,
    );
    expect(log).not.toMatch(/\n\s+at |hunter2/);
  });

  it('tells on its output what Juju does not take as a log line', async () => {
    const { code, stdout } = await misbehave('throw', { missingTools: ['juju-log'] });
    expect(code).toBe(1);
    expect(stdout).toContain('ERROR hook config-changed failed in handler mischief/misbehave');
  });
});

describe('other Jujus', () => {
  it('without leader data (4.0) reads none, and says what to do instead of sharing it', async () => {
    const missingTools = ['leader-get', 'leader-set'];
    unit.state = { ...unit.state, isLeader: false };
    expect(await unit.runHook('install', { missingTools })).toMatchObject({ code: 0 });
    unit.state = { ...unit.state, isLeader: true };
    expect(await unit.runHook('leader-elected')).toMatchObject({ code: 1 });
    expect(await unit.read('agent/log')).toContain(
      'this Juju has no leader settings (they ended with Juju 4.0), and the charm has no peer endpoint to share leader data by',
    );
  });
});

describe('other runs', () => {
  it.each(['collect-metrics', 'meter-status-changed'])(
    'R76 (nothing yet to run there) the restricted hook %s touches nothing',
    async (hook) => {
      expect(await unit.runHook(hook)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await unit.calls()).toEqual([]);
      expect(await unit.read('charm/.unit-state.json')).toBe('');
    },
  );

  it('an action is refused with its name', async () => {
    const environment = {
      JUJU_HOOK_NAME: '',
      JUJU_DISPATCH_PATH: 'actions/backup',
      JUJU_ACTION_NAME: 'backup',
      JUJU_ACTION_UUID: '12',
    };
    expect(await unit.runHook('', { environment })).toMatchObject({ code: 0 });
    expect(await unit.read('agent/action')).toBe(
      '-- charm wordpress has no handler for action backup\n',
    );
  });

  it('a wrong environment is named', async () => {
    const { code, stderr } = await unit.runHook('install', {
      environment: { JUJU_UNIT_NAME: 'wordpress' },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('JUJU_UNIT_NAME is "wordpress", expected a unit name');
  });
});
