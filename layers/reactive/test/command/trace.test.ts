import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm, COMMAND_MEMORY, COMMAND_RECORDS } from '../support/command-charm.ts';
import { runOf } from '../support/records.ts';

let unit: CommandUnit;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm());
  await unit.remember(COMMAND_MEMORY);
});

afterEach(async () => unit.remove());

describe('reactive trace', () => {
  it('R79 tells of the last hook: rounds, handlers, times, flags that changed, status', async () => {
    await unit.record(...COMMAND_RECORDS.slice(0, 1));
    const expected = [
      'install  2026-01-02 03:04:05Z  6 min ago  2.3 s  ok',
      '  by the engine  +leadership.is_leader',
      '  hook phase',
      '    blog/install  2.1 s  +installed',
      '  round 0',
      '    blog/share-token  8.4 ms  +token',
      '    blog/announce             dropped: an earlier handler changed a flag that it needs',
      '  status',
      '    database  active  Ready',
      '',
    ].join('\n');
    expect((await unit.run('trace')).stdout).toBe(expected);
    expect((await unit.run('trace', 'last')).stdout).toBe(expected);
  });

  it('tells of the last N, the oldest first', async () => {
    await unit.record(...COMMAND_RECORDS);
    expect((await unit.run('trace', '2')).stdout).toBe(
      [
        'config-changed  2026-01-02 03:06:00Z  4 min ago  120 ms  failed',
        '  round 0',
        '    blog/version   0.4 ms',
        '    blog/announce          failed',
        '  error: HANDLER_FAILED: no such table',
        '',
        'action backup  2026-01-02 03:07:00Z  3 min ago  40 ms  ok',
        '  action',
        '    blog/backup  31 ms  +backup.made +backup.fresh',
        '  status',
        '    database            active   Ready',
        '    blog                blocked  no database',
        '    blog (application)  active   Serving',
        '',
      ].join('\n'),
    );
    expect((await unit.run('trace', '99')).stdout).toContain('install');
  });

  it.each([
    [
      { ...runOf('start'), killed: true as const },
      'start  2026-01-02 03:04:05Z  6 min ago  killed',
    ],
    [runOf('start'), 'start  2026-01-02 03:04:05Z  6 min ago  ok, no handler ran'],
  ])('tells how a hook ended: %j', async (record, line) => {
    await unit.record(record);
    expect((await unit.run('trace')).stdout).toBe(`${line}\n`);
  });

  it('tells how much is left out of a record that was too long', async () => {
    const runs = Array.from({ length: 1000 }, (_, index) => ({
      id: `blog/handler-${index}`,
      milliseconds: 1,
      transitions: [],
    }));
    await unit.record({ ...runOf('start'), rounds: [{ name: '0', runs, dropped: [] }] });
    expect((await unit.run('trace')).stdout).toContain(
      '\n  and 900 more runs, which are not in the record\n',
    );
  });

  it('prints the records as JSON', async () => {
    await unit.record(...COMMAND_RECORDS);
    const { stdout } = await unit.run('trace', '9', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual(COMMAND_RECORDS);
  });

  it('says when there is none', async () => {
    expect(await unit.run('trace')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'reactive: no hook of this unit has left a record yet\n',
    });
  });

  it.each(['0', '-1', 'x', '1.5'])('%s is no number of hooks', async (count) => {
    expect(await unit.run('trace', count)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Usage: reactive trace [last|N]\n',
    });
  });
});
