import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatClock } from '../../src/cli/time.ts';
import type { Model } from '../../src/model.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { addRelation } from '../../src/transitions/relations.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { FakeModels, MYSQL, TIME, WORDPRESS, charm, emptyModel, run, withUnit } from './support.ts';

function sample(): Model {
  return sequence(
    deployApplication({ name: 'mysql', charm: MYSQL, units: 2, config: { port: 5 } }),
    deployApplication({ name: 'wordpress', charm: WORDPRESS }),
    addRelation('wordpress', 'mysql'),
  )(emptyModel());
}

function failed(): Model {
  const unit = sample().units['mysql/0'];
  if (unit === undefined) throw new Error('the sample has no mysql/0');
  return withUnit(sample(), 'mysql/0', {
    agent: { status: 'error', message: 'hook failed: "install"', since: TIME },
    uniter: { ...unit.uniter, failed: { kind: 'lifecycle', name: 'install' } },
  });
}

const IDLE = { status: 'idle', message: '', since: TIME } as const;

function activate(model: Model): Model {
  const active = { status: 'active', message: '', since: TIME } as const;
  return Object.values(model.units).reduce(
    (next, { name }) => withUnit(next, name, { workload: active, agent: IDLE }),
    model,
  );
}

describe('juju-local config', () => {
  it('shows all settings, or the value of one', async () => {
    const models = new FakeModels(sample());
    const all = await run(models, ['config', 'mysql', '--format', 'json']);
    expect(JSON.parse(all.stdout)).toMatchObject({
      application: 'mysql',
      charm: 'mysql',
      settings: {
        port: {
          default: 3306,
          description: 'Where to listen.',
          source: 'user',
          type: 'int',
          value: 5,
        },
        debug: { source: 'default', value: false },
        title: { source: 'unset' },
      },
    });
    expect((await run(models, ['config', 'mysql', 'port'])).stdout).toBe('5\n');
    expect((await run(models, ['config', 'mysql', 'title'])).stdout).toBe('');
    expect(models.opened).toEqual([]);
  });

  it('sets, resets and settles', async () => {
    const models = new FakeModels(sample());
    const set = await run(models, [
      'config',
      'mysql',
      'title=a=b',
      'debug=True',
      '--reset',
      'port',
    ]);
    expect(set.code).toBe(0);
    expect(models.model?.applications['mysql']?.config).toEqual({ title: 'a=b', debug: true });
    expect(models.done).toEqual(['settle']);
  });

  it('reads a file, and a value from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'juju-local-'));
    await writeFile(join(folder, 'c.yaml'), 'mysql: {port: 7}\n');
    await writeFile(join(folder, 'title'), 'long');
    const models = new FakeModels(sample());
    const line = ['config', 'mysql', 'title=@title', '--file', 'c.yaml'];
    await run(models, line, { cwd: folder });
    expect(models.model?.applications['mysql']?.config).toEqual({ port: 7, title: 'long' });
    await rm(folder, { recursive: true });
  });

  it('trusts an application', async () => {
    const models = new FakeModels(sample());
    await run(models, ['config', 'mysql', 'trust=true']);
    expect(models.model?.applications['mysql']?.trusted).toBe(true);
  });

  it.each([
    [['config', 'mysq'], 1, 'application "mysq" not found'],
    [['config', 'mysql', 'prt'], 1, 'key "prt" not found'],
    [['config', 'mysql', 'prt=1'], 1, 'unknown option "prt"'],
    [['config', 'mysql', 'port=x'], 1, 'option "port" expected int'],
    [['config', 'mysql', 'port', 'title=x'], 2, 'cannot get and set'],
    [['config', 'mysql', 'port', '--format', 'xml'], 2, '--format is "xml"'],
  ])('refuses %j', async (line, code, message) => {
    const outcome = await run(new FakeModels(sample()), line);
    expect(outcome.stderr).toContain(message);
    expect(outcome.code).toBe(code);
  });
});

