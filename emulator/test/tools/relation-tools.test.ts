import type { Purpose } from '../../src/tools/index.ts';
import { addUnit } from '../../src/transitions/index.ts';
import type { Simulation } from '../support/simulation.ts';
import { createRun } from '../support/simulation.ts';
import { CHANGED, DB, RING, benchModel, callTools, describeRows } from '../support/tool-bench.ts';

const IN_CHANGED: { purpose: Purpose } = { purpose: { kind: 'hook', hook: CHANGED } };

/** Keys that Juju takes, and that are something else to a shell, to YAML or to JavaScript. */
const ODD_KEYS = [
  'a b',
  ' a',
  'a=b',
  '-a',
  '--app',
  '#a',
  '&a',
  '*a',
  '!a',
  '{a}',
  '[a]',
  'a: b',
  '- a',
  'null',
  '1.50',
  '~',
  '<<',
  '<a&b>',
  '"',
  "'",
  '\\',
  'a\nb',
  '\t',
  '\u0001',
  '\u0085',
  '\u2028',
  '\ufeff',
  'é',
  '😀',
  'a.b',
  '$a',
  '__proto__',
  'constructor',
];

/** The keys of Juju's own in a unit's databag. */
const JUJU_KEYS = 3;

const COMMANDS = { purpose: { kind: 'commands' as const } };

describeRows('relation tools outside relation hooks', [
  { row: 'C12', call: 'relation-get k', code: 2, err: 'ERROR no relation id specified\n' },
  {
    row: 'C13',
    call: 'relation-get -r one',
    code: 2,
    err: 'ERROR invalid value "one" for option -r: invalid relation id\n',
  },
  {
    row: 'C14',
    call: 'relation-get -r burble:123',
    code: 2,
    err: 'ERROR invalid value "burble:123" for option -r: relation not found\n',
  },
  {
    row: 'C15',
    call: 'relation-get -r 1',
    code: 2,
    err: 'ERROR no unit or application specified\n',
  },
  {
    row: 'C19',
    call: 'relation-get -r db:1 missing app/0 --format=json',
    out: 'null\n',
  },
  { row: 'C39', call: 'relation-ids db', out: 'db:1\n' },
  { row: 'C40', call: 'relation-ids nosuch --format=json', out: '[]\n' },
  { row: 'C41', call: 'relation-ids', code: 2, err: 'ERROR no endpoint name specified\n' },
  { row: 'C43', call: 'relation-list --app -r db:1', out: 'app\n' },
  { row: 'C43', call: 'relation-list --app -r ring:0', out: 'u\n' },
  { row: 'C43', call: 'relation-list -r ring:0', out: 'u/1\n' },
  { row: 'relation-list', call: 'relation-list', code: 2, err: 'ERROR no relation id specified\n' },
  {
    row: 'relation-model-get',
    call: 'relation-model-get -r 1',
    out: 'uuid: f0e1d2c3-0000-4000-8000-000000000000\n',
  },
]);

describeRows(
  'relation tools in a relation hook',
  [
    { row: 'C20', call: 'relation-get - bad/0', code: 1, err: 'ERROR permission denied\n' },
    {
      row: 'C21',
      call: 'relation-get - mysql',
      code: 2,
      err: 'ERROR expected unit name, got application name "mysql"\n',
    },
    {
      row: 'C22',
      call: 'relation-get - unit//0',
      code: 2,
      err: 'ERROR invalid unit name "unit//0"\n',
    },
    {
      row: 'C30',
      call: 'relation-set a=1 a=2',
      code: 2,
      err: 'ERROR key "a" specified more than once\n',
    },
    {
      row: 'C31',
      call: 'relation-set foo',
      code: 2,
      err: 'ERROR expected "key=value", got "foo"\n',
    },
    {
      row: 'C34',
      call: 'relation-set --file -',
      stdin: 'a: 1\nb:\n  c: 1\n',
      code: 1,
      err: 'ERROR yaml: unmarshal errors:\n  line 3: cannot unmarshal !!map into string\n',
    },
    {
      row: 'C38',
      call: 'relation-set --format=json a=1',
      err: '--format flag deprecated for command "relation-set"',
    },
    { row: 'relation-ids', call: 'relation-ids', out: 'db:1\n' },
  ],
  IN_CHANGED,
);

