import { addRelation, addUnit, deployApplication } from '../../src/transitions/index.ts';
import { makeCharm } from '../support/charms.ts';
import { createRun, createSimulation } from '../support/simulation.ts';
import { DB, benchModel, callTools } from '../support/tool-bench.ts';

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

describe('relation-set', () => {
  it('C27 shows others nothing while the hook runs', () => {
    const run = createRun(benchModel().model, 'u/0', { kind: 'commands' });
    run.call(`relation-set -r ${DB} a=1`);
    const others = { unit: 'app/0', ...COMMANDS } as const;

    expect(run.call(`relation-get -r ${DB} a u/0`).stdout).toBe('1\n');
    expect(callTools(run.model, others, `relation-get -r ${DB} a u/0`).stdout).toBe('');
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
});

describe('relation-ids', () => {
  it('C39 sorts the ids as text', () => {
    const simulation = createSimulation();
    const hub = makeCharm('u', { provides: { db: 'sql' } });
    const charm = makeCharm('app', { requires: { db: 'sql' } });
    simulation.update(deployApplication({ name: 'u', charm: hub }));
    for (const letter of 'abcdefghijk') {
      simulation.update(deployApplication({ name: letter, charm, units: 0 }));
      simulation.update(addRelation('u:db', `${letter}:db`));
    }
    simulation.settle();
    const { stdout } = callTools(simulation.model, COMMANDS, 'relation-ids db');

    expect(stdout.split('\n').slice(0, 4)).toEqual(['db:0', 'db:1', 'db:10', 'db:2']);
  });
});
