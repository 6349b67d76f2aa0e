import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addRecord,
  KEPT_RUNS,
  parseRecords,
  printRecords,
} from '../../lib/record/flight-record.ts';
import type { FlightRecord } from '../../lib/record/flight-record.ts';
import { openRecordFile, RECORD_FILE } from '../../lib/record/record-file.ts';

const full: FlightRecord = {
  hook: 'install',
  startedAt: '2026-01-02T03:04:05.000Z',
  rounds: [
    { name: 'hook', runs: [{ id: 'blog/install', transitions: [] }], dropped: [] },
    {
      name: '0',
      runs: [{ id: 'blog/configure', transitions: [{ flag: 'ready', to: 'set' }] }],
      dropped: ['blog/publish'],
      failed: 'blog/serve',
    },
  ],
  error: 'no such table',
};

function runOf(hook: string): FlightRecord {
  return { hook, startedAt: '2026-01-02T03:04:05.000Z', rounds: [] };
}

describe('flight records', () => {
  it('come back from their text as they were', () => {
    expect(parseRecords(printRecords([full, runOf('start')]))).toEqual([full, runOf('start')]);
  });

  it('are limited to the last runs', () => {
    let records: readonly FlightRecord[] = [];
    for (let number = 0; number < KEPT_RUNS + 3; number += 1) {
      records = addRecord(records, runOf(`hook-${number}`));
    }
    expect(records).toHaveLength(KEPT_RUNS);
    expect(records[0]?.hook).toBe('hook-3');
    expect(records.at(-1)?.hook).toBe(`hook-${KEPT_RUNS + 2}`);
  });

  it.each(['', '{', '{}', 'null', '[1, {"hook": 3}, "x"]', '[{"hook": "a"}]'])(
    'read from %j are empty, because only debugging depends on them',
    (text) => {
      expect(parseRecords(text)).toEqual([]);
    },
  );

  it('keep what they can of a round that is damaged', () => {
    const rounds = [{ name: '0', runs: [{ id: 1 }, { id: 'a', transitions: [{}] }], dropped: 'x' }];
    expect(parseRecords(JSON.stringify([{ ...runOf('start'), rounds }]))[0]?.rounds).toEqual([
      { name: '0', runs: [{ id: 'a', transitions: [] }], dropped: [] },
    ]);
  });
});

describe('openRecordFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'record-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('puts a run behind the earlier ones, and replaces it when told again', async () => {
    await (await openRecordFile(folder)).save(runOf('install'));
    const file = await openRecordFile(folder);
    await file.save(runOf('start'));
    await file.save({ ...runOf('start'), error: 'the disk is full' });
    expect((await openRecordFile(folder)).earlier).toEqual([
      runOf('install'),
      { ...runOf('start'), error: 'the disk is full' },
    ]);
    expect((await stat(join(folder, RECORD_FILE))).mode & 0o777).toBe(0o600);
  });

  it('begins anew over a damaged file', async () => {
    await writeFile(join(folder, RECORD_FILE), 'rubbish');
    await (await openRecordFile(folder)).save(runOf('install'));
    expect(parseRecords(await readFile(join(folder, RECORD_FILE), 'utf8'))).toEqual([
      runOf('install'),
    ]);
  });
});
