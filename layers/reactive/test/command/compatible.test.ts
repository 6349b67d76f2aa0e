import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm } from '../support/command-charm.ts';

const YES = { code: 0, stdout: '', stderr: '' };
const NO = { code: 1, stdout: '', stderr: '' };

let unit: CommandUnit;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm());
  await unit.remember({ flags: { a: null, 'b.c': 'x y', "it's": null } });
});

afterEach(async () => unit.remove());

/** The flags that the charm itself has set, without those of the engine. */
async function flags() {
  return (await unit.memory())?.flags;
}

describe('charms.reactive: formats', () => {
  /** Without options that have defaults. */
  async function ask(...args: string[]): Promise<string> {
    const { metadata, ...rest } = commandCharm();
    const plain = await CommandUnit.create({ ...rest, metadata, options: {}, layers: [] });
    await plain.remember({ flags: { a: null, 'b.c': 'x y', "it's": null } });
    const { code, stdout } = await plain.run(...args);
    await plain.remove();
    expect(code).toBe(0);
    return stdout;
  }

  it.each([
    [[], "a\nb.c\nit's"],
    [['-r'], "a\nb.c\nit's"],
    [['-j'], `["a", "b.c", "it's"]`],
    [['-p'], `['a', 'b.c', "it's"]\n`],
    [['-y'], "- a\n- b.c\n- 'it''s'\n"],
    [['-c'], "a\r\nb.c\r\nit's\r\n"],
    [['-t'], "a\r\nb.c\r\nit's\r\n"],
    [['--format', 'json'], `["a", "b.c", "it's"]`],
    [['--format=yaml'], "- a\n- b.c\n- 'it''s'\n"],
    [['--json'], `["a", "b.c", "it's"]`],
  ])('R121 %j get_flags', async (format, output) => {
    expect(await ask(...format, 'get_flags')).toBe(output);
  });

  it.each([
    [[], `{'a': None, 'b.c': 'x y', "it's": None}`],
    [['-j'], `{"a": null, "b.c": "x y", "it's": null}`],
    [['-p'], `{'a': None, 'b.c': 'x y', "it's": None}\n`],
    [['-y'], "a: null\nb.c: x y\n'it''s': null\n"],
    [['-c'], "a,\r\nb.c,x y\r\nit's,\r\n"],
  ])('R121 %j get_states', async (format, output) => {
    expect(await ask(...format, 'get_states')).toBe(output);
  });

  it('R9 R121 get_unset_flags tells those that are not set, sorted and each once', async () => {
    expect(await ask('get_unset_flags', 'z', 'a', 'z', 'q')).toBe('q\nz');
    expect(await ask('-j', 'get_unset_flags')).toBe('[]');
  });
});

describe('charms.reactive: yes or no', () => {
  it.each([
    ['is_flag_set', ['a'], YES],
    ['is_flag_set', ['z'], NO],
    ['is_state', ['a'], YES],
    ['is_state', ['z'], NO],
    ['all_flags_set', [], YES],
    ['all_flags_set', ['a', 'b.c'], YES],
    ['all_flags_set', ['a', 'z'], NO],
    ['all_states', ['a'], YES],
    ['any_flags_set', [], NO],
    ['any_flags_set', ['z', 'a'], YES],
    ['any_flags_set', ['z'], NO],
    ['any_states', ['z', 'a'], YES],
    ['when', ['a', 'b.c'], YES],
    ['when', ['a', 'z'], NO],
    ['when', [], YES],
    ['when_all', ['a'], YES],
    ['when_all', ['z'], NO],
    ['when_any', ['z', 'a'], YES],
    ['when_any', ['z'], NO],
    ['when_any', [], NO],
    ['when_not', ['z'], YES],
    ['when_not', ['z', 'a'], NO],
    ['when_none', ['z', 'q'], YES],
    ['when_none', ['a'], NO],
    ['when_not_all', ['a', 'z'], YES],
    ['when_not_all', ['a'], NO],
    ['when_not_all', [], NO],
    ['only_once', ['handlers/a'], YES],
  ])('R8 R122 %s %j', async (name, args, answer) => {
    expect(await unit.run(name, ...args)).toEqual(answer);
  });

  it.each([
    [['install'], 'install', YES],
    [['start', 'install'], 'install', YES],
    [['{start,install}'], 'install', YES],
    [['{requires:mysql}-relation-joined'], 'db-relation-joined', YES],
    [['{provides:mysql}-relation-joined'], 'db-relation-joined', NO],
    [['start'], 'install', NO],
    [[], 'install', NO],
    [['install'], undefined, NO],
  ])('R56 R57 R122 hook %j in hook %s', async (patterns, hook, answer) => {
    const environment = hook === undefined ? {} : { JUJU_DISPATCH_PATH: `hooks/${hook}` };
    expect(await unit.runIn(environment, 'hook', ...patterns)).toEqual(answer);
    expect(await unit.runIn(environment, 'any_hook', ...patterns)).toEqual(answer);
  });

  it('R122 only_once is true until the handler has been marked', async () => {
    expect(await unit.run('mark_invoked', 'handlers/a', 'handlers/b', '')).toEqual(YES);
    expect(await unit.run('only_once', 'handlers/a')).toEqual(NO);
    expect(await unit.run('only_once', 'handlers/c')).toEqual(YES);
    expect((await unit.memory())?.invoked).toEqual(['handlers/a', 'handlers/b']);
    expect(await unit.run('mark_invoked')).toEqual(YES);
  });

  it('R122 when_file_changed is true once for each content of a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'files-'));
    const path = join(folder, 'x');
    expect(await unit.run('when_file_changed', path)).toEqual(NO);
    await writeFile(path, '1');
    expect(await unit.run('when_file_changed', '/no/such/file', path)).toEqual(YES);
    expect(await unit.run('when_file_changed', path)).toEqual(NO);
    await writeFile(path, '2');
    expect(await unit.run('when_file_changed', path)).toEqual(YES);
    await rm(folder, { recursive: true });
    expect(await unit.run('when_file_changed', path)).toEqual(YES);
    expect(await unit.run('when_file_changed', path)).toEqual(NO);
    expect(await unit.run('when_file_changed')).toEqual(NO);
  });
});

