import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '../../lib/record/record-journal.ts';
import { bundleBlogCharm, bundleFixture, ProcessUnit } from '../support/process-unit.ts';
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
      applicationStatus: '--application active Blog',
      ports: ['80/tcp'],
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

  it('does not ask who leads where dispatch has asked', async () => {
    const askedBy = async (environment: Record<string, string>): Promise<boolean> => {
      await unit.runHook('update-status', { environment });
      return (await unit.calls()).some((call) => call.startsWith('is-leader'));
    };
    await unit.runHook('install');
    expect(await askedBy({ CHARM_IS_LEADER: 'true' })).toBe(false);
    expect(await unit.read('charm/.unit-state.json')).toContain('leadership.is_leader');
    expect(await askedBy({ CHARM_IS_LEADER: 'false' })).toBe(false);
    expect(await unit.read('charm/.unit-state.json')).not.toContain('leadership.is_leader');
    expect(await askedBy({ CHARM_IS_LEADER: '' })).toBe(true);
  });

  it('R79 logs which handlers run and what they do to the flags, at no cost', async () => {
    const { stdout } = await unit.runHook('install');
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'handler blog/install runs (round hook)',
      'handler blog/install has changed flags (round hook): +installed',
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
      '--log-level ERROR -- hook config-changed failed in handler mischief/misbehave [HANDLER_FAILED]: Error: no such table',
    );
    expect(log).toMatch(/\n\s+at .*charm\.cjs/);
  });

  it('does not blame the engine for a trigger that throws before the first handler', async () => {
    unit.state = { ...unit.state, config: { ...unit.state.config, theme: 'dark' } };
    expect(await unit.runHook('config-changed')).toMatchObject({ code: 1 });
    expect(await unit.read('agent/log')).toContain(
      'config-changed failed in a trigger on flags of the engine [HANDLER_FAILED]: Error: no such theme',
    );
  });

  it('R22 tells the flight record the handler and the first line of the error', async () => {
    await misbehave('throw');
    const [record] = readJournal(await unit.read('charm/.flight-record.json')).records;
    expect(record).toMatchObject({
      hook: 'config-changed',
      error: 'HANDLER_FAILED: no such table',
    });
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
      expect(stderr).toMatch(
        /^error: the program ended before the hook did: .* \[ENDED_EARLY\]\n {2}fix: /,
      );
      expect(await misbehave('fine')).toMatchObject({ code: 0 });
    },
  );

  it('names the tool that failed, without a value', async () => {
    const { code } = await unit.runHook('install', { missingTools: ['unit-get'] });
    expect(code).toBe(1);
    expect(await unit.read('agent/log')).toContain(
      'hook install failed in handler blog/version: error: this Juju has no hook tool unit-get [HOOK_TOOL_FAILED]\n  fix: ',
    );
  });

  it('R119 (different on purpose) says how to mend a damaged memory, without a stack trace', async () => {
    await writeFile(unit.path('charm/.unit-state.json'), '{"version": 1, "flags": {"a": hunter2');
    expect(await unit.runHook('install')).toMatchObject({ code: 1 });
    const log = await unit.read('agent/log');
    expect(log).toMatch(
      /hook install failed: .*\.unit-state\.json: error: the unit's memory is damaged: .* not JSON \[STATE_DAMAGED\]/,
    );
    expect(log).not.toMatch(/\n\s+at |hunter2/);
  });

  it('tells on its output what Juju does not take as a log line', async () => {
    const { code, stdout } = await misbehave('throw', { missingTools: ['juju-log'] });
    expect(code).toBe(1);
    expect(stdout).toContain('ERROR hook config-changed failed in handler mischief/misbehave [');
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
    'R76 the restricted hook %s touches nothing where no handler waits for it',
    async (hook) => {
      expect(await unit.runHook(hook)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await unit.calls()).toEqual([]);
      expect(await unit.read('charm/.unit-state.json')).toBe('');
    },
  );

  it('a command of juju exec runs the handlers of all hooks', async () => {
    await unit.runHook('install');
    expect(await unit.runHook('', { environment: { JUJU_DISPATCH_PATH: '' } })).toMatchObject({
      code: 0,
    });
    const { records } = readJournal(await unit.read('charm/.flight-record.json'));
    expect(records.map(({ hook }) => hook)).toEqual(['install', 'commands']);
  });

  it('an action that the charm does not have is refused with its name', async () => {
    expect(await unit.runHook('', actionOptions('nothing'))).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(await unit.read('agent/action')).toBe(
      'action-fail -- ACTION_UNKNOWN: charm wordpress has no handler for action nothing\n',
    );
    expect(await unit.read('charm/.unit-state.json')).toBe('');
  });

  it('a wrong environment is named', async () => {
    const { code, stderr } = await unit.runHook('install', {
      environment: { JUJU_UNIT_NAME: 'wordpress' },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: JUJU_UNIT_NAME is "wordpress", expected a unit name .* \[ENVIRONMENT\]\n {2}fix: .*\n$/,
    );
  });
});

