import type { WorkloadStatus } from '@reactive-charms/juju';
import fc from 'fast-check';
import { decideStatus, worstStatus } from '../../lib/dispatch/status.ts';
import type { Opinion } from '../../lib/dispatch/status.ts';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import type { StatusDecider } from '../../lib/index.ts';
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
  const DECIDERS: readonly StatusDecider[] = [
    { layer: 'a', decide: () => undefined },
    { layer: 'b', decide: async () => ({ status: 'waiting', message: 'for db' }) },
    { layer: 'c', decide: () => ({ status: 'active', message: '' }) },
  ];
  const context = createFlagContext(new FlagStore({}, []));

  async function decide(deciders: readonly StatusDecider[]) {
    const opinions: Opinion[] = [];
    const failures: string[] = [];
    const status = decideStatus(
      {
        about: 'unit',
        deciders,
        onOpinion: (opinion) => opinions.push(opinion),
        onFailure: (layer) => failures.push(layer),
      },
      context,
    );
    return { status: await status.catch(String), opinions, failures };
  }

  it('asks every decider, also those that answer later, and leaves out who has no opinion', async () => {
    const { status } = await decide(DECIDERS);
    expect(status).toEqual({ status: 'waiting', message: 'for db' });
  });

  it('tells who said what', async () => {
    const { opinions, failures } = await decide(DECIDERS);
    expect(opinions).toEqual([
      { layer: 'b', about: 'unit', status: 'waiting', message: 'for db' },
      { layer: 'c', about: 'unit', status: 'active', message: '' },
    ]);
    expect(failures).toEqual([]);
  });

  it('tells whose decider threw, and asks nobody after it', async () => {
    const broken: StatusDecider = {
      layer: 'b',
      decide: () => {
        throw new Error('no');
      },
    };
    const { status, opinions, failures } = await decide([DECIDERS[2] ?? broken, broken, broken]);
    expect(status).toBe('Error: no');
    expect(opinions.map(({ layer }) => layer)).toEqual(['c']);
    expect(failures).toEqual(['b']);
  });
});
