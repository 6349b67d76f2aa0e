import { defineLayer } from '../../lib/index.ts';
import { sealCharm } from '../../lib/charm/seal-charm.ts';
import { charmOf, composeCharm } from '../support/charms.ts';
import { settleLayer } from '../support/settle-layer.ts';

const nothing = (): void => undefined;

/** Work is counted, not timed: how often it was asked whether a flag is set. */
async function testsFor(handlers: number, kind: 'chain' | 'clears' | 'few'): Promise<number> {
  const { flags, ran } = await settleLayer(
    (layer, flags) => {
      for (let n = 0; n < handlers; n += 1) {
        if (kind === 'chain') {
          layer
            .when(`s${n}`)
            .whenNot(`s${n + 1}`)
            .handle(`h${n}`, () => flags.set(`s${n + 1}`));
        } else if (kind === 'clears') {
          layer.when(`s${n}`).handle(`h${n}`, () => flags.clear(`s${n}`));
        } else {
          layer.when(`s${n}`).handle(`h${n}`, nothing);
        }
      }
    },
    {
      set:
        kind === 'clears'
          ? Array.from({ length: handlers }, (_, n) => `s${n}`)
          : Array.from({ length: kind === 'few' ? 10 : 1 }, (_, n) => `s${n}`),
    },
  );
  expect(ran).toHaveLength(kind === 'few' ? 10 : handlers);
  return flags.tests;
}

describe('a charm with very many handlers', () => {
  it('settles a chain of 10,000 handlers with work that grows as the chain does', async () => {
    const [short, long] = [await testsFor(1000, 'chain'), await testsFor(10_000, 'chain')];
    // Each link is looked at when the one before it has run, and when it has run itself.
    expect(short).toBeLessThanOrEqual(4 * 1000);
    expect(long).toBeLessThanOrEqual(4 * 10_000);
  });

  it('drops nobody at the price of looking at everybody', async () => {
    // Each is looked at when it is found due, and in the round after because its flag has changed.
    expect(await testsFor(10_000, 'clears')).toBeLessThanOrEqual(2 * 10_000);
  });

  it('looks at those alone whose flags are set', async () => {
    expect(await testsFor(10_000, 'few')).toBe(10);
  });

  it('drops many handlers that wait with work that grows as their number does', async () => {
    const { flags, rounds } = await settleLayer(
      (layer, flags) => {
        layer.when('a').handle('first', () => flags.clear('a'));
        for (let n = 0; n < 5000; n += 1) layer.when('a').handle(`h${n}`, nothing);
      },
      { set: ['a'] },
    );
    expect(rounds[0]?.dropped).toHaveLength(5000);
    // When found due, when dropped, and in the next round.
    expect(flags.tests).toBeLessThanOrEqual(3 * 5001);
  });

  it('is sealed with its hooks, its triggers and all checks', () => {
    const layer = defineLayer('blog', (layer) => {
      for (let n = 0; n < 5000; n += 1) {
        layer.hook('{install,start}').when(`a${n}`).whenNot(`b${n}`).handle(`hook-${n}`, nothing);
        layer.trigger({ when: `a${n}`, set: `a${n + 1}`, clear: `b${n}` });
      }
    });
    const charm = sealCharm(composeCharm(layer));
    expect(charm.schedule.ofHook('start')).toHaveLength(5000);
    expect(charm.findings).toEqual([]);
  });

  it('keeps the order of registration, however the handlers were found', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer.when('z').handle('a', nothing);
        layer.whenNot('n').handle('b', nothing);
        layer.whenAny('y', 'z').handle('c', nothing);
        layer.always().handle('d', nothing);
        layer.when('y').handle('e', nothing);
      },
      { set: ['y', 'z'] },
    );
    expect(ran).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(sealCharm(charmOf(nothing)).schedule.candidates(['x'])).toEqual([]);
  });
});
