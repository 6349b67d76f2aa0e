import { createMemoryHost } from '@reactive-charms/testing';
import { MAXIMUM_RUNS } from '../../lib/dispatch/settle.ts';
import type { Round } from '../../lib/dispatch/settle.ts';
import { settleLayer } from '../support/settle-layer.ts';

async function messageOf(settling: Promise<unknown>): Promise<string> {
  const error: unknown = await settling.catch((caught: unknown) => caught);
  return error instanceof Error ? error.message : 'it did not fail';
}

describe('a hook that does not settle', () => {
  it('R37 (different on purpose) names two handlers that keep calling each other', async () => {
    let runs = 0;
    const settling = settleLayer((layer, flags) => {
      layer.whenNot('ball').handle('ping', () => {
        runs += 1;
        flags.set('ball');
      });
      layer.when('ball').handle('pong', () => flags.clear('ball'));
    });
    expect(await messageOf(settling)).toBe(
      [
        "error: the flags do not settle: handler 'blog/ping' has run 100 times in one run of the charm, and is due again; these keep changing:",
        '  ball: cleared by blog/pong, set by blog/ping [FLAGS_LOOP]',
        '  fix: let no handler undo what another waits for; let it clear the flag that woke it',
      ].join('\n'),
    );
    expect(runs).toBe(MAXIMUM_RUNS);
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
    expect(runs).toBe(MAXIMUM_RUNS);
  });

  it('names a handler that keeps changing the file that it waits for', async () => {
    const host = createMemoryHost({ '/etc/blog.conf': { content: '', mode: 0o644 } });
    let runs = 0;
    const settling = settleLayer(
      (layer) => {
        layer.whenFileChanged('/etc/blog.conf').handle('rewrite', async () => {
          runs += 1;
          await host.declareFile({ path: '/etc/blog.conf', content: `${runs}`, mode: 0o644 });
        });
      },
      { host },
    );
    await expect(settling).rejects.toThrow('\n  file /etc/blog.conf: watched by blog/rewrite [');
    expect(runs).toBe(MAXIMUM_RUNS);
  });

  it('names a program that keeps the flags changing', async () => {
    let runs = 0;
    const settling = settleLayer((layer) => layer.when('a').handle('idle', () => undefined), {
      programs: ['reactive/restless'],
      createExecutables: (flags) => ({
        test: async () => '',
        invoke: async () => {
          runs += 1;
          flags.toggle('x', runs % 2 === 1);
        },
      }),
    });
    await expect(settling).rejects.toThrow(
      'x: cleared by executable/reactive/restless, set by executable/reactive/restless',
    );
    expect(runs).toBe(MAXIMUM_RUNS);
  });

  it('names a program that changes flags whenever it is asked', async () => {
    const settling = settleLayer(() => undefined, {
      programs: ['reactive/nosy'],
      createExecutables: (flags) => ({
        test: async () => {
          flags.toggle('x', !flags.isSet('x'));
          return undefined;
        },
        invoke: async () => undefined,
      }),
    });
    await expect(settling).rejects.toThrow("handler 'executable/reactive/nosy' has run 100 times");
  });

  it('records the rounds up to the end, also one that was not finished', async () => {
    const rounds: Round[] = [];
    const settling = settleLayer(
      (layer, flags) => {
        layer
          .when('x')
          .whenNot('end')
          .handle('peer', () => flags.toggle('end', rounds.length === 50));
        layer.when('x').handle('restless', () => {
          flags.clear('x');
          flags.set('x');
        });
        layer.when('x').handle('last', () => undefined);
        layer.when('end').handle('begin-again', () => flags.clear('end'));
      },
      { set: ['x'], onRound: (round) => rounds.push(round) },
    );
    await expect(settling).rejects.toThrow("handler 'blog/restless' has run 100 times");
    expect(rounds).toHaveLength(MAXIMUM_RUNS + 1);
    expect(rounds.at(-1)?.runs.map(({ id }) => id)).toEqual(['blog/peer']);
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
    expect(await messageOf(settling)).toMatch(/^(?:.*\n){11} {2}and \d+ more \[FLAGS_LOOP\]\n.*$/);
  });

  it('names ten handlers at most for one flag', async () => {
    const settling = settleLayer((layer, flags) => {
      for (let n = 0; n < 12; n += 1) {
        layer.whenNot('x').handle(`set-${n}`, () => {
          flags.set('x');
          flags.clear('x');
        });
      }
    });
    expect(await messageOf(settling)).toMatch(/x: (?:[^,]*, ){10}and 14 more \[/);
  });

  it('comes to its end when it has one, however far', async () => {
    const steps = 1000;
    const { rounds, ran } = await settleLayer((layer, flags) => {
      for (let n = 0; n < steps; n += 1) {
        layer
          .when(`s${n}`)
          .whenNot(`s${n + 1}`)
          .handle(`step-${n}`, () => flags.set(`s${n + 1}`));
      }
      layer.whenNot('s0').handle('begin', () => flags.set('s0'));
    });
    expect([rounds.length, ran.length]).toEqual([steps + 1, steps + 1]);
  });

  it('may run one handler a hundred times', async () => {
    let runs = 0;
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('done').handle('counting', () => {
        runs += 1;
        flags.set('done');
        if (runs < MAXIMUM_RUNS) flags.clear('done');
      });
    });
    expect(ran).toHaveLength(MAXIMUM_RUNS);
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
        runs: [{ id: 'blog/fine', transitions: [{ flag: 'a', to: 'set' }], milliseconds: 0 }],
        dropped: [],
        failed: 'blog/broken',
      },
    ]);
  });

  it('R22 leaves nothing to what comes after all others', async () => {
    const last = jest.fn();
    const settling = settleLayer((layer) => {
      layer.afterHook('last', last);
      layer.always().handle('broken', async () => Promise.reject(new Error('later')));
    });
    await expect(settling).rejects.toThrow('later');
    expect(last).not.toHaveBeenCalled();
  });

  it.each<[string, 'test' | 'invoke', string]>([
    ['when it is asked', 'test', 'hook'],
    ['when it runs', 'invoke', 'hook'],
  ])('R73 may be a program that fails %s', async (_when, step, name) => {
    const rounds: Round[] = [];
    const fail = async (): Promise<never> => Promise.reject(new Error('exec format error'));
    const settling = settleLayer(() => undefined, {
      programs: ['reactive/broken'],
      createExecutables: () => ({
        test: async () => 'yes',
        invoke: fail,
        ...(step === 'test' ? { test: fail } : {}),
      }),
      onRound: (round) => rounds.push(round),
    });
    await expect(settling).rejects.toThrow('exec format error');
    expect(rounds).toEqual([{ name, runs: [], dropped: [], failed: 'executable/reactive/broken' }]);
  });

  it('may be one whose files cannot be looked at', async () => {
    const rounds: Round[] = [];
    const host = {
      ...createMemoryHost({}),
      fingerprint: async () => Promise.reject(new Error('EACCES')),
    };
    const settling = settleLayer(
      (layer) => layer.whenFileChanged('/root/x').handle('curious', () => undefined),
      { host, onRound: (round) => rounds.push(round) },
    );
    await expect(settling).rejects.toThrow('/root/x, which cannot be read: EACCES');
    expect(rounds).toEqual([{ name: '0', runs: [], dropped: [], failed: 'blog/curious' }]);
  });
});
