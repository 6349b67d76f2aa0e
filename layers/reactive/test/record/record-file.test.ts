import { chmod, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlightRecord } from '../../lib/record/flight-record.ts';
import { KEPT_HANDLERS } from '../../lib/record/handler-stats.ts';
import {
  COMPACT_FROM,
  openRecordFile,
  readRunHistory,
  RECORD_FILE,
} from '../../lib/record/record-file.ts';
import { KEPT_RUNS } from '../../lib/record/record-journal.ts';
import { RUNNING_FILE } from '../../lib/memory/unit-files.ts';
import { lockFor } from '../support/unit-lock.ts';
import { FULL_RECORD, runOf } from '../support/records.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
  path = join(folder, RECORD_FILE);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Notes a run as a hook would: the file is opened anew in each. */
async function save(...records: FlightRecord[]): Promise<void> {
  for (const record of records) await (await openRecordFile(folder)).save(record);
}

/** Runs of hooks that never come twice. */
function numbered(count: number): FlightRecord[] {
  return Array.from({ length: count }, (_, index) => runOf(`hook-${index}`));
}

describe('the record of a unit', () => {
  it('is empty before the first hook', async () => {
    expect(await readRunHistory(folder)).toEqual({ records: [], stats: new Map() });
  });

  it('holds the runs in order, in a file that root alone reads', async () => {
    await save(runOf('start'), FULL_RECORD);
    expect((await readRunHistory(folder)).records).toEqual([runOf('start'), FULL_RECORD]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('believes what was told last of a run that was told twice', async () => {
    await save(runOf('start'));
    const file = await openRecordFile(folder);
    await file.save(FULL_RECORD);
    await file.save({ ...FULL_RECORD, error: 'the disk is full' });
    const { records, stats } = await readRunHistory(folder);
    expect(records).toEqual([runOf('start'), { ...FULL_RECORD, error: 'the disk is full' }]);
    expect(stats.get('blog/install')?.runs).toBe(1);
  });

  it('tells of the last runs alone', async () => {
    await save(...numbered(KEPT_RUNS + 3));
    const { records } = await readRunHistory(folder);
    expect(records).toEqual(numbered(KEPT_RUNS + 3).slice(-KEPT_RUNS));
  });

  it('goes on after what an older version wrote', async () => {
    await writeFile(path, `${JSON.stringify([runOf('install'), runOf('start')])}\n`);
    await save(runOf('stop'));
    expect((await readRunHistory(folder)).records.map(({ hook }) => hook)).toEqual([
      'install',
      'start',
      'stop',
    ]);
  });

  it.each(['rubbish', '{"hook":"start","startedAt"', '{}\n[3]\n\n', '\u0000\u0000'])(
    'goes on after damage: %j',
    async (damage) => {
      await save(runOf('install'));
      await writeFile(path, `${await readFile(path, 'utf8')}${damage}`);
      await save(runOf('start'));
      expect((await readRunHistory(folder)).records).toEqual([runOf('install'), runOf('start')]);
    },
  );
});

describe('the size of the record', () => {
  const id = (index: number): string => `a-layer-with-a-long-name/and-a-handler-${index}`;
  const heavy = (hook: string): FlightRecord => ({
    ...runOf(hook),
    rounds: [
      {
        name: '0',
        runs: Array.from({ length: 10_000 }, (_, index) => ({
          id: id(index),
          milliseconds: 1,
          transitions: [{ flag: `${id(index)}.done`, to: 'set' as const }],
        })),
        dropped: [],
      },
    ],
  });

  it('stays small when ten thousand handlers run in every hook', async () => {
    let largest = 0;
    for (let index = 0; index < 12; index += 1) {
      await save(heavy(`hook-${index}`));
      largest = Math.max(largest, (await stat(path)).size);
    }
    expect(largest).toBeLessThan(2 * COMPACT_FROM);
    const { records, stats } = await readRunHistory(folder);
    expect(records.at(-1)?.hook).toBe('hook-11');
    expect(stats.get(id(0))?.runs).toBe(12);
    expect(stats.size).toBeGreaterThanOrEqual(KEPT_HANDLERS);
  });

  it('stays small over thousands of hooks, and no run is forgotten in the statistics', async () => {
    const message = 'x'.repeat(300);
    const opinions = [{ layer: 'blog', about: 'unit', status: 'active', message } as const];
    const record = { ...FULL_RECORD, opinions };
    const count = 2000;
    for (let index = 0; index < count; index += 1) await save({ ...record, hook: `hook-${index}` });
    expect((await stat(path)).size).toBeLessThan(2 * COMPACT_FROM);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { records, stats } = await readRunHistory(folder);
    expect(records).toHaveLength(KEPT_RUNS);
    expect(stats.get('blog/serve')).toMatchObject({ runs: count, failures: count });
  });
});

describe('a hook that was killed', () => {
  /** A process that is not there any more: numbers of processes are smaller. */
  const NOBODY = 2 ** 30;

  async function mark(hook: string, pid: number, ageSeconds = 0): Promise<void> {
    const running = join(folder, RUNNING_FILE);
    await writeFile(running, `${pid} ${hook}\n`);
    const time = Date.now() / 1000 - ageSeconds;
    await utimes(running, time, time);
  }

  async function age(seconds: number): Promise<void> {
    const time = Date.now() / 1000 - seconds;
    await utimes(path, time, time);
  }

  it('is entered by the next run, before its own entry, and only once', async () => {
    await save(runOf('install'));
    await age(60);
    await mark('start', NOBODY, 30);
    await save(runOf('start'));
    await rm(join(folder, RUNNING_FILE));
    await save(runOf('stop'));
    const { records } = await readRunHistory(folder);
    expect(records.map(({ hook, killed = false }) => [hook, killed])).toEqual([
      ['install', false],
      ['start', true],
      ['start', false],
      ['stop', false],
    ]);
  });

  it('is entered also when the next run is killed before its end', async () => {
    await mark('start', NOBODY, 30);
    await openRecordFile(folder);
    await age(15);
    await mark('start', NOBODY);
    const { records } = await readRunHistory(folder);
    expect(records.map(({ hook, killed = false }) => [hook, killed])).toEqual([
      ['start', true],
      ['start', true],
    ]);
  });

  it('is known to whoever looks before the next run', async () => {
    await mark('config-changed', NOBODY, 30);
    const { records } = await readRunHistory(folder);
    expect(records).toMatchObject([{ hook: 'config-changed', killed: true, rounds: [] }]);
    expect(Date.now() - Date.parse(records[0]?.startedAt ?? '')).toBeGreaterThan(29_000);
  });

  it('is told from one that failed, which leaves the same mark and an entry', async () => {
    const file = await openRecordFile(folder);
    await mark('start', NOBODY, 30);
    await file.save({ ...runOf('start'), error: 'no such table' });
    expect((await readRunHistory(folder)).records).toEqual([
      { ...runOf('start'), error: 'no such table' },
    ]);
  });

  it.each(['action backup', 'collect-metrics'])(
    'is told from one that leaves the mark of an earlier one: %s',
    async (hook) => {
      const file = await openRecordFile(folder);
      await mark(hook, NOBODY, 30);
      await file.save(runOf(hook));
      expect((await readRunHistory(folder)).records).toEqual([runOf(hook)]);
    },
  );

  it('is told from a refresh that an operator has asked for', async () => {
    await save(runOf('start'));
    await writeFile(join(folder, RUNNING_FILE), '0 in doubt\n');
    expect((await readRunHistory(folder)).records).toEqual([runOf('start')]);
  });

  it('is told from one that still runs', async () => {
    await mark('start', process.ppid);
    await lockFor(process.ppid, 'hook start', folder);
    expect((await readRunHistory(folder)).records).toEqual([]);
  });

  it('keeps what it did, when it was killed while its memory was saved', async () => {
    const file = await openRecordFile(folder);
    await mark('install', NOBODY, 30);
    const done = { ...runOf('install'), rounds: FULL_RECORD.rounds };
    await file.save(done);
    expect((await readRunHistory(folder)).records).toEqual([{ ...done, killed: true }]);
    await save(runOf('start'));
    await rm(join(folder, RUNNING_FILE));
    expect((await readRunHistory(folder)).records).toEqual([
      { ...done, killed: true },
      runOf('start'),
    ]);
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it.skip : it)('cannot be looked for by one who may not', async () => {
    await mark('start', NOBODY);
    await chmod(folder, 0);
    await expect(openRecordFile(folder)).rejects.toThrow('permission denied');
    await chmod(folder, 0o700);
  });
});
