import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SUB_COMMANDS } from '../../lib/command/table.ts';
import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm, COMMAND_MEMORY } from '../support/command-charm.ts';

let unit: CommandUnit;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm());
  await unit.remember(COMMAND_MEMORY);
});

afterEach(async () => unit.remove());

describe('reactive help', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('%j prints the commands', async (args) => {
    const { code, stdout, stderr } = await unit.run(...args);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: reactive COMMAND\n/);
    expect(stdout).toContain('\n  why HANDLER|FLAG|status  why a handler would run');
  });

  it('fits into a window of a hundred columns', async () => {
    const texts = [await unit.run('help'), await unit.run('help', 'charms.reactive')];
    const lines = texts.flatMap(({ stdout }) => stdout.split('\n'));
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('names every command', async () => {
    const texts = [await unit.run('help'), await unit.run('help', 'charms.reactive')];
    const help = texts.map(({ stdout }) => stdout).join('\n');
    const missing = SUB_COMMANDS.filter(
      ({ name }) => name !== 'help' && !help.includes(`\n  ${name} `),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['help', 'set'],
    ['set', '--help'],
    ['set', '-h'],
  ])('%s %s is about one command', async (...args) => {
    expect((await unit.run(...args)).stdout).toBe(
      'Usage: reactive set FLAG [VALUE]\n\n  set a flag; VALUE is JSON or plain text\n',
    );
  });
});

describe('a wrong command line', () => {
  it.each([
    ['flagz', 'did you mean flags?'],
    ['get_flag', 'did you mean get_flags?'],
    ['hnadlers', 'did you mean handlers?'],
    ['get_state', 'did you mean get_states?'],
    ['nonsense', '`reactive help` lists all commands'],
  ])('%s exits with 2: %s', async (name, fix) => {
    expect(await unit.run(name)).toEqual({
      code: 2,
      stdout: '',
      stderr: `reactive: there is no command ${name}\n  fix: ${fix}\n`,
    });
    expect((await unit.run('help', name)).code).toBe(2);
  });

  it.each([
    [['flags', 'a', 'b'], 'flags [PATTERN]'],
    [['set'], 'set FLAG [VALUE]'],
    [['set', 'a', '1', '2'], 'set FLAG [VALUE]'],
    [['clear', 'a', 'b'], 'clear FLAG'],
    [['why'], 'why HANDLER|FLAG|status'],
    [['refresh', 'now'], 'refresh'],
    [['is_flag_set'], 'is_flag_set FLAG'],
    [['set_flag', 'a', '--value'], 'set_flag FLAG [--value TEXT]'],
    [['set_flag', 'a', 'b'], 'set_flag FLAG [--value TEXT]'],
    [['only_once'], 'only_once ID'],
    [['get_flags', '-j'], 'get_flags'],
  ])('%j exits with 2 and tells the usage', async (args, usage) => {
    expect(await unit.run(...args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `Usage: reactive ${usage}\n`,
    });
  });

  it.each([
    [['flags', '--format', 'xml'], 'there is no format xml\n  fix: use one of raw, json, py'],
    [['flags', '--format'], '--format needs one of raw, json, py, yaml, csv, tab'],
  ])('%j exits with 2 and tells the formats', async (args, text) => {
    const { code, stderr } = await unit.run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
  });
});

describe('a flag that looks like an option', () => {
  it.each([
    ['set', '-x'],
    ['set', '--format', 'json'],
    ['set', '-h', 'x'],
    ['clear', '--force'],
    ['toggle', '-v'],
  ])('%s %s changes nothing and exits with 2', async (name, option, ...more) => {
    expect(await unit.run(name, option, ...more)).toEqual({
      code: 2,
      stdout: '',
      stderr: `reactive: ${name} takes no option ${option}\n  fix: if it is a flag, write \`reactive ${name} -- ${option}\`\n`,
    });
  });

  it('is one behind two hyphens', async () => {
    expect(await unit.run('set', '--', '-x', '-1')).toMatchObject({ code: 0 });
    expect((await unit.memory())?.flags).toMatchObject({ '-x': -1 });
    expect(await unit.run('clear', '--', '-x')).toMatchObject({ code: 0 });
    expect((await unit.memory())?.flags).not.toHaveProperty('-x');
  });
});

describe('trouble', () => {
  it('with a damaged memory is told in one message', async () => {
    await writeFile(join(unit.charmDirectory, '.unit-state.json'), '{}');
    const { code, stderr } = await unit.run('flags');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^\S+\.unit-state\.json: error: .* \[STATE_DAMAGED\]\n {2}fix: .*\n$/);
  });

  it('with a charm that cannot be composed is told in one message, and described for programs', async () => {
    const definition = commandCharm();
    const [layer] = definition.layers;
    const layers = [...definition.layers, ...(layer ? [layer] : [])];
    const broken = await CommandUnit.create({ ...definition, layers });
    expect(await broken.run('flags')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('[LAYER_DUPLICATE]'),
    });
    const { code, stdout } = await broken.run('describe');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      handlers: [],
      findings: [{ severity: 'error', code: 'LAYER_DUPLICATE' }],
    });
    await broken.remove();
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it.skip : it)('with a memory that may not be read says who may', async () => {
    await chmod(join(unit.charmDirectory, '.unit-state.json'), 0);
    const { code, stderr } = await unit.run('flags');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /permission denied.*\n {2}fix: run it as root, for example with sudo\n$/,
    );
  });

  it('with state that the controller keeps: outside hooks the command says where it works', async () => {
    const definition = { ...commandCharm(), state: 'controller' as const };
    const remote = await CommandUnit.create(definition);
    for (const args of [['flags'], ['set', 'a']]) {
      expect(await remote.run(...args)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/\[STATE_AT_CONTROLLER\]\n {2}fix: .*juju exec/),
      });
    }
    expect((await remote.run('describe')).code).toBe(0);
    await remote.remove();
  });
});

describe('reactive describe', () => {
  it('prints handlers, triggers and findings as JSON', async () => {
    const { code, stdout } = await unit.run('describe');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      handlers: expect.arrayContaining([
        {
          id: 'blog/backup',
          binding: { kind: 'action', action: 'backup' },
          conditions: [{ kind: 'none', flags: ['backup.running'] }],
        },
      ]),
      triggers: expect.arrayContaining([
        { whenNot: 'endpoint.db.joined', clear: 'token', run: false },
      ]),
      findings: expect.any(Array),
    });
  });

  it('needs no unit', async () => {
    const nowhere = await CommandUnit.create(commandCharm());
    await nowhere.remove();
    expect((await nowhere.run('describe')).code).toBe(0);
  });
});
