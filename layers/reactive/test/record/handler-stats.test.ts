import { addToStats, KEPT_HANDLERS, recentStats } from '../../lib/record/handler-stats.ts';
import { FULL_RECORD, runOf } from '../support/records.ts';

describe('statistics of handlers', () => {
  it('count runs, times and failures', () => {
    const once = addToStats(new Map(), FULL_RECORD);
    const later = { ...FULL_RECORD, startedAt: '2026-01-02T04:00:00.000Z' };
    const twice = addToStats(once, {
      ...later,
      rounds: [
        {
          name: '0',
          runs: [{ id: 'blog/configure', transitions: [], milliseconds: 30 }],
          dropped: ['blog/install'],
        },
      ],
    });
    expect(Object.fromEntries(twice)).toEqual({
      'blog/install': {
        runs: 1,
        lastRun: '2026-01-02T03:04:05.000Z',
        lastMs: 1000.2,
        totalMs: 1000.2,
        failures: 0,
      },
      'blog/configure': {
        runs: 2,
        lastRun: '2026-01-02T04:00:00.000Z',
        lastMs: 30,
        totalMs: 42,
        failures: 0,
      },
      'blog/serve': {
        runs: 1,
        lastRun: '2026-01-02T03:04:05.000Z',
        lastMs: 0,
        totalMs: 0,
        failures: 1,
      },
    });
    expect(once.get('blog/configure')?.runs).toBe(1);
  });

  it('are kept of those handlers that ran last', () => {
    const runs = Array.from({ length: KEPT_HANDLERS }, (_, index) => ({
      id: `blog/${index}`,
      transitions: [],
      milliseconds: 1,
    }));
    const many = addToStats(new Map(), {
      ...FULL_RECORD,
      rounds: [{ name: '0', runs, dropped: [] }],
    });
    const last = addToStats(many, {
      ...runOf('start', '2026-02-01T00:00:00.000Z'),
      rounds: [
        { name: '0', runs: [{ id: 'blog/new', transitions: [], milliseconds: 1 }], dropped: [] },
      ],
    });
    expect(recentStats(last).size).toBe(KEPT_HANDLERS);
    expect(recentStats(last).has('blog/new')).toBe(true);
    expect(recentStats(many)).toBe(many);
  });
});
