import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord, StatusEntry } from '../../src/events.ts';
import { openLogFile, readLog } from '../../src/storage/log-file.ts';
import { openStatusLog, readStatusLog } from '../../src/storage/status-log.ts';
import { smallDisk } from './full-disk.ts';

const RECORD: LogRecord = {
  time: '2026-11-23T10:00:00.000Z',
  entity: 'unit-mysql-0',
  level: 'INFO',
  module: 'unit.mysql/0.juju-log',
  message: 'hello\nyou',
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = (...records: readonly LogRecord[]): void => {
  const log = openLogFile(folder);
  records.forEach(log.append);
  log.close();
};

describe('the log file', () => {
  it('gives back its records, for its owner only', async () => {
    write(RECORD);

    expect(readLog(folder)).toEqual([RECORD]);
    expect((await stat(join(folder, 'logs/all.jsonl'))).mode & 0o777).toBe(0o600);
  });

  it('skips half a line, and goes on after the last whole one', async () => {
    write(RECORD);
    await writeFile(join(folder, 'logs/all.jsonl'), '{"time": "20', { flag: 'a' });
    expect(readLog(folder)).toEqual([RECORD]);
    write({ ...RECORD, message: 'next' });

    expect(readLog(folder).map(({ message }) => message)).toEqual(['hello\nyou', 'next']);
  });

  it('cuts off half a line that is longer than what is read at once', async () => {
    write(RECORD);
    await writeFile(join(folder, 'logs/all.jsonl'), 'x'.repeat(200_000), { flag: 'a' });
    write(RECORD);

    expect(readLog(folder)).toEqual([RECORD, RECORD]);
  });

  it('loses records while the disk is full, says so once, and goes on when there is room', () => {
    const lost: string[] = [];
    const disk = smallDisk(200);
    const onLost = ({ message }: Error): void => void lost.push(message);
    const log = openLogFile(folder, { write: disk.write, onLost });
    for (let index = 0; index < 5; index += 1) log.append(RECORD);
    disk.room = 10_000;
    log.append({ ...RECORD, message: 'room again' });
    log.close();

    expect(lost).toEqual([expect.stringContaining('no space is left')]);
    expect(readLog(folder).map(({ message }) => message)).toEqual(['hello\nyou', 'room again']);
  });
});

describe('the history of statuses', () => {
  it('squashes what repeats the entry before it of the same entity and type', () => {
    const entry = (status: string, more: Partial<StatusEntry> = {}): StatusEntry => ({
      time: '2026-11-23T10:00:00.000Z',
      entity: 'mysql/0',
      type: 'workload',
      status,
      message: '',
      ...more,
    });
    const history = openStatusLog(folder);
    [
      entry('active'),
      entry('idle', { type: 'juju-unit' }),
      entry('active'),
      entry('active', { entity: 'mysql/1' }),
      entry('active', { message: 'ready' }),
      entry('active'),
    ].forEach(history.append);
    history.close();

    expect(readStatusLog(folder)).toEqual([
      entry('active'),
      entry('idle', { type: 'juju-unit' }),
      entry('active', { entity: 'mysql/1' }),
      entry('active', { message: 'ready' }),
      entry('active'),
    ]);
    expect(readStatusLog(join(folder, 'none'))).toEqual([]);
  });
});
