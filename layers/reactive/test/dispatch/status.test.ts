import type { WorkloadStatus } from '@reactive-charms/juju';
import fc from 'fast-check';
import { decideStatus, worstStatus } from '../../lib/dispatch/status.ts';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { createFlagContext } from '../support/charms.ts';

const opinion = fc.record<WorkloadStatus>({
  status: fc.constantFrom('blocked', 'maintenance', 'waiting', 'active'),
  message: fc.string({ maxLength: 3 }),
});

describe('worstStatus', () => {
  it.each<[WorkloadStatus['status'], WorkloadStatus['status'], WorkloadStatus['status']]>([
    ['active', 'waiting', 'waiting'],
    ['waiting', 'maintenance', 'maintenance'],
    ['maintenance', 'blocked', 'blocked'],
    ['active', 'blocked', 'blocked'],
  ])('of %s and %s is %s, in either order', (a, b, expected) => {
    const both = [
      { status: a, message: 'a' },
      { status: b, message: 'b' },
    ];
    expect(worstStatus(both)?.status).toBe(expected);
    expect(worstStatus(both.toReversed())?.status).toBe(expected);
  });

  it('among equals is the later one, whose layer stands above', () => {
    const both: WorkloadStatus[] = [
      { status: 'waiting', message: 'below' },
      { status: 'waiting', message: 'above' },
    ];
    expect(worstStatus(both)?.message).toBe('above');
  });

  it('of nothing is nothing', () => {
    expect(worstStatus([])).toBeUndefined();
  });

  it('is the same whether asked of all at once or of groups', () => {
    fc.assert(
      fc.property(fc.array(opinion), fc.array(opinion), (below, above) => {
        const groups = [worstStatus(below), worstStatus(above)].filter(
          (each) => each !== undefined,
        );
        expect(worstStatus(groups)).toEqual(worstStatus([...below, ...above]));
      }),
    );
  });
});

describe('decideStatus', () => {
  it('asks every decider, also those that answer later, and leaves out who has no opinion', async () => {
    const context = createFlagContext(new FlagStore({}, []));
    const status = await decideStatus(
      [
        { layer: 'a', decide: () => undefined },
        { layer: 'b', decide: async () => ({ status: 'waiting', message: 'for db' }) },
        { layer: 'c', decide: () => ({ status: 'active', message: '' }) },
      ],
      context,
    );
    expect(status).toEqual({ status: 'waiting', message: 'for db' });
  });
});
