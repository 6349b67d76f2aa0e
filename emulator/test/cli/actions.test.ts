import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readActions } from '@reactive-charms/juju/files';
import type { Model, Task } from '../../src/model.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { enqueueActions } from '../../src/transitions/tasks.ts';
import { FakeModels, MYSQL, TIME, WORDPRESS, emptyModel, run } from './support.ts';

const ACTIONS = `backup:
  description: Take a backup.
  params:
    outfile: {type: string, description: Where to., default: out.tgz}
    compression: {type: object}
dump: {}
`;
const CHARM = { ...MYSQL, actions: readActions(ACTIONS, 'actions.yaml') };
const UTC = '2026-11-23 10:00:00 +0000 UTC';

function sample(): Model {
  return deployApplication({ name: 'mysql', charm: CHARM, units: 2 })(emptyModel());
}

/** Agents that bring every action to an end. */
function ending(change: (task: Task) => Partial<Task>): (model: Model) => Model {
  return (model) => {
    const tasks = Object.values(model.tasks).map((task) => {
      const done = {
        status: 'completed',
        started: TIME,
        completed: TIME,
        ...change(task),
      } as const;
      return [task.id, task.status === 'pending' ? { ...task, ...done } : task] as const;
    });
    return { ...model, tasks: Object.fromEntries(tasks) };
  };
}

function models(change: (task: Task) => Partial<Task> = () => ({})): FakeModels {
  const made = new FakeModels(sample());
  made.agents = ending(change);
  return made;
}

const SUCCESS = {
  results: {
    size: { kb: '10' },
    outcome: 'success',
    'return-code': 0,
    stdout: 'hello\n',
    stderr: '\nworld\n',
  },
};

