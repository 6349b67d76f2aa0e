import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm, COMMAND_MEMORY } from '../support/command-charm.ts';

let unit: CommandUnit;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm());
  await unit.remember(COMMAND_MEMORY);
});

afterEach(async () => unit.remove());

describe('reactive flags', () => {
  it('R10 lists the flags that the next hook will find: who set each of them, in which hook, when', async () => {
    expect(await unit.run('flags')).toEqual({
      code: 0,
      stdout: [
        'Flag                   Set by        In       When',
        'config.default.port    the engine',
        'config.default.theme   the engine',
        'config.default.title   the engine',
        'config.set.port        the engine',
        'installed              blog/install  install  6 min ago',
        'leadership.is_leader   the engine    install  6 min ago',
        'theme = {"dark":true}',
        'token                  by hand                1 min ago',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it.each([
    [
      'config.*',
      ['config.default.port', 'config.default.theme', 'config.default.title', 'config.set.port'],
    ],
    ['t?ken', ['token']],
    ['installed', ['installed']],
  ])('lists those that fit %s', async (pattern, names) => {
    const { stdout } = await unit.run('flags', pattern, '--format', 'raw');
    expect(stdout).toBe(`${names.join('\n')}\n`);
  });

  it('says when no set flag fits', async () => {
    expect(await unit.run('flags', 'nobody*')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'reactive: no set flag fits nobody*\n',
    });
  });

  it('R121 prints all that is known as JSON', async () => {
    for (const format of [['--format', 'json'], ['--format=json'], ['-j'], ['--json']]) {
      const { code, stdout } = await unit.run('flags', ...format);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        theme: { value: { dark: true }, by: null, hook: null, at: null },
        installed: {
          value: null,
          by: 'blog/install',
          hook: 'install',
          at: '2026-01-02T03:04:05.000Z',
        },
      });
    }
  });

  it.each([
    [
      'yaml',
      "token:\n  value: null\n  by: by hand\n  hook: ''\n  at: '2026-01-02T03:09:00.000Z'\n",
    ],
    ['csv', 'token,,by hand,,2026-01-02T03:09:00.000Z\r\n'],
  ])('R121 prints all that is known as %s', async (format, text) => {
    expect((await unit.run('--format', format, 'flags', 'token')).stdout).toBe(text);
  });

  it('prints nothing for a unit that has run no hook', async () => {
    const fresh = await CommandUnit.create(commandCharm());
    expect(await fresh.run('flags')).toEqual({ code: 0, stdout: '', stderr: '' });
    await fresh.remove();
  });

  it('shows people no secret that a flag has as its value, and programs all', async () => {
    await unit.remember({ ...COMMAND_MEMORY, leaderData: { password: 'hunter2-hunter2' } });
    await unit.run('set', 'login', '{"as": "root", "with": "hunter2-hunter2"}');
    expect((await unit.run('flags', 'login')).stdout).toContain(
      'login = {"as":"root","with":"***"}',
    );
    expect((await unit.run('why', 'login')).stdout).toContain('"with":"***"');
    expect((await unit.run('-j', 'get_states')).stdout).toContain('hunter2-hunter2');
  });

  it('cuts values that are too long for a table, and no others', async () => {
    await unit.run('set', 'long', 'x'.repeat(200));
    expect((await unit.run('flags', 'long')).stdout).toMatch(/^long = "x{51}… {2}by hand/m);
    expect((await unit.run('flags', 'long', '-j')).stdout).toContain('x'.repeat(200));
  });
});
