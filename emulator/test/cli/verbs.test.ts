import type { Model } from '../../src/model.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { setPartition } from '../../src/transitions/partitions.ts';
import { addRelation } from '../../src/transitions/relations.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { addSubordinate } from '../../src/transitions/units.ts';
import {
  FakeModels,
  MYSQL,
  NRPE,
  TIME,
  WORDPRESS,
  charm,
  emptyModel,
  run,
  withUnit,
} from './support.ts';

const IDLE = { status: 'idle', message: '', since: TIME } as const;
const ACTIVE = { status: 'active', message: '', since: TIME } as const;

function sample(): Model {
  const model = sequence(
    deployApplication({ name: 'mysql', charm: MYSQL, units: 2 }),
    deployApplication({ name: 'wordpress', charm: WORDPRESS, to: ['lxd:0'] }),
    deployApplication({ name: 'nrpe', charm: NRPE }),
    deployApplication({ name: 'alone', charm: MYSQL }),
    addRelation('wordpress:db', 'mysql:server'),
    addRelation('nrpe', 'mysql'),
  )(emptyModel());
  return addSubordinate(model, 'nrpe', 'mysql/0');
}

function calm(model: Model): Model {
  return Object.values(model.units).reduce(
    (next, { name }) => withUnit(next, name, { workload: ACTIVE, agent: IDLE }),
    model,
  );
}

function failed(more: object = {}): Model {
  const model = calm(sample());
  const uniter = model.units['mysql/0']?.uniter;
  if (uniter === undefined) throw new Error('the sample has no mysql/0');
  return withUnit(model, 'mysql/0', {
    agent: { status: 'error', message: 'hook failed: "start"', since: TIME },
    uniter: { ...uniter, failed: { kind: 'lifecycle', name: 'start' }, ...more },
  });
}

describe('juju-local status with selectors', () => {
  async function shown(...selectors: string[]): Promise<[string[], string[], string[]]> {
    const models = new FakeModels(withUnit(calm(sample()), 'mysql/1', { agent: IDLE }));
    const { stdout } = await run(models, ['status', ...selectors, '--format', 'json']);
    const { applications, machines } = JSON.parse(stdout);
    const units = Object.values<{ units?: object }>(applications);
    return [
      Object.keys(applications),
      units.flatMap((it) => Object.keys(it.units ?? {})),
      Object.keys(machines),
    ];
  }

  it.each<[string[], [string[], string[], string[]]]>([
    [['alone'], [['alone'], ['alone/0'], ['2']]],
    [['wordpress'], [['mysql', 'wordpress'], ['wordpress/0'], ['0']]],
    [['mysql/1'], [['mysql', 'nrpe', 'wordpress'], ['mysql/1'], ['1']]],
    [['nrpe/0'], [['mysql', 'nrpe', 'wordpress'], ['mysql/0'], ['0']]],
    [['2'], [['alone'], ['alone/0'], ['2']]],
    [
      ['al*', 'mysql/1'],
      [
        ['alone', 'mysql', 'nrpe', 'wordpress'],
        ['alone/0', 'mysql/1'],
        ['1', '2'],
      ],
    ],
    [['blocked'], [[], [], []]],
  ])('%j shows what matches, and related applications without units', async (line, expected) => {
    expect(await shown(...line)).toEqual(expected);
  });

  it('says that nothing matches', async () => {
    const { code, stderr } = await run(new FakeModels(sample()), ['status', 'nothing']);
    expect([code, stderr]).toEqual([0, 'Nothing matched specified filter.\n']);
  });

  it('prints a line for each unit, and times in UTC', async () => {
    const models = new FakeModels(calm(sample()));
    const lines = await run(models, ['status', '--format', 'oneline', 'mysql/0']);
    expect(lines.stdout).toBe(
      '- mysql/0: 10.0.12.10 (agent:idle, workload:active)\n' +
        '  - nrpe/0: 10.0.12.10 (agent:idle, workload:active)\n',
    );
    const { stdout } = await run(models, ['status', '--utc', '--format', 'json']);
    expect(JSON.parse(stdout).applications.mysql['application-status'].since).toBe(
      '2026-11-23 10:00:00Z',
    );
    expect((await run(models, ['status', '--color', '--no-color'])).code).toBe(2);
  });

  it('shows machines that are cut off, and that nothing is known of their units', async () => {
    const models = new FakeModels(setPartition('1', true)(calm(sample())));
    const { stdout } = await run(models, ['status', 'mysql/1']);
    expect(stdout).toMatch(/^mysql\/1 +unknown +lost +1 +10\.0\.12\.20 +agent lost, see/m);
    expect((await run(models, ['machines'])).stdout).toMatch(/^1 +down +10\.0\.12\.20/m);
    const json = await run(models, ['machines', '--format', 'json']);
    expect(Object.keys(JSON.parse(json.stdout))).toEqual(['model', 'machines']);
  });
});

