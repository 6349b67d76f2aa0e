import fc from 'fast-check';
import { hasFailed, printRecord, readRecord } from '../../lib/record/flight-record.ts';
import type { FlightRecord } from '../../lib/record/flight-record.ts';
import { parseJsonText } from '../../lib/json.ts';
import { FULL_RECORD, runOf } from '../support/records.ts';

const transition = fc.record({
  flag: fc.string(),
  to: fc.constantFrom('set' as const, 'cleared' as const),
});

const round = fc.record(
  {
    name: fc.string(),
    runs: fc.array(
      fc.record({
        id: fc.string(),
        transitions: fc.array(transition, { maxLength: 3 }),
        milliseconds: fc.nat(),
      }),
      { maxLength: 3 },
    ),
    dropped: fc.array(fc.string(), { maxLength: 3 }),
    failed: fc.string(),
  },
  { requiredKeys: ['name', 'runs', 'dropped'] },
);

const records: fc.Arbitrary<FlightRecord> = fc.record(
  {
    hook: fc.string(),
    startedAt: fc.string(),
    milliseconds: fc.nat(),
    rounds: fc.array(round, { maxLength: 3 }),
    opinions: fc.array(
      fc.record({
        layer: fc.string(),
        about: fc.constantFrom('unit' as const, 'application' as const),
        status: fc.constantFrom('active' as const, 'blocked' as const),
        message: fc.string(),
      }),
      { maxLength: 3 },
    ),
    error: fc.string(),
    killed: fc.constant(true as const),
  },
  { requiredKeys: ['hook', 'startedAt', 'rounds'] },
);

describe('a flight record', () => {
  it('comes back from its line as it was', () => {
    expect(readRecord(parseJsonText(printRecord(FULL_RECORD)))).toEqual(FULL_RECORD);
  });

  it('comes back from its line whatever its names are', () => {
    fc.assert(
      fc.property(records, (record) => {
        const line = printRecord(record);
        expect(line).not.toContain('\n');
        expect(readRecord(parseJsonText(line))).toEqual(record);
      }),
    );
  });

  it('is written in few words where little happened', () => {
    expect(printRecord({ ...runOf('start'), milliseconds: 3 })).toBe(
      '{"hook":"start","startedAt":"2026-01-02T03:04:05.000Z","milliseconds":3,"rounds":[]}',
    );
  });

  it('is read from what an older version wrote, without times', () => {
    const runs = [{ id: 'blog/a', transitions: [{ flag: 'ready', to: 'set' }] }];
    const old = { ...runOf('start'), rounds: [{ name: '0', runs, dropped: ['blog/b'] }] };
    expect(readRecord(parseJsonText(JSON.stringify(old)))?.rounds).toEqual([
      {
        name: '0',
        runs: [{ id: 'blog/a', milliseconds: 0, transitions: [{ flag: 'ready', to: 'set' }] }],
        dropped: ['blog/b'],
      },
    ]);
  });

  it.each(['null', '1', '"x"', '[]', '{}', '{"hook":3}', '{"hook":"start"}'])(
    'is not read from %s',
    (text) => {
      expect(readRecord(parseJsonText(text))).toBeUndefined();
    },
  );

  it('keeps what it can of a round that is damaged', () => {
    const runs = [{ id: 1 }, { id: 'a', transitions: [{}], changes: [2] }, null];
    const rounds = [{ name: '0', runs, dropped: 'x' }, { name: 1 }, 'round'];
    const opinions = [{ layer: 'a', status: 'sleepy', message: '' }];
    expect(
      readRecord(
        parseJsonText(JSON.stringify({ ...runOf('start'), rounds, opinions, omitted: { a: 1 } })),
      ),
    ).toEqual({
      ...runOf('start'),
      rounds: [{ name: '0', runs: [{ id: 'a', milliseconds: 0, transitions: [] }], dropped: [] }],
      opinions: [],
      omitted: {},
    });
  });

  it.each([
    [runOf('start'), false],
    [{ ...runOf('start'), error: '' }, true],
    [{ ...runOf('start'), killed: true as const }, true],
  ])('%j: failed is %s', (record, failed) => {
    expect(hasFailed(record)).toBe(failed);
  });
});
