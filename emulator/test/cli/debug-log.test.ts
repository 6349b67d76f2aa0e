import { formatLogRecord } from '../../src/cli/log-lines.ts';
import { traceRun } from '../../src/hook-trace.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '../../src/events.ts';
import { openLogFile } from '../../src/storage/log-file.ts';
import { openLogTail } from '../../src/storage/log-tail.ts';
import { FakeModels, TIME, emptyModel, run } from './support.ts';

function record(change: Partial<LogRecord> = {}): LogRecord {
  const message = 'Serving.';
  const module = 'unit.mysql/0.juju-log';
  return { time: TIME, entity: 'unit-mysql-0', level: 'INFO', module, message, ...change };
}

const LOG = [
  record({ message: 'one' }),
  record({ entity: 'unit-mysql-1', message: 'two', level: 'WARNING' }),
  record({ entity: 'unit-wordpress-0', message: 'three', module: 'juju.worker.uniter' }),
  record({ entity: 'machine-0', message: 'four', module: 'juju.worker' }),
  record({ message: 'five', level: 'TRACE' }),
];

async function shown(...args: string[]): Promise<string[]> {
  const models = new FakeModels(emptyModel());
  models.log = LOG;
  const { stdout } = await run(models, ['debug-log', ...args]);
  return stdout
    .split('\n')
    .flatMap((line) => line.split(' ').slice(-1))
    .filter(Boolean);
}

describe('juju-local debug-log', () => {
  it.each([
    [[], ['one', 'two', 'three', 'four']],
    [
      ['--level', 'TRACE'],
      ['one', 'two', 'three', 'four', 'five'],
    ],
    [['--level', 'warning'], ['two']],
    [['--include', 'mysql/0'], ['one']],
    [
      ['--include', 'mysql'],
      ['one', 'two'],
    ],
    [
      ['--include', '0', '--include', 'wordpress'],
      ['three', 'four'],
    ],
    [
      ['--exclude', 'mysql/1', '--exclude', 'machine-0'],
      ['one', 'three'],
    ],
    [
      ['--include-module', 'juju.worker'],
      ['three', 'four'],
    ],
    [
      ['--exclude-module', 'juju'],
      ['one', 'two'],
    ],
    [['-n', '1'], ['four']],
    [
      ['--replay', '--limit', '2'],
      ['three', 'four'],
    ],
  ])('with %j shows %j', async (args, messages) => {
    expect(await shown(...args)).toEqual(messages);
  });

  it('shows dates, milliseconds and UTC as asked, and colours the level', () => {
    const format = { date: true, utc: true, milliseconds: true, colour: true };
    expect(formatLogRecord(record({ level: 'ERROR' }), format)).toBe(
      'unit-mysql-0: 2026-11-23 10:00:00.000 \u001b[31mERROR\u001b[0m unit.mysql/0.juju-log Serving.',
    );
  });

  it('shows records as JSON', async () => {
    const models = new FakeModels(emptyModel());
    models.log = [record()];
    const { stdout } = await run(models, ['debug-log', '--format', 'json']);
    const { time: timestamp, ...rest } = record();
    expect(JSON.parse(stdout)).toEqual({ timestamp, ...rest });
  });

  it('refuses both of --tail and --no-tail, and unknown levels', async () => {
    const models = new FakeModels(emptyModel());
    expect((await run(models, ['debug-log', '--tail', '--no-tail'])).code).toBe(2);
    expect((await run(models, ['debug-log', '--level', 'loud'])).stderr).toContain('"loud"');
  });

  it('follows the log as it grows, and ends when the model is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const log = openLogFile(folder);
    log.append(record({ message: 'before' }));
    let looks = 0;
    const sleep = async (): Promise<void> => {
      looks += 1;
      if (looks === 1) log.append(record({ message: 'meanwhile' }));
      else rmSync(folder, { recursive: true });
    };
    const environment = { JUJU_LOCAL_DIR: folder };
    const models = new FakeModels(emptyModel());
    const { code, stdout } = await run(models, ['debug-log', '--tail'], { sleep, environment });
    log.close();
    expect(code).toBe(0);
    expect(stdout).toMatch(/before\n.*meanwhile\n$/);
  });

  it('waits for the end of a line that is being written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    try {
      const log = openLogFile(folder);
      const tail = openLogTail(folder);
      log.append(record({ message: 'å'.repeat(40_000) }));
      expect(tail.read()).toHaveLength(1);
      expect(tail.read()).toEqual([]);
      log.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('knows what each hook took: a record of level TRACE', () => {
    const about = {
      kind: 'hook-finished',
      time: TIME,
      unit: 'mysql/0',
      hook: 'db-relation-changed',
    } as const;
    const calls = { 'relation-get': 2, 'config-get': 1 };
    const end = { ok: true, skipped: false, exitCode: 0 };
    expect(
      traceRun({ ...about, ...end, remoteUnit: 'web/0', milliseconds: 12.4, toolCalls: calls }),
    ).toEqual({
      entity: 'unit-mysql-0',
      level: 'TRACE',
      module: 'juju.worker.uniter.operation',
      message:
        '"db-relation-changed" for web/0 took 12 ms, with 3 tool calls: config-get 1, relation-get 2',
    });
  });
});
