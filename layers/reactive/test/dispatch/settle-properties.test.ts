import fc from 'fast-check';
import { MAXIMUM_ROUNDS } from '../../lib/dispatch/settle.ts';
import { settleLayer } from '../support/charms.ts';
import type { Settled } from '../support/charms.ts';

describe('any layer', () => {
  const flag = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  /** Handlers that only set flags, each while it is not set: they have one fixed point. */
  const setters = fc.uniqueArray(
    fc.record({ needs: fc.subarray(['a', 'b', 'c', 'd', 'e']), sets: flag }),
    {
      maxLength: 8,
      selector: ({ needs, sets }) => `${needs.join()}>${sets}`,
    },
  );

  async function settleSetters(
    handlers: readonly { needs: readonly string[]; sets: string }[],
  ): Promise<Settled> {
    return settleLayer(
      (layer, flags) => {
        handlers.forEach(({ needs, sets }, index) => {
          layer.when('always', ...needs).handle(`h${index}`, () => flags.set(sets));
        });
      },
      { set: ['always'] },
    );
  }

  it('that only sets flags settles on the same flags in every order of its handlers', async () => {
    const shuffled = setters.chain((handlers) =>
      fc.tuple(
        fc.constant(handlers),
        fc.shuffledSubarray(handlers, { minLength: handlers.length }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([handlers, other]) => {
        const [one, two] = [await settleSetters(handlers), await settleSetters(other)];
        expect(one.flags.list()).toEqual(two.flags.list());
        expect([...one.ran].length).toBe([...two.ran].length);
      }),
    );
  });

  it('runs, in each round but the first, only handlers that watch what the round before changed', async () => {
    const change = fc.record({
      when: fc.subarray(['a', 'b', 'c', 'd', 'e'], { minLength: 1 }),
      not: fc.subarray(['a', 'b', 'c', 'd', 'e'], { maxLength: 1 }),
      sets: fc.subarray(['a', 'b', 'c', 'd', 'e']),
      clears: fc.subarray(['a', 'b', 'c', 'd', 'e']),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 6 }),
        fc.subarray(['a', 'b', 'c', 'd', 'e']),
        async (handlers, set) => {
          const rounds: Settled['rounds'][number][] = [];
          const settling = settleLayer(
            (layer, flags) => {
              handlers.forEach(({ when, not, sets, clears }, index) => {
                const sentence = layer.when(...when);
                const whole = not.length > 0 ? sentence.whenNot(...not) : sentence;
                whole.handle(`h${index}`, () => {
                  sets.forEach((name) => flags.set(name));
                  clears.forEach((name) => flags.clear(name));
                });
              });
            },
            { set, onRound: (round) => rounds.push(round) },
          );
          // Some of these layers loop; that they end with an error is the promise, too.
          await settling.catch((error: unknown) => {
            expect(String(error)).toContain('have not settled after 100 rounds');
          });
          expect(rounds.length).toBeLessThanOrEqual(MAXIMUM_ROUNDS);
          rounds.slice(1).forEach(({ runs }, index) => {
            const before = new Set(
              rounds[index]?.runs.flatMap(({ transitions }) =>
                transitions.map((each) => each.flag),
              ),
            );
            for (const { id } of runs) {
              const { when = [], not = [] } = handlers[Number(id.slice('blog/h'.length))] ?? {};
              expect([...when, ...not].some((name) => before.has(name))).toBe(true);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