describe('commands that change the model', () => {
  it('integrate and remove relations', async () => {
    const models = new FakeModels(sample());
    const again = await run(models, ['integrate', 'wordpress', 'mysql']);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('exists already')]);
    expect((await run(models, ['remove-relation', 'wordpress', 'mysql'])).code).toBe(0);
    expect(Object.keys(models.model?.relations ?? {})).toEqual(['0']);
    expect((await run(models, ['relate', 'wordpress:db', 'mysql:server'])).code).toBe(0);
    expect(models.isLocked).toBe(false);
  });

  it('add and remove units and applications', async () => {
    const models = new FakeModels(sample());
    await run(models, ['add-unit', 'mysql', '-n', '2', '--to', '0']);
    expect(models.model?.units['mysql/2']?.machine).toBe('0');
    expect(models.model?.units['mysql/3']?.machine).toBe('3');
    const units = await run(models, ['remove-unit', 'mysql/2', 'mysql/3']);
    expect(units.stderr).toBe('will remove unit mysql/2\nwill remove unit mysql/3\n');
    const application = await run(models, ['remove-application', 'wordpress']);
    expect(application.stderr).toBe(
      'will remove application wordpress\n- will remove unit wordpress/0\n',
    );
    expect(Object.keys(models.model?.units ?? {})).toEqual(['mysql/0', 'mysql/1']);
  });

  it('refresh an application only when its charm differs', async () => {
    const models = new FakeModels(sample());
    models.charms['/work-dir/m.charm'] = MYSQL;
    const same = await run(models, ['refresh', 'mysql', '--path', 'm.charm']);
    expect(same.stderr).toContain('is up to date');
    const text = 'name: mysql\nprovides: {server: mysql}\npeers: {cluster: mysql-ha}\n';
    models.charms['/work-dir/m.charm'] = charm(text, { revision: 1 });
    const newer = await run(models, ['refresh', 'mysql', '--path', 'm.charm']);
    expect([newer.code, newer.stderr]).toEqual([0, 'refreshed "mysql" to revision 1\n']);
    models.charms['/work-dir/m.charm'] = WORDPRESS;
    const other = await run(models, ['refresh', 'mysql', '--path', 'm.charm']);
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('cannot refresh')]);
  });

  it('refuse a model that is not there, and one that another process holds', async () => {
    const none = await run(new FakeModels(), ['add-unit', 'mysql']);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('there is no model in')]);
    const models = new FakeModels(sample());
    models.isLocked = true;
    const locked = await run(models, ['add-unit', 'mysql']);
    expect([locked.code, locked.stderr]).toEqual([1, expect.stringContaining('MODEL_LOCKED')]);
    expect(Object.keys(models.model?.units ?? {})).toHaveLength(3);
    expect((await run(models, ['status'])).code).toBe(0);
  });

  it('keep the model where JUJU_LOCAL_DIR says', async () => {
    const models = new FakeModels(sample());
    await run(models, ['add-unit', 'mysql'], { environment: { JUJU_LOCAL_DIR: '../other' } });
    await run(models, ['add-unit', 'mysql']);
    expect(models.opened.map(({ directory }) => directory)).toEqual([
      '/other',
      '/work-dir/.juju-local',
    ]);
  });

  it('say which hook of which unit failed, with the end of its log, and what to do', async () => {
    const models = new FakeModels(failed());
    const record = { time: TIME, module: 'unit.mysql/0.install', level: 'WARNING' } as const;
    models.log = [
      { ...record, entity: 'unit-mysql-0', module: 'unit.mysql/0.backup', message: 'an action' },
      { ...record, entity: 'unit-mysql-0', message: 'cannot find the disk' },
      { ...record, entity: 'unit-mysql-1', message: 'all is well' },
    ];
    models.report = {
      failures: [{ unit: 'mysql/0', hook: 'install', exitCode: 3 }],
      inError: [{ unit: 'mysql/0', hook: 'install' }],
    };
    const { code, stderr } = await run(models, ['config', 'mysql', 'port=9']);
    expect(code).toBe(1);
    expect(stderr).not.toContain('an action');
    expect(stderr).toContain('unit mysql/0 is in error: hook install failed with exit code 3');
    expect(stderr).toContain('cannot find the disk');
    expect(stderr).not.toContain('all is well');
    expect(stderr).toContain('"juju-local resolved mysql/0"');
  });
});

