import { cutRecord, RECORD_ROOM } from '../../lib/record/cut-record.ts';
import { printRecord } from '../../lib/record/flight-record.ts';
import { addToStats } from '../../lib/record/handler-stats.ts';
import { FULL_RECORD, runOf } from '../support/records.ts';

const LONG = 10_000;

/** Runs of so many handlers, each of which took half a millisecond and set a flag. */
function runsOf(count: number, id: (index: number) => string) {
  return Array.from({ length: count }, (_, index) => ({
    id: id(index),
    transitions: [{ flag: `flag-${index}`, to: 'set' as const }],
    milliseconds: 0.5,
  }));
}

describe('cutting a record', () => {
  it('leaves one of a usual hook as it is', () => {
    expect(cutRecord(FULL_RECORD)).toEqual(FULL_RECORD);
  });

  it('masks what looks like a secret, also in what the layers say of the status', () => {
    const opinions = [
      { layer: 'blog', about: 'unit', status: 'blocked', message: 'no db at pg://u:hunter2@db' },
    ] as const;
    expect(cutRecord({ ...runOf('start'), opinions }).opinions).toEqual([
      { ...opinions[0], message: 'no db at pg://u:***@db' },
    ]);
  });

  it('rounds times to a tenth of a millisecond', () => {
    const runs = [{ id: 'a', transitions: [], milliseconds: 0.123456 }];
    const rounds = [{ name: '0', runs, dropped: [] }];
    expect(cutRecord({ ...runOf('start'), milliseconds: 1.26, rounds })).toMatchObject({
      milliseconds: 1.3,
      rounds: [{ runs: [{ milliseconds: 0.1 }] }],
    });
  });

  it('keeps the beginning and the end of a round of ten thousand handlers, in few kilobytes', () => {
    const runs = runsOf(LONG, (index) => `blog/handler-${index}`);
    const cut = cutRecord({ ...runOf('start'), rounds: [{ name: '0', runs, dropped: [] }] });
    const kept = cut.rounds.flatMap((round) => round.runs.map(({ id }) => id));
    expect(kept).toHaveLength(RECORD_ROOM.runs);
    expect([kept[0], kept.at(-1)]).toEqual(['blog/handler-0', 'blog/handler-9999']);
    expect(printRecord(cut).length).toBeLessThan(50_000);
  });

  it('keeps the first and the last rounds of a chain of ten thousand', () => {
    const rounds = runsOf(LONG, (index) => `blog/handler-${index}`).map((run, index) => ({
      name: String(index),
      runs: [run],
      dropped: [],
    }));
    const names = cutRecord({ ...runOf('start'), rounds }).rounds.map(({ name }) => name);
    expect([names[0], names[49], names[50], names.at(-1)]).toEqual(['0', '49', '9950', '9999']);
  });

  it('keeps the round in which a handler failed, even if no other handler ran in it', () => {
    const rounds = [
      { name: '0', runs: runsOf(LONG, () => 'blog/a'), dropped: [] },
      { name: '1', runs: [], dropped: [], failed: 'blog/b' },
    ];
    expect(cutRecord({ ...runOf('start'), rounds }).rounds.at(-1)?.failed).toBe('blog/b');
  });

  it('counts what it leaves out, so that statistics stay true', () => {
    const runs = runsOf(LONG, (index) => `blog/handler-${index % 7}`);
    const record = { ...runOf('start'), rounds: [{ name: '0', runs, dropped: [] }] };
    const whole = addToStats(new Map(), record);
    const cut = addToStats(new Map(), cutRecord(record));
    for (const [id, { runs, totalMs }] of whole) {
      expect(cut.get(id)?.runs).toBe(runs);
      expect(cut.get(id)?.totalMs).toBeCloseTo(totalMs);
    }
  });

  it('cuts long lists and long texts, and masks passwords in the error', () => {
    const cut = cutRecord({
      ...runOf('start'),
      rounds: [
        {
          name: '0',
          runs: [
            {
              id: 'a',
              milliseconds: 1,
              transitions: runsOf(LONG, () => 'a').flatMap((run) => run.transitions),
            },
          ],
          dropped: Array.from({ length: LONG }, () => 'b'),
        },
      ],
      opinions: [{ layer: 'a', about: 'unit', status: 'active', message: 'x'.repeat(LONG) }],
      error: `password=hunter2 ${'x'.repeat(LONG)}`,
    });
    expect(cut.rounds[0]?.runs[0]?.transitions).toHaveLength(RECORD_ROOM.transitions);
    expect(cut.rounds[0]?.dropped).toHaveLength(RECORD_ROOM.dropped);
    expect(cut.opinions?.[0]?.message).toHaveLength(RECORD_ROOM.characters);
    expect(cut.error).toHaveLength(RECORD_ROOM.characters);
    expect(cut.error).toMatch(/^password=\*\*\* x+…$/);
  });
});