describe('charms.reactive: test', () => {
  it('R123 prints the functions whose tests all pass, joined by commas', async () => {
    const specs = [
      `'first' 'x.sh:5:first' 'when' '"a" "b.c" ' 'when_not' '"z" '`,
      'second id2 when_not a',
      `third id3 when_any 'a z'`,
      'fourth id4',
    ];
    expect(await unit.run('test', ...specs)).toEqual({ ...YES, stdout: 'first,third,fourth' });
    expect(await unit.run('-j', 'test', ...specs)).toEqual({
      ...YES,
      stdout: '"first,third,fourth"',
    });
    expect(await unit.run('test', 'second id2 when_not a')).toEqual(YES);
    expect(await unit.run('test')).toEqual(YES);
  });

  it.each([
    ['f id nonsense x', 'there is no test nonsense'],
    ['f id whem a', 'there is no test whem\n  fix: did you mean when?'],
    ['f', 'f is no handler: a function, its id, then tests'],
    [`f id when 'a "b'`, 'is no handler'],
  ])('R123 %s is an error', async (spec, text) => {
    expect(await unit.run('test', 'g id when a', spec)).toEqual({
      ...NO,
      stderr: expect.stringContaining(text),
    });
  });

  it('R123 makes all tests of a spec, and asks for the marks of its id', async () => {
    await unit.run('mark_invoked', 'id1');
    expect((await unit.run('test', `f id1 only_once ''`, `g id2 only_once ''`)).stdout).toBe('g');
  });

  it('R48 R123 remembers files for each handler, and only where all its tests pass', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'files-'));
    const path = join(folder, 'x');
    await writeFile(path, '1');
    const spec = (name: string, flag: string): string =>
      `${name} id-${name} when_file_changed '${path}' when ${flag}`;
    expect((await unit.run('test', spec('f', 'a'), spec('g', 'z'))).stdout).toBe('f');
    expect((await unit.run('test', spec('f', 'a'), spec('g', 'z'), spec('h', 'a'))).stdout).toBe(
      'h',
    );
    expect((await unit.run('test', spec('f', 'a'), spec('g', 'a'))).stdout).toBe('g');
    await rm(folder, { recursive: true });
  });
});

describe('charms.reactive: changes', () => {
  it.each([
    [['set_flag', 'z'], { z: null }],
    [['set_flag', 'z', '--value', '{"a": 1}'], { z: '{"a": 1}' }],
    [['set_flag', '--value=v', 'z'], { z: 'v' }],
    [['set_state', 'z', '--value', ''], { z: '' }],
    [['toggle_flag', 'z', 'True'], { z: null }],
    [['toggle_flag', 'z', 'yes'], { z: null }],
    [['toggle_flag', 'b.c', '1'], { 'b.c': 'x y' }],
    [['toggle_flag', 'z', 'False'], {}],
    [['clear_flag', 'z'], {}],
  ])('R122 %j', async (args, more) => {
    const before = await flags();
    expect(await unit.run(...args)).toEqual(YES);
    expect(await flags()).toEqual({ ...before, ...more });
  });

  it.each([
    ['clear_flag', 'a'],
    ['remove_state', 'a'],
    ['toggle_flag', 'a', 'False'],
    ['toggle_flag', 'a', 'no'],
    ['toggle_flag', 'a', ''],
    ['toggle_flag', 'a', '0'],
  ])('R122 %s %s %s clears', async (...args) => {
    expect(await unit.run(...args.filter((arg) => arg !== undefined))).toEqual(YES);
    expect(await flags()).not.toHaveProperty('a');
  });

  it('R7 toggle_flag takes no word whose meaning is open', async () => {
    expect(await unit.run('toggle_flag', 'a', 'perhaps')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'reactive: perhaps is neither yes nor no\n',
    });
  });

  it.each([
    ['register_trigger', '--when', 'a', '--set_flag', 'b'],
    ['relation_call', 'configure', '--relation_name', 'db'],
    ['render_template', 'a', 'b'],
  ])('%s says what to use instead', async (...args) => {
    const { code, stderr } = await unit.run(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^reactive: ${args[0]} is not here: .+\n {2}fix: .+\n$`));
  });
});