describe('juju-local wait', () => {
  it('waits for the units that are named, and for other statuses', async () => {
    const models = new FakeModels(
      withUnit(sample(), 'mysql/1', {
        workload: { status: 'blocked', message: '', since: TIME },
        agent: IDLE,
      }),
    );
    const line = ['wait', 'mysql/1', '--timeout', '1s'];
    expect((await run(models, line)).code).toBe(1);
    const blocked = await run(models, [...line, '--for', 'blocked,waiting']);
    expect([blocked.code, blocked.stderr]).toEqual([0, 'mysql/1 is blocked or waiting\n']);
    expect((await run(models, [...line, '--for', 'idle'])).code).toBe(0);
    expect((await run(models, ['wait', 'mysql/8', '--for', 'gone'])).code).toBe(0);
  });

  it('ends at once when nothing more will happen, and says why', async () => {
    const models = new FakeModels(failed());
    const { code, stderr } = await run(models, ['wait']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^these units will not be active by themselves:\n {2}mysql\/0: error since \S+ \(hook failed: "start"\)\n {4}see "juju-local debug-log --include mysql\/0"; .*\n$/,
    );
  });

  it('says of each unit what keeps it', async () => {
    const cut = new FakeModels(setPartition('1', true)(calm(sample())));
    expect((await run(cut, ['wait', 'mysql/1'])).stderr).toContain(
      '    machine 1 is cut off from the model; "juju-local fault heal 1" ends it\n',
    );
    const at = '2026-11-23T10:00:50.000Z';
    const failing = new FakeModels(failed({ retry: { at, count: 3 } }));
    const { stderr } = await run(failing, ['wait', '--timeout', '2s']);
    expect(stderr).toMatch(/^ {4}the hook runs again at \S+, try 3$/m);
    const agent = { status: 'executing', message: 'running start hook', since: TIME } as const;
    const busy = new FakeModels(withUnit(calm(sample()), 'mysql/1', { agent }));
    const executing = await run(busy, ['wait', 'mysql/1', '--timeout', '1s']);
    expect(executing.stderr).toContain('    its agent is executing: running start hook\n');
  });

  it('waits for a failed hook that is run again when its time has come', async () => {
    const models = new FakeModels(failed({ retry: { at: '2026-11-23T10:00:05.000Z', count: 1 } }));
    let settles = 0;
    models.agents = (model) => {
      settles += 1;
      return settles === 6 ? calm(sample()) : model;
    };
    const { code } = await run(models, ['wait', '--timeout', '1m']);
    expect([code, settles]).toEqual([0, 6]);
  });

  it.each([
    [['wait', 'nothing'], 1, 'application "nothing" not found'],
    [['wait', '--for', 'happy'], 2, '--for is "happy"'],
    [['wait', '--timeout', 'soon'], 2, 'expected a duration such as 30s'],
  ])('refuses %j', async (line, expected, message) => {
    const { code, stderr } = await run(new FakeModels(sample()), line);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});

describe('juju-local exec', () => {
  it('exits with the code of the command although a unit is in error', async () => {
    const models = new FakeModels(failed());
    models.report = { inError: [{ unit: 'mysql/0', hook: 'start' }] };
    const { code, stderr } = await run(models, ['exec', '-u', 'mysql/1', 'true']);
    expect(code).toBe(0);
    expect(stderr).toContain('unit mysql/0 is in error: hook start failed earlier');
  });

  it('refuses to be called from within a hook, and two ways to choose units', async () => {
    const environment = { JUJU_CONTEXT_ID: 'mysql/0-start-1' };
    const inside = await run(new FakeModels(sample()), ['exec', '--all', 'true'], { environment });
    expect(inside.stderr).toContain('cannot be called from within a hook, have context');
    const both = await run(new FakeModels(sample()), ['exec', '--all', '-u', 'mysql/0', 'true']);
    expect(both.code).toBe(2);
  });
});

describe('juju-local refresh', () => {
  it('sets options with a refresh, and takes a charm of another name with --switch', async () => {
    const models = new FakeModels(sample());
    const text = 'name: mariadb\nprovides: {server: mysql}\npeers: {cluster: mysql-ha}\n';
    const config = 'options: {size: {type: int}}\n';
    models.charms['/work-dir/m.charm'] = charm(text, { config });
    const line = ['refresh', 'alone', '--config', 'size=3'];
    const path = await run(models, [...line, '--path', 'm.charm']);
    expect([path.code, path.stderr]).toEqual([1, expect.stringContaining('--switch')]);
    expect((await run(models, [...line, '--switch', 'm.charm'])).code).toBe(0);
    expect(models.model?.applications['alone']).toMatchObject({
      charm: { name: 'mariadb' },
      config: { size: 3 },
    });
    const both = await run(models, [...line, '--switch', 'm.charm', '--path', 'm.charm']);
    expect(both.code).toBe(2);
  });

  it('changes nothing when an option does not fit', async () => {
    const models = new FakeModels(sample());
    models.charms['/work-dir/m.charm'] = charm('name: mysql\n', { revision: 1 });
    const line = ['refresh', 'alone', '--path', 'm.charm', '--config', 'size=3'];
    expect((await run(models, line)).code).toBe(1);
    expect(models.model?.applications['alone']?.charm.revision).toBe(0);
  });
});

describe('juju-local and machines', () => {
  it('adds empty machines and containers, and removes them', async () => {
    const models = new FakeModels(sample());
    const added = await run(models, ['add-machine', '-n', '2', '--commands', 'real']);
    expect(added.stderr).toBe('created machine 3\ncreated machine 4\n');
    expect(models.model?.machines['4']).toMatchObject({ commands: 'real' });
    const inside = await run(models, ['add-machine', 'lxd:3', '--base', 'ubuntu@24.04']);
    expect(inside.stderr).toBe('created container 3/lxd/0\n');
    expect(models.model?.machines['3/lxd/0']?.base.channel).toBe('24.04');
    const busy = await run(models, ['remove-machine', '3']);
    expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('hosting containers')]);
    await run(models, ['remove-machine', '3', '--force']);
    await run(models, ['remove-machine', '4']);
    expect(Object.keys(models.model?.machines ?? {})).toEqual(['0', '1', '2', '0/lxd/0']);
    const units = await run(models, ['remove-machine', '1']);
    expect(units.stderr).toContain('machine 1 is hosting units "mysql/1"');
    expect((await run(models, ['add-machine', 'maas:x'])).code).toBe(2);
    expect((await run(models, ['add-machine', '--base', 'jammy'])).code).toBe(2);
  });

  it('removes an application with its units by force, and a relation by its number', async () => {
    const models = new FakeModels(sample());
    const number = Object.values(models.model?.relations ?? {}).find(
      ({ interface: name, ends }) => name === 'mysql' && ends.length === 2,
    )?.number;
    expect((await run(models, ['remove-relation', `${number}`])).code).toBe(0);
    expect(models.model?.relations[number ?? '']).toBeUndefined();
    expect((await run(models, ['remove-relation', '0'])).stderr).toContain('is a peer relation');
    expect((await run(models, ['remove-relation', '99'])).stderr).toContain('not found');
    await run(models, ['remove-application', 'mysql', '--force']);
    expect(Object.keys(models.model?.units ?? {})).toEqual(['wordpress/0', 'alone/0']);
  });
});