describe('an action', () => {
  let backup: string;

  beforeAll(async () => {
    backup = await bundleFixture('backup-charm', folder);
  }, 60_000);

  beforeEach(async () => {
    await unit.remove();
    const config = { ...JUJU.config, password: 'hunter2' };
    unit = await ProcessUnit.create(backup, { ...JUJU, config });
    expect(await unit.runHook('install')).toMatchObject({ code: 0 });
  });

  async function runAction(how?: string): Promise<ProcessOutcome> {
    const parameters = how === undefined ? {} : { how };
    return unit.runHook('', { ...actionOptions('backup'), parameters });
  }

  it('C71 tells its results and its progress, and its output holds nothing else', async () => {
    expect(await runAction()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await unit.read('agent/action')).toBe(
      'action-log -- dumping\naction-set dump.file=a.sql dump.bytes=12\n',
    );
    expect(await unit.read('agent/log')).toContain('INFO -- a dump is made');
    expect(JSON.parse(await unit.read('charm/.unit-state.json'))).toMatchObject({
      data: { parameters: '{"level":3}', announced: true },
      origins: { 'backup.done': { by: 'backup/dump', hook: 'action backup' } },
    });
  });

  it('C65 that fails by its own word exits with 0, and what it did is kept', async () => {
    expect(await runAction('fail')).toMatchObject({ code: 0 });
    expect(await unit.read('agent/action')).toContain(
      'action-set dump.file=a.sql dump.bytes=12\naction-fail -- no room on the disk\n',
    );
    expect(await unit.read('charm/.unit-state.json')).toContain('backup.done');
  });

  it('C64 that throws exits with 1, says why, and keeps nothing', async () => {
    const before = await unit.read('charm/.unit-state.json');
    const { code, stderr } = await runAction('throw');
    expect(code).toBe(1);
    expect(stderr).toBe('HANDLER_FAILED: cannot log in with ***\n');
    expect(await unit.read('agent/action')).toContain(
      'action-fail -- HANDLER_FAILED: cannot log in with ***\n',
    );
    expect(await unit.read('agent/log')).toMatch(
      /ERROR -- action backup failed in handler backup\/dump \[HANDLER_FAILED\]: Error: cannot log in.*\nat all\n +at /,
    );
    expect(await unit.read('charm/.unit-state.json')).toBe(before);
  });

  it('that returns what Juju does not take is told so, and keeps nothing', async () => {
    expect(await runAction('results')).toMatchObject({
      code: 1,
      stderr: 'ACTION_RESULTS: result Bad is no name that Juju takes\n',
    });
    expect(await unit.read('charm/.unit-state.json')).not.toContain('backup.done');
  });

  it('R24 (different on purpose) is never taken for a success when it ends early', async () => {
    const { code, stderr } = await runAction('exit-0');
    expect(code).toBe(1);
    expect(stderr).toContain('[ENDED_EARLY]');
  });

  it('with a wrong parameter runs nothing', async () => {
    const parameters = { level: 'high' };
    const options = { ...actionOptions('backup'), parameters };
    expect(await unit.runHook('', options)).toMatchObject({ code: 0 });
    expect(await unit.read('agent/action')).toBe(
      'action-fail -- ACTION_PARAMETERS: parameter level is a text, expected a whole number\n',
    );
    expect(await unit.read('charm/.unit-state.json')).not.toContain('backup.done');
  });

  it('whose conditions do not hold says what it waits for', async () => {
    expect(await unit.runHook('', actionOptions('restore'))).toMatchObject({ code: 0 });
    expect(await unit.read('agent/action')).toBe(
      'action-fail -- ACTION_CONDITIONS: no handler of action restore may run now: backup/load (not set: restore.allowed)\n',
    );
  });

  it('shows no secret that stands in an error, be it remembered or just read', async () => {
    const outcome = await runAction('throw');
    unit.state = { ...unit.state, config: { password: 'correct horse' } };
    const changed = await unit.runHook('config-changed');
    const log = await unit.read('agent/log');
    expect(log).toContain('hook config-changed failed in handler backup/log-in');
    expect(log).toContain('cannot log in with ***');
    const record = await unit.read('charm/.flight-record.json');
    const shown = [outcome, changed, log, record].map((each) => JSON.stringify(each)).join();
    expect(shown).not.toMatch(/hunter2|correct horse/);
  });

  it('R76 a restricted hook runs its own handlers, and keeps their flags', async () => {
    expect(await unit.runHook('collect-metrics')).toMatchObject({ code: 0, stderr: '' });
    expect(await unit.calls()).toEqual(['add-metric dumps=1']);
    expect(JSON.parse(await unit.read('charm/.unit-state.json'))).toMatchObject({
      flags: { counted: null },
    });
  });

  it('a mistake of its author has no stack trace', async () => {
    expect(await unit.runHook('start')).toMatchObject({ code: 1 });
    const log = await unit.read('agent/log');
    expect(log).toContain(
      'hook start failed in handler backup/listen: error: "http" is no port [PORT_MALFORMED]\n  fix: write a port as 80/tcp',
    );
    expect(log).not.toMatch(/\n\s+at /);
  });
});

function actionOptions(action: string): RunOptions {
  return {
    environment: {
      JUJU_HOOK_NAME: '',
      JUJU_DISPATCH_PATH: `actions/${action}`,
      JUJU_ACTION_NAME: action,
      JUJU_ACTION_UUID: '12',
    },
  };
}