describe('relation-get', () => {
  const withData = (...settings: string[]): Simulation => {
    const simulation = benchModel();
    simulation.exec(
      'app/0',
      settings.map((setting) => `relation-set -r ${DB} ${setting}`),
    );
    return simulation;
  };

  it('C16 C17 prints several lines as they are, and as a block in a map', () => {
    const simulation = benchModel();
    simulation.exec('app/0', [`relation-set -r ${DB} --file -`], 'pew: "pew\\npew\\n"');
    const { model } = simulation;

    expect(callTools(model, IN_CHANGED, 'relation-get pew').stdout).toBe('pew\npew\n\n');
    expect(callTools(model, IN_CHANGED, 'relation-get').stdout).toContain('pew: |\n  pew\n  pew\n');
  });

  it('C18 quotes texts that look like numbers in a map only', () => {
    const { model } = withData('value=12345');

    expect(callTools(model, IN_CHANGED, 'relation-get - app/0').stdout).toContain(
      'value: "12345"\n',
    );
    expect(callTools(model, IN_CHANGED, 'relation-get value app/0').stdout).toBe('12345\n');
  });

  it('C23 C24 reads the application with --app, and without a remote unit', () => {
    const simulation = benchModel();
    simulation.exec('app/0', [`relation-set --app -r ${DB} a=1`]);
    const broken: Purpose = {
      kind: 'hook',
      hook: {
        kind: 'relation',
        name: 'db-relation-broken',
        event: 'broken',
        relation: DB,
        endpoint: 'db',
        remoteApplication: 'app',
      },
    };

    expect(callTools(simulation.model, IN_CHANGED, 'relation-get --app - app/0').stdout).toBe(
      'a: "1"\n',
    );
    expect(callTools(simulation.model, { purpose: broken }, 'relation-get').stdout).toBe(
      'a: "1"\n',
    );
  });

  it('C26 refuses a follower its own application data, but not in a peer relation', () => {
    const simulation = benchModel();
    simulation.exec('u/0', [`relation-set --app -r ${RING} a=1`]);
    const follower = { unit: 'u/1' as const };

    expect(callTools(simulation.model, follower, `relation-get -r ${DB} --app - u`)).toMatchObject({
      code: 1,
      stderr: 'ERROR permission denied\n',
    });
    expect(callTools(simulation.model, follower, `relation-get -r ${RING} --app - u`).stdout).toBe(
      'a: "1"\n',
    );
  });

  it('C27 sees its own pending writes, and others see them after the commit', () => {
    const { model } = benchModel();
    const read = `relation-get -r ${DB} a u/0`;

    expect(callTools(model, COMMANDS, `relation-set -r ${DB} a=1`, read).stdout).toBe('1\n');
    expect(callTools(model, { unit: 'app/0' }, read).stdout).toBe('');
  });

  it('C46 keeps what it read of a member until that member is announced', () => {
    const simulation = withData('a=1');
    const seen: string[] = [];
    const read = simulation.settle.bind(simulation, (hook, tools) => {
      if (tools.unit === 'u/0')
        seen.push(`${hook.name} ${tools(`relation-get -r ${DB} a app/0`).stdout.trim()}`);
    });
    read();
    simulation.exec('app/0', [`relation-set -r ${DB} a=2`]);
    const old = simulation.exec('u/0', [`relation-get -r ${DB} a app/0`])[0]?.stdout;
    read();

    expect(old).toBe('1\n');
    expect(seen).toEqual(['db-relation-changed 1', 'db-relation-changed 2']);
  });

  it('C47 reads application data afresh in every hook', () => {
    const simulation = benchModel();
    simulation.exec('app/0', [`relation-set --app -r ${DB} a=1`]);
    const read = `relation-get -r ${DB} --app a app`;
    expect(simulation.exec('u/0', [read])[0]?.stdout).toBe('1\n');
    simulation.exec('app/0', [`relation-set --app -r ${DB} a=2`]);

    expect(simulation.exec('u/0', [read])[0]?.stdout).toBe('2\n');
  });
});