describe('juju-local run', () => {
  it('prints what the action set, then its output, as Juju 3 does', async () => {
    const { code, stdout, stderr } = await run(
      models(() => SUCCESS),
      ['run', 'mysql/0', 'backup'],
    );
    expect(stdout).toBe('outcome: success\nsize:\n  kb: "10"\n\nhello\nworld\n');
    expect(stderr).toBe(
      'Running operation 1 with 1 task\n  - task 2 on unit-mysql-0\n\nWaiting for task 2...\n',
    );
    expect(code).toBe(0);
  });

  it('prints progress messages, and only the output of an action that sets nothing', async () => {
    const { stdout, stderr } = await run(
      models(() => ({
        results: { 'return-code': 0, stdout: 'hello' },
        log: [{ time: TIME, message: 'half way' }],
      })),
      ['run', 'mysql/leader', 'dump', '--utc'],
    );
    expect(stdout).toBe('\nhello\n');
    expect(stderr).toContain('Waiting for task 2...\n10:00:00 half way\n');
  });

  it('prints short records of several units', async () => {
    const { stdout, stderr } = await run(
      models(({ unit }) =>
        unit === 'mysql/0'
          ? { results: { outcome: 'success', 'return-code': 0 } }
          : {
              status: 'failed',
              message: 'no room',
              results: { outcome: 'fail', 'return-code': 2 },
            },
      ),
      ['run', 'mysql/0', 'mysql/1', 'backup'],
    );
    expect(stdout).toBe(`mysql/0:
  id: "2"
  output: |
    outcome: success
  status: completed
mysql/1:
  id: "3"
  message: no room
  output: |
    outcome: fail
  status: failed
`);
    expect(stderr).toContain('the following task failed:\n - id "3" with return code 2\n');
  });

  it.each([
    ['ends with a code', { status: 'failed', results: { 'return-code': 2 } }, 1],
    [
      'says that it failed, and ends with 0 (C65)',
      { status: 'failed', results: { 'return-code': 0 } },
      0,
    ],
    ['was not run', { status: 'failed', results: {} }, 0],
  ] as const)('when an action %s, exits as Juju does', async (_what, end, expected) => {
    const { code, stdout } = await run(
      models(() => ({ ...end, message: 'why' })),
      ['run', 'mysql/0', 'backup'],
    );
    expect(stdout).toMatch(/^Action id 2 failed: why\n/);
    expect(code).toBe(expected);
  });

  it('prints records as data', async () => {
    const line = ['run', 'mysql/0', 'backup', '--utc', '--format'];
    const { stdout } = await run(
      models(() => SUCCESS),
      [...line, 'json'],
    );
    expect(JSON.parse(stdout)).toEqual({
      'mysql/0': {
        id: '2',
        results: SUCCESS.results,
        status: 'completed',
        timing: { completed: UTC, enqueued: UTC, started: UTC },
        unit: 'mysql/0',
      },
    });
  });

  it('takes parameters as YAML with dots, over those of a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'juju-local-'));
    await writeFile(join(folder, 'p.yaml'), 'outfile: a\ncompression: {kind: xz, quality: high}\n');
    const made = models();
    const line = ['run', 'mysql/0', 'backup', 'compression.kind=gz', 'compression.fast=yes'];
    await run(made, [...line, '--params', 'p.yaml'], { cwd: folder });
    await run(made, [...line, '--string-args'], { cwd: folder });
    expect(Object.values(made.model?.tasks ?? {}).map(({ params }) => params)).toEqual([
      { outfile: 'a', compression: { kind: 'gz', quality: 'high', fast: true } },
      { outfile: 'out.tgz', compression: { kind: 'gz', fast: 'yes' } },
    ]);
    await rm(folder, { recursive: true });
  });

  it('leaves an action to later commands with --background', async () => {
    const made = models(() => SUCCESS);
    const later = await run(made, ['run', 'mysql/0', 'backup', '--background']);
    expect([later.code, later.stdout, made.done]).toEqual([0, '', []]);
    expect(later.stderr).toContain('Scheduled operation 1 with task 2\n');
    expect((await run(made, ['show-task', '2'])).stdout).toBe('Task 2 pending\n\n');
    const waited = await run(made, ['show-task', '2', '--wait', '1m']);
    expect(waited.stdout).toContain('outcome: success');
    expect(made.done).toEqual(['settle']);
  });

  it('says whose action was not run', async () => {
    const { code, stderr } = await run(new FakeModels(sample()), ['run', 'mysql/0', 'backup']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('timed out waiting for results from: unit mysql/0'),
    ]);
  });

  it.each([
    [['backup', 'mysql/0'], 2, 'no unit specified'],
    [['mysql/0', 'mysql/1'], 2, 'no action specified'],
    [['mysql/0', 'Backup'], 2, 'invalid unit or action name "Backup"'],
    [['mysql/0', 'wordpress/0', 'backup'], 2, 'all units must be of the same application'],
    [['mysql/0', 'backup', '--wait', '5s', '--background'], 2, 'both --wait and --background'],
    [['mysql/0', 'backup', '--wait', 'long'], 2, 'expected a duration'],
    [['mysql/0', 'backup', 'level'], 1, '"level" must be of the form key.key.key...=value'],
    [['mysql/0', 'backup', 'a.B=1'], 1, 'key "B" must start and end with lowercase'],
    [['mysql/0', 'backup', 'outfile=3'], 1, 'must be of type string, given 3'],
    [['mysql/0', 'backup', '--params', 'none.yaml'], 1, 'none.yaml: there is no such file'],
    [['mysql/0', 'restore'], 1, 'action "restore" not defined'],
    [['mysql/7', 'backup'], 1, 'unit "mysql/7" not found'],
  ])('refuses %j', async (args, expected, message) => {
    const { code, stderr } = await run(new FakeModels(sample()), ['run', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});

describe('juju-local operations and tasks', () => {
  function later(): FakeModels {
    const made = models(() => SUCCESS);
    made.model = enqueueActions({ units: ['mysql/0', 'mysql/1'], action: 'backup' })(sample());
    made.model = made.agents(made.model, () => undefined);
    made.model = enqueueActions({ units: ['mysql/1'], action: 'dump' })(made.model);
    return made;
  }

  it('lists operations', async () => {
    const { stdout } = await run(later(), ['operations', '--utc']);
    expect(stdout).toBe(`ID  Status     Started              Finished             Task IDs  Summary
 1  completed  2026-11-23T10:00:00  2026-11-23T10:00:00  2,3       backup run on unit-mysql-0,unit-mysql-1
 4  pending                                              5         dump run on unit-mysql-1
`);
  });

  it.each([
    [['--actions', 'dump'], ['4']],
    [['--units', 'mysql/0'], ['1']],
    [
      ['--apps', 'mysql'],
      ['1', '4'],
    ],
    [['--machines', '0'], ['1']],
    [['--status', 'pending,running'], ['4']],
    [['--offset', '1'], ['4']],
  ])('picks operations by %j', async (line, ids) => {
    const { stdout } = await run(later(), ['operations', '--format', 'json', ...line]);
    expect(Object.keys(JSON.parse(stdout))).toEqual(ids);
  });

  it('shows one operation, and one task', async () => {
    const operation = await run(later(), ['show-operation', '4', '--utc']);
    expect(operation.stdout).toBe(`summary: dump run on unit-mysql-1
status: pending
action:
  name: dump
  parameters: {}
timing:
  enqueued: ${UTC}
tasks:
  "5":
    host: mysql/1
    status: pending
    timing:
      enqueued: ${UTC}
`);
    const task = await run(later(), ['show-task', '2', '--format', 'yaml', '--utc']);
    expect(task.stdout).toContain('status: completed\n');
    const none = await run(later(), ['show-task', '9']);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('task "9" not found')]);
  });

  it('cancels a task', async () => {
    const made = later();
    made.agents = (model) => model;
    const { code, stdout } = await run(made, ['cancel-task', '5', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      actions: [
        {
          action: 'dump',
          'completed at': '2026-11-23 10:00:00',
          id: '5',
          status: 'cancelled',
          unit: 'mysql/1',
        },
      ],
    });
    expect((await run(made, ['cancel-task', '5'])).code).toBe(1);
  });
});

describe('juju-local actions', () => {
  it('lists actions, their schemas, and one of them', async () => {
    const table = await run(models(), ['actions', 'mysql']);
    expect(table.stdout).toBe(
      'Action  Description\nbackup  Take a backup.\ndump    No description\n',
    );
    const schema = await run(models(), ['actions', 'mysql', '--schema', '--format', 'json']);
    expect(JSON.parse(schema.stdout).backup).toMatchObject({
      title: 'backup',
      type: 'object',
      properties: { outfile: { type: 'string' } },
    });
    const one = await run(models(), ['show-action', 'mysql', 'backup']);
    expect(one.stdout).toMatch(/^Take a backup\.\n\nArguments\noutfile:\n {2}type: string\n/);
    const none = new FakeModels(
      deployApplication({ name: 'wordpress', charm: WORDPRESS })(emptyModel()),
    );
    expect((await run(none, ['actions', 'wordpress'])).stderr).toBe(
      'No actions defined for wordpress.\n',
    );
    expect((await run(models(), ['show-action', 'mysql', 'x'])).stderr).toContain('backup, dump');
  });
});
