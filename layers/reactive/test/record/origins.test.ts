import { updateOrigins } from '../../lib/record/origins.ts';
import type { FlagHistory } from '../../lib/record/origins.ts';

const earlier = { by: 'blog/old', hook: 'install', at: '2026-01-01T00:00:00.000Z' };
const here = { hook: 'start', at: '2026-01-02T00:00:00.000Z' };

/** What a hook `start` leaves, in which one handler made these changes, in order. */
function after(changes: readonly string[], more: Partial<FlagHistory> = {}): FlagHistory {
  const transitions = changes.map((change) => ({
    flag: change.slice(1),
    to: change.startsWith('+') ? ('set' as const) : ('cleared' as const),
  }));
  return {
    rounds: [{ name: '0', runs: [{ id: 'blog/new', transitions, milliseconds: 1 }], dropped: [] }],
    managed: { set: [], clear: [] },
    flags: { a: null },
    ...here,
    ...more,
  };
}

describe('who set a flag', () => {
  it('is the handler that set it', () => {
    expect(updateOrigins({}, after(['+a']))).toEqual({ a: { by: 'blog/new', ...here } });
  });

  it('stays the same while the flag stays set', () => {
    const origins = { a: earlier };
    expect(updateOrigins(origins, after([], { managed: { set: ['a'], clear: [] } }))).toEqual(
      origins,
    );
  });

  it('is told anew when the flag was cleared and set again', () => {
    expect(updateOrigins({ a: earlier }, after(['-a', '+a']))['a']?.by).toBe('blog/new');
    const managed = { set: ['a'], clear: ['a'] };
    expect(updateOrigins({ a: earlier }, after([], { managed }))['a']).toEqual({
      by: 'the engine',
      ...here,
    });
  });

  it('is the handler that came last', () => {
    const { rounds } = after(['+a', '-a']);
    const runs = [
      { id: 'blog/last', transitions: [{ flag: 'a', to: 'set' as const }], milliseconds: 1 },
    ];
    const both = after([], { rounds: [...rounds, { name: '1', runs, dropped: [] }] });
    expect(updateOrigins({}, both)['a']?.by).toBe('blog/last');
  });

  it('is forgotten with the flag', () => {
    expect(updateOrigins({ a: earlier }, after(['-a'], { flags: {} }))).toEqual({});
    expect(updateOrigins({ a: earlier }, after([], { flags: {} }))).toEqual({});
  });

  it('is left open where nobody knows', () => {
    expect(updateOrigins({}, after([]))).toEqual({});
  });

  it('is asked by any name', () => {
    const flags = { ['__proto__x']: null, constructor: null };
    expect(updateOrigins({}, after([], { flags }))).toEqual({});
  });
});
