import { MAXIMUM_ROUNDS } from '../../lib/dispatch/settle.ts';
import { settleLayer } from '../support/charms.ts';

describe('a hook that does not settle', () => {
  it('R37 (different on purpose) names two handlers that keep calling each other', async () => {
    const settling = settleLayer((layer, flags) => {
      layer.whenNot('ball').handle('ping', () => flags.set('ball'));
      layer.when('ball').handle('pong', () => flags.clear('ball'));
    });
    await expect(settling).rejects.toThrow(
      [
        'the flags have not settled after 100 rounds; these keep changing:',
        '  ball: set by blog/ping, cleared by blog/pong',
      ].join('\n'),
    );
  });

  it('R38 (different on purpose) names a handler that clears and sets its own flag', async () => {
    let runs = 0;
    const settling = settleLayer(
      (layer, flags) => {
        layer.when('x').handle('restless', () => {
          runs += 1;
          flags.clear('x');
          flags.set('x');
        });
      },
      { set: ['x'] },
    );
    await expect(settling).rejects.toThrow('x: cleared by blog/restless, set by blog/restless');
    expect(runs).toBe(MAXIMUM_ROUNDS);
  });

  it('names ten flags at most', async () => {
    let round = 0;
    const settling = settleLayer((layer, flags) => {
      layer.whenNot('end').handle('inventive', () => {
        round += 1;
        for (let n = 0; n < 1000; n += 1) flags.set(`${round}-${n}`);
        flags.set('end');
        flags.clear('end');
      });
    });
    const error: unknown = await settling.catch((caught: unknown) => caught);
    const text = error instanceof Error ? error.message : '';
    expect(text.split('\n')).toHaveLength(12);
    expect(text).toMatch(/\n {2}and \d+ more$/);
  });

  it('comes to its end within the limit when it has one', async () => {
    const { rounds } = await settleLayer((layer, flags) => {
      for (let n = 0; n < MAXIMUM_ROUNDS - 1; n += 1) {
        layer
          .when(`s${n}`)
          .whenNot(`s${n + 1}`)
          .handle(`step-${n}`, () => flags.set(`s${n + 1}`));
      }
      layer.whenNot('s0').handle('begin', () => flags.set('s0'));
    });
    expect(rounds).toHaveLength(MAXIMUM_ROUNDS);
  });
});

describe('a handler that throws', () => {
  it('R22 ends the hook at once, and the record tells which it was', async () => {
    const rounds: unknown[] = [];
    const later = jest.fn();
    const settling = settleLayer(
      (layer, flags) => {
        layer.whenNot('a').handle('fine', () => flags.set('a'));
        layer.always().handle('broken', () => {
          throw new Error('no such table');
        });
        layer.always().handle('later', later);
      },
      { onRound: (round) => rounds.push(round) },
    );
    await expect(settling).rejects.toThrow('no such table');
    expect(later).not.toHaveBeenCalled();
    expect(rounds).toEqual([
      {
        name: '0',
        runs: [{ id: 'blog/fine', transitions: [{ flag: 'a', to: 'set' }] }],
        dropped: [],
        failed: 'blog/broken',
      },
    ]);
  });
});
