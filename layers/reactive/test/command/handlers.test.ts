import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm, COMMAND_MEMORY, COMMAND_RECORDS } from '../support/command-charm.ts';

let unit: CommandUnit;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm('/no/such/file'));
  await unit.remember(COMMAND_MEMORY);
  await unit.record(...COMMAND_RECORDS);
});

afterEach(async () => unit.remove());

describe('reactive handlers', () => {
  it('lists them with what is known of their runs, and marks those that run in the next hook', async () => {
    expect((await unit.run('handlers')).stdout).toBe(
      [
        '  Handler                     Last run   Runs    Took  Conditions',
        '  database/connect            never         0          when(endpoint.db.joined)',
        '  database/install            never         0          hook(install)',
        '  blog/install                6 min ago     1   2.1 s  hook(install)',
        '  blog/announce               4 min ago     1          when(installed, config.changed.title)',
        '  blog/share-token            6 min ago     1  8.4 ms  when(leadership.is_leader) whenNot(token)',
        '  blog/reload                 never         0          whenFileChanged(/no/such/file)',
        '  blog/greet                  never         0          onlyOnce()',
        '* blog/version                4 min ago     1  0.4 ms  every hook',
        '* blog/prepare                never         0          beforeHook()',
        '* blog/clean-up               never         0          afterHook()',
        '  blog/backup                 3 min ago     1   31 ms  onAction(backup) whenNot(backup.running)',
        '  blog/count                  never         0          collectMetrics()',
        '  executable/reactive/report  never         0          its own --test',
        '',
      ].join('\n'),
    );
  });

  it('lists those that fit a pattern', async () => {
    expect((await unit.run('handlers', '*/install', '-r')).stdout).toBe(
      'database/install\nblog/install\n',
    );
    expect(await unit.run('handlers', 'nobody')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'reactive: no handler fits nobody\n',
    });
  });

  it('prints all that is known as JSON', async () => {
    const { stdout } = await unit.run('handlers', 'blog/announce', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual([
      {
        id: 'blog/announce',
        conditions: 'when(installed, config.changed.title)',
        holds: false,
        runs: 1,
        failures: 1,
        lastRun: '2026-01-02T03:06:00.000Z',
        lastMs: 0,
        totalMs: 0,
      },
    ]);
  });
});