describe('juju-local resolved', () => {
  it('runs the failed hook again, or counts it as done', async () => {
    const models = new FakeModels(failed());
    await run(models, ['resolved', 'mysql/0']);
    await run(models, ['resolved', '--all', '--no-retry']);
    expect(models.done).toEqual([
      'resolve mysql/0 retry',
      'settle',
      'resolve mysql/0 no-retry',
      'settle',
    ]);
  });

  it('refuses units that are not in error', async () => {
    const { code, stderr } = await run(new FakeModels(failed()), ['resolved', 'mysql/1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/"mysql\/1" is not in an error state.*\n.*mysql\/0/);
  });

  it('needs units, or --all', async () => {
    const none = await run(new FakeModels(failed()), ['resolved']);
    const both = await run(new FakeModels(failed()), ['resolved', '--all', 'mysql/0']);
    expect([none.code, both.code]).toEqual([2, 2]);
  });
});

describe('juju-local exec and ssh', () => {
  it('run a command on units and give its output and exit code', async () => {
    const models = new FakeModels(sample());
    models.result = { code: 3, stdout: 'out\n', stderr: 'err\n' };
    const one = await run(models, ['exec', '--unit', 'mysql/leader', '--', 'ls', '-l', 'a b']);
    expect(one).toMatchObject({ code: 3, stdout: 'out\n' });
    expect(one.stderr).toContain('err\n');
    models.result = { code: 0, stdout: 'out', stderr: '' };
    const all = await run(models, ['exec', '--application', 'mysql', 'hostname | wc']);
    expect(all.stdout).toBe('mysql/0:\nout\n\nmysql/1:\nout\n\n');
    expect(models.done).toEqual([
      "exec mysql/0: ls -l 'a b'",
      'settle',
      'exec mysql/0: hostname | wc',
      'exec mysql/1: hostname | wc',
      'settle',
    ]);
  });

  it('print results as data', async () => {
    const models = new FakeModels(sample());
    models.result = { code: 0, stdout: 'x\n', stderr: '' };
    const { stdout } = await run(models, ['exec', '-u', 'mysql/0', '--format', 'json', 'true']);
    expect(JSON.parse(stdout)['mysql/0']).toMatchObject({
      results: { 'return-code': 0, stdout: 'x\n' },
    });
  });

  it('refuse a command without units', async () => {
    const { code, stderr } = await run(new FakeModels(sample()), ['exec', '--', 'ls']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--unit, --application or --all')]);
  });

  it('open a shell or run a command on the machine of a unit', async () => {
    const models = new FakeModels(sample());
    await run(models, ['ssh', 'mysql/1']);
    models.result = { code: 5, stdout: '', stderr: '' };
    const { code } = await run(models, ['ssh', 'mysql/leader', 'cat', '-n', '/etc/hosts']);
    expect(code).toBe(5);
    expect(models.done.filter((it) => it !== 'settle')).toEqual([
      'shell mysql/1: ',
      'shell mysql/0: cat -n /etc/hosts',
    ]);
  });
});

describe('juju-local wait', () => {
  it('ends when every unit is active', async () => {
    const models = new FakeModels(sample());
    let settles = 0;
    models.agents = (model) => {
      settles += 1;
      return settles === 3 ? activate(model) : model;
    };
    const { code, stderr } = await run(models, ['wait']);
    expect([code, settles, stderr]).toEqual([0, 3, 'every unit is active\n']);
  });

  it('gives up in time and names the units that are not active', async () => {
    const { code, stderr } = await run(new FakeModels(sample()), ['wait', '--timeout', '5']);
    expect(code).toBe(1);
    expect(stderr).toContain('after 5.0s these units are not active');
    expect(stderr).toContain(
      `  mysql/0: waiting since ${formatClock(new Date(TIME))} (waiting for machine)`,
    );
  });
});

describe('juju-local destroy-model', () => {
  it('asks, and removes only on yes', async () => {
    const models = new FakeModels(sample());
    const no = await run(models, ['destroy-model'], { ask: async () => 'n' });
    expect([no.code, models.model === undefined]).toEqual([1, false]);
    const yes = await run(models, ['destroy-model'], { ask: async () => 'y' });
    expect([yes.code, models.model]).toEqual([0, undefined]);
  });

  it('needs --no-prompt where nobody can answer', async () => {
    const models = new FakeModels(sample());
    const { code, stderr } = await run(models, ['destroy-model']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--no-prompt')]);
    expect((await run(models, ['destroy-model', '-y'])).code).toBe(0);
    expect((await run(models, ['destroy-model', '-y'])).stderr).toContain('there is no model');
  });
});

describe('juju-local debug-log', () => {
  const log = (['DEBUG', 'INFO', 'ERROR'] as const).flatMap((level, at) =>
    [0, 1].map((unit) => ({
      time: TIME,
      entity: `unit-mysql-${unit}`,
      level,
      module: at === 2 ? `unit.mysql/${unit}.juju-log` : `unit.mysql/${unit}.install`,
      message: `${level} of ${unit}`,
    })),
  );

  async function messages(...line: string[]): Promise<string[]> {
    const models = new FakeModels(sample());
    models.log = log;
    const { stdout } = await run(models, ['debug-log', ...line]);
    return stdout.split('\n').filter((text) => text !== '');
  }

  it('prints lines as Juju does', async () => {
    expect((await messages('--replay'))[0]).toMatch(
      /^unit-mysql-0: \d\d:00:00 DEBUG unit\.mysql\/0\.install DEBUG of 0$/,
    );
    expect((await messages('--date', '-n', '1'))[0]).toMatch(/^unit-mysql-1: 2026-11-2\d \d\d:/);
  });

  it.each([
    [['--replay'], 6],
    [['-n', '2'], 2],
    [['--limit', '0'], 0],
    [['--include', 'mysql/0'], 3],
    [['--include', 'unit-mysql-1'], 3],
    [['--include', 'unit-mysql-*'], 6],
    [['--include', 'mysql'], 6],
    [['--exclude', 'mysql/0'], 3],
    [['--level', 'INFO'], 4],
    [['--level', 'ERROR', '-i', 'mysql/1'], 1],
    [['--include-module', 'unit.mysql/0.juju-log'], 1],
  ])('picks records by %j', async (line, count) => {
    expect(await messages(...line)).toHaveLength(count);
  });
});

describe('juju-local help and version', () => {
  it('lists all commands, and the options of one', async () => {
    const overview = await run(new FakeModels(), ['help']);
    expect(overview.stdout).toMatch(/^ {2}integrate, add-relation, relate +Integrate two/m);
    const one = await run(new FakeModels(), ['help', 'relate']);
    expect(one.stdout).toContain('Usage: juju-local integrate [options] APPLICATION[:ENDPOINT]');
    expect((await run(new FakeModels(), ['help', 'nothing'])).code).toBe(2);
  });

  it('tells the version of the agents', async () => {
    expect((await run(new FakeModels(), ['version'])).stdout).toBe('3.6.11-ubuntu-amd64\n');
  });

  it('shows mistakes in the command line with code 2 and where to look', async () => {
    const { code, stderr } = await run(new FakeModels(), ['status', '--wide']);
    expect([code, stderr]).toEqual([
      2,
      'error: option provided but not defined: --wide\n  see "juju-local help status"\n',
    ]);
  });
});
