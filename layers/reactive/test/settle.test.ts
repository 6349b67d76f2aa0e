import fc from 'fast-check';
import { MAXIMUM_ROUNDS } from '../lib/settle.ts';
import type { Settled } from './support/charms.ts';
import { settleLayer } from './support/charms.ts';

describe('hook phase', () => {
  it('R28 handlers of the hook run before all others, whatever the order of registration', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer.whenNot('x').handle('flag-first', () => undefined);
        layer.hook('install').handle('hooked', () => undefined);
        layer.hook('start').handle('other-hook', () => undefined);
      },
      { hook: 'install' },
    );
    expect(ran).toEqual(['hooked', 'flag-first']);
  });

  it('R28 what a hook handler sets is seen in round 0', async () => {
    const { rounds } = await settleLayer(
      (layer, flags) => {
        layer.when('installed').handle('configure', () => undefined);
        layer.hook('install').handle('install', () => flags.set('installed'));
      },
      { hook: 'install' },
    );
    expect(rounds.map(({ name, runs }) => [name, runs.map(({ id }) => id)])).toEqual([
      ['hook', ['blog/install']],
      ['0', ['blog/configure']],
    ]);
  });

  it('R42 (different on purpose) a hook and flags may stand in one sentence', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer
          .hook('install')
          .when('a')
          .handle('held', () => undefined);
        layer
          .hook('install')
          .when('b')
          .handle('not-held', () => undefined);
        layer
          .when('a')
          .hook('install')
          .handle('other-way-round', () => undefined);
      },
      { hook: 'install', set: ['a'] },
    );
    expect(ran).toEqual(['held', 'other-way-round']);
  });

  it('runs no hook handler when the run is no hook', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer.hook('install').handle('hooked', () => undefined);
        layer.always().handle('always', () => undefined);
      },
      { hook: '' },
    );
    expect(ran).toEqual(['always']);
  });
});

describe('rounds', () => {
  it('R29 a handler whose conditions hold runs once in every hook', async () => {
    for (let hook = 0; hook < 2; hook += 1) {
      const { ran } = await settleLayer(
        (layer) => layer.when('a').handle('again', () => undefined),
        { set: ['a'] },
      );
      expect(ran).toEqual(['again']);
    }
  });

  it('R30 a flag set in round 0 is seen in round 1, after all handlers of round 0', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('a').handle('set-a', () => flags.set('a'));
      layer.when('a').handle('needs-a', () => undefined);
      layer.whenNot('b').handle('peer', () => undefined);
    });
    expect(ran).toEqual(['set-a', 'peer', 'needs-a']);
  });

  it.each([
    ['A, B, C', ['clears-foo', 'needs-foo', 'needs-bar'], ['clears-foo', 'needs-bar']],
    ['B, A, C', ['needs-foo', 'clears-foo', 'needs-bar'], ['needs-foo', 'clears-foo', 'needs-bar']],
  ])(
    'R31 A clears foo, B needs foo, C needs bar: in the order %s',
    async (_order, names, expected) => {
      const { ran, rounds } = await settleLayer(
        (layer, flags) => {
          for (const name of names) {
            if (name === 'clears-foo') layer.when('foo').handle(name, () => flags.clear('foo'));
            else layer.when(name.slice('needs-'.length)).handle(name, () => undefined);
          }
        },
        { set: ['foo', 'bar'] },
      );
      expect(ran).toEqual(expected);
      const dropped = names.filter((name) => !expected.includes(name));
      expect(rounds[0]?.dropped).toEqual(dropped.map((name) => `blog/${name}`));
    },
  );

  it('R32 a handler that waits for a flag not to be set runs although an earlier one set it', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('a').handle('sets-x', () => flags.set('x'));
      layer.whenNot('x').handle('needs-no-x', () => undefined);
    });
    expect(ran).toEqual(['sets-x', 'needs-no-x']);
  });

  it('R33 but is dropped when a flag was cleared too', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.whenNot('a').handle('sets-x', () => {
          flags.set('x');
          flags.clear('other');
        });
        layer.whenNot('x').handle('needs-no-x', () => undefined);
      },
      { set: ['other'] },
    );
    expect(ran).toEqual(['sets-x']);
  });

  it('R6 R33 (different on purpose) clearing a flag that is not set drops nobody', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('a').handle('sets-x', () => {
        flags.set('x');
        flags.clear('never-set');
      });
      layer.whenNot('x').handle('needs-no-x', () => undefined);
    });
    expect(ran).toEqual(['sets-x', 'needs-no-x']);
  });

  it('R34 R35 a handler runs again only if a flag that it watches changed in the round before', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('done').handle('watches-done', () => undefined);
      layer.whenNot('a').handle('sets-a', () => flags.set('a'));
      layer
        .when('a')
        .whenNot('b')
        .handle('sets-b', () => flags.set('b'));
      layer.always().handle('watches-nothing', () => undefined);
    });
    expect(ran).toEqual(['watches-done', 'sets-a', 'watches-nothing', 'sets-b']);
  });

  it('R36 a flag set and cleared in one round counts as changed', async () => {
    let runs = 0;
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('x').handle('needs-no-x', () => {
        runs += 1;
        if (runs > 1) return;
        flags.set('x');
        flags.clear('x');
      });
    });
    expect(ran).toEqual(['needs-no-x', 'needs-no-x']);
  });

  it('R41 a flag cleared by the last handler of a round is seen in the next', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.whenNot('a').handle('needs-no-a', () => undefined);
        layer.when('a').handle('clears-a', () => flags.clear('a'));
      },
      { set: ['a'] },
    );
    expect(ran).toEqual(['clears-a', 'needs-no-a']);
  });

  it('R44 conditions in one sentence must all hold', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer
          .when('a')
          .when('b')
          .handle('both', () => undefined);
        layer
          .when('a')
          .when('c')
          .handle('one-missing', () => undefined);
        layer
          .when('a')
          .whenAny('b', 'c')
          .whenNone('d', 'e')
          .whenNotAll('a', 'd')
          .handle('all-kinds', () => undefined);
      },
      { set: ['a', 'b'] },
    );
    expect(ran).toEqual(['both', 'all-kinds']);
  });

  it('lets triggers act before the next handler is looked at', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.trigger({ when: 'stopped', clear: 'running' });
        layer.whenNot('stopped').handle('stop', () => flags.set('stopped'));
        layer.when('running').handle('needs-running', () => undefined);
      },
      { set: ['running'] },
    );
    expect(ran).toEqual(['stop']);
  });

  it('waits for each handler before the next', async () => {
    const events: string[] = [];
    await settleLayer((layer) => {
      for (const name of ['first', 'second']) {
        layer.always().handle(name, async () => {
          events.push(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 5));
          events.push(`${name} ends`);
        });
      }
    });
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });
});

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
