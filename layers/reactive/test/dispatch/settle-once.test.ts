import type { AnyShape, LayerBuilder } from '../../lib/index.ts';
import { settleLayer } from '../support/settle-layer.ts';

describe('a handler that runs only once', () => {
  it('R46 runs in the first hook in which it may, and then no more', async () => {
    const define = (layer: LayerBuilder<AnyShape>): void => {
      layer
        .when('a')
        .onlyOnce()
        .handle('once', () => undefined);
      layer.onlyOnce().handle('alone', () => undefined);
    };
    const first = await settleLayer(define);
    const second = await settleLayer(define, { set: ['a'], invoked: first.invoked });
    const third = await settleLayer(define, { set: ['a'], invoked: second.invoked });
    expect([first.ran, second.ran, third.ran]).toEqual([['alone'], ['once'], []]);
    expect(second.invoked).toEqual(['blog/alone', 'blog/once']);
  });

  it('R29 R46 runs once within one hook, too', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer
        .onlyOnce()
        .whenNot('b')
        .handle('once', () => undefined);
      layer.whenNot('a').handle('restless', () => {
        flags.set('b');
        flags.clear('b');
        flags.set('a');
      });
    });
    expect(ran).toEqual(['once', 'restless']);
  });

  it('R47 (different on purpose) keeps to its phase: without a hook it runs in the rounds', async () => {
    const { rounds } = await settleLayer(
      (layer) => {
        layer.onlyOnce().handle('in-rounds', () => undefined);
        layer
          .hook('install')
          .onlyOnce()
          .handle('in-hook', () => undefined);
        layer
          .hook('start')
          .onlyOnce()
          .handle('in-start', () => undefined);
      },
      { hook: 'install' },
    );
    expect(rounds.map(({ name, runs }) => [name, runs.map(({ id }) => id)])).toEqual([
      ['hook', ['blog/in-hook']],
      ['0', ['blog/in-rounds']],
    ]);
  });

  it('R46 counts as run only if it has not thrown', async () => {
    const invoked: string[] = [];
    const settling = settleLayer(
      (layer) => {
        layer.onlyOnce().handle('once', () => {
          throw new Error('not now');
        });
      },
      { onInvoked: (id) => invoked.push(id) },
    );
    await expect(settling).rejects.toThrow('not now');
    expect(invoked).toEqual([]);
  });
});