describe('relation-set', () => {
  it('C29 an empty value removes a key for readers', () => {
    const simulation = benchModel();
    simulation.exec('app/0', [`relation-set -r ${DB} a=1`, `relation-set -r ${DB} b=`]);
    simulation.exec('app/0', [`relation-set -r ${DB} a=`]);

    expect(Object.keys(simulation.model.relations[DB]?.units['app/0']?.data ?? {})).toEqual([
      'egress-subnets',
      'ingress-address',
      'private-address',
    ]);
  });

  it('C32 trims values of the command line and not those of a file', () => {
    const simulation = benchModel();
    simulation.exec('app/0', [`relation-set -r ${DB} 'a= x '`]);
    simulation.exec('app/0', [`relation-set -r ${DB} --file -`], 'b: " x "');

    expect(dataOf(simulation)).toMatchObject({ a: 'x', b: ' x ' });
  });

  it('C33 keeps the source text of numbers and booleans, and removes nulls', () => {
    const simulation = benchModel();
    simulation.exec('app/0', [`relation-set -r ${DB} c=1`]);
    simulation.exec('app/0', [`relation-set -r ${DB} --file -`], 'a: 1.50\nb: true\nc: null\n');

    expect(dataOf(simulation)).toMatchObject({ a: '1.50', b: 'true' });
    expect(dataOf(simulation)).not.toHaveProperty('c');
  });

  it('C35 lets the command line win over the file', () => {
    const run = createRun(benchModel().model, 'app/0', { kind: 'commands' });
    run.call(`relation-set -r ${DB} --file - a=9`, '{"a": "1", "b": "2"}');

    expect(run.run.writes.relations[DB]?.unit).toEqual({ a: '9', b: '2' });
  });

  it('C36 asks for standard input, and takes a megabyte from it', () => {
    const run = createRun(benchModel().model, 'app/0', { kind: 'commands' });
    const value = 'x'.repeat(1 << 20);

    expect(run.call(`relation-set -r ${DB} --file -`).needsStdin).toBe(true);
    expect(run.call(`relation-set -r ${DB} --file -`, JSON.stringify({ value })).code).toBe(0);
    expect(run.run.writes.relations[DB]?.unit['value']).toBe(value);
  });

  it.each(ODD_KEYS)('takes the key %j from a file and gives it back', (key) => {
    const simulation = benchModel();
    const file = JSON.stringify(Object.fromEntries([[key, key]]));
    simulation.exec('app/0', [`relation-set -r ${DB} --file -`], file);
    const [all] = simulation.exec('u/0', [`relation-get -r ${DB} --format=json - app/0`]);
    const read = new Map(Object.entries<string>(JSON.parse(all?.stdout ?? '')));

    expect(read.get(key)).toBe(key);
    expect(read.size).toBe(1 + JUJU_KEYS);
  });

  it.each(['__proto__', 'constructor', 'a.b', '$a', 'a b', '#a'])(
    'takes the key %j from the command line, and finds it alone',
    (key) => {
      const { model } = benchModel();
      const read = `relation-get -r ${DB} '${key}' u/0`;

      expect(callTools(model, COMMANDS, read).stdout).toBe('');
      expect(callTools(model, COMMANDS, `relation-set -r ${DB} '${key}=v'`, read).stdout).toBe(
        'v\n',
      );
      expect(callTools(model, COMMANDS, `relation-set -r ${DB} '${key}='`, read).stdout).toBe('');
    },
  );

  it.each([
    ['{"a": "\u007f"}', 'control characters are not allowed'],
    ['{"a": "\uffff"}', 'control characters are not allowed'],
    ['a: \0', 'control characters are not allowed'],
    [String.raw`{"a": "\ud83d"}`, 'found invalid Unicode character escape code'],
    [String.raw`{"\ud83d\udd11": "a"}`, 'found invalid Unicode character escape code'],
  ])('refuses the file %j, as YAML of Go does', (file, reason) => {
    const run = createRun(benchModel().model, 'app/0', { kind: 'commands' });

    expect(run.call(`relation-set -r ${DB} --file -`, file)).toMatchObject({
      code: 1,
      stderr: `ERROR yaml: ${reason}\n`,
    });
    expect(run.run.writes.relations).toEqual({});
  });

  it('takes what only looks like that', () => {
    const run = createRun(benchModel().model, 'app/0', { kind: 'commands' });
    const file = String.raw`{"a": "\\ud83d", "b": '\ud83d', "c": "\u0000"}`;

    expect(run.call(`relation-set -r ${DB} --file -`, file).code).toBe(0);
    expect(run.run.writes.relations[DB]?.unit).toEqual({
      a: String.raw`\ud83d`,
      b: String.raw`\ud83d`,
      c: '\0',
    });
  });

  it('C37 refuses a follower the application data', () => {
    const { model } = benchModel();

    expect(callTools(model, { unit: 'u/1' }, `relation-set -r ${DB} --app k=v`)).toMatchObject({
      code: 1,
      stderr: 'ERROR cannot write relation settings\n',
    });
  });

  it('tells a leader nothing of its own data in a peer relation', () => {
    const simulation = benchModel();
    simulation.exec('u/0', [`relation-set --app -r ${RING} a=1`]);

    expect(simulation.settle()).toEqual(['u/1 ring-relation-changed']);
  });
});

describe('relation-list', () => {
  it('C42 prints an empty list for a relation without members', () => {
    const simulation = benchModel();
    simulation.update(addUnit({ application: 'app' }));
    simulation.step('app/1');
    simulation.step('app/1');

    expect(
      callTools(simulation.model, { unit: 'app/1' }, `relation-list -r ${DB} --format=json`).stdout,
    ).toBe('[]\n');
    expect(callTools(simulation.model, { unit: 'app/1' }, `relation-list -r ${DB}`).stdout).toBe(
      '',
    );
  });

  it('C44 lists the unit that joins, and not those whose joined hook is still to come', () => {
    const simulation = benchModel();
    simulation.update(addUnit({ application: 'app' }));
    let listed = '';
    simulation.settle((hook, tools) => {
      if (tools.unit === 'app/1' && hook.name === 'db-relation-joined' && listed === '') {
        listed = tools('relation-list').stdout;
      }
    });

    expect(listed).toBe('u/0\n');
  });

  it('C45 leaves out the unit that departs, whose data can still be read', () => {
    const { model } = benchModel();
    const purpose: Purpose = {
      kind: 'hook',
      hook: { ...CHANGED, name: 'db-relation-departed', event: 'departed', departingUnit: 'app/0' },
    };

    expect(callTools(model, { purpose }, 'relation-list').stdout).toBe('');
    expect(callTools(model, { purpose }, 'relation-get private-address').stdout).toBe(
      '10.0.12.30\n',
    );
  });
});

function dataOf(simulation: Simulation): Readonly<Record<string, string>> {
  return simulation.model.relations[DB]?.units['app/0']?.data ?? {};
}