describe('juju-local expose, trust and show-machine', () => {
  it('change an application, and show a machine', async () => {
    const models = new FakeModels(sample());
    await run(models, ['expose', 'alone']);
    await run(models, ['trust', 'alone']);
    expect(models.model?.applications['alone']).toMatchObject({ exposed: true, trusted: true });
    await run(models, ['unexpose', 'alone', '-m', 'shop']);
    await run(models, ['trust', 'alone', '--remove']);
    expect(models.model?.applications['alone']).toMatchObject({ exposed: false, trusted: false });
    const shown = await run(models, ['show-machine', '0', '--format', 'json']);
    expect(JSON.parse(shown.stdout).machines['0'].containers).toHaveProperty('0/lxd/0');
    expect((await run(models, ['show-machine', '9'])).stderr).toContain('machine "9" not found');
  });

  it('take the model of a command line for what it is', async () => {
    const { code, stderr } = await run(new FakeModels(sample()), ['machines', '--model', 'shop']);
    expect(code).toBe(0);
    expect(stderr).toBe('note: --model has no meaning in the embedded model and is ignored\n');
  });
});

describe('juju-local fault', () => {
  it('cuts machines off, lets them back, restarts and loses them', async () => {
    const models = new FakeModels(sample());
    await run(models, ['fault', 'partition', '1']);
    expect(models.model?.machines['1']?.partitioned).toBe(true);
    await run(models, ['fault', 'heal', '1']);
    expect(models.model?.machines['1']?.partitioned).toBe(false);
    await run(models, ['fault', 'reboot', '1']);
    expect(models.model?.machines['1']?.rebootRequested).toBe(true);
    await run(models, ['fault', 'drop', '1']);
    expect(models.model?.units['mysql/1']).toBeUndefined();
  });

  it.each([
    [['kill', 'mysql/0', '--hook', 'start', '--at-call', '2'], { kind: 'kill', atCall: 2 }],
    [['disk-full', 'mysql/0'], { kind: 'disk-full' }],
    [['delay', 'mysql/0', '--for', '2s', '--tool', 'status-set'], { milliseconds: 2000 }],
    [['change-leader', 'mysql/1'], { kind: 'change-leader', to: 'mysql/1' }],
    [
      ['fail-tool', 'mysql/0', 'status-set', '--message', 'no', '--times', '3'],
      { kind: 'fail-tool', tool: 'status-set', message: 'no', code: 1, times: 3 },
    ],
  ])('runs a command under %j', async (line, fault) => {
    const models = new FakeModels(sample());
    await run(models, ['fault', ...line, '--', 'config', 'mysql', 'port=9']);
    expect(models.opened).toMatchObject([{ faults: [fault] }]);
    expect(models.model?.applications['mysql']?.config).toEqual({ port: 9 });
  });

  it.each([
    [['fault', 'melt', '1'], '"melt" is no fault'],
    [['fault', 'kill', 'mysql'], 'is not a unit name'],
    [['fault', 'kill', 'mysql/0'], 'needs "--" and a command'],
    [['fault', 'kill', 'mysql/0', '--', 'frobnicate'], '"frobnicate" is not a command'],
    [['fault', 'drop', '1', '2'], 'fault drop needs a machine'],
  ])('refuses %j', async (line, message) => {
    const { code, stderr } = await run(new FakeModels(sample()), line);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
