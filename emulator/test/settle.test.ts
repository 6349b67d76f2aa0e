import { asyncProperty, assert, integer } from 'fast-check';
import type { AgentHost } from '../src/agent.ts';
import { unitEntries } from '../src/relation-view.ts';
import { nextStep } from '../src/scheduler.ts';
import { settle } from '../src/settle.ts';
import type { SettleOptions } from '../src/settle.ts';
import { createRandomPlay } from './support/random-play.ts';
import type { RandomPlay } from './support/random-play.ts';
import { settleNaively } from './support/settle-naively.ts';

// A busy host takes its time.
jest.setTimeout(30_000);

const OPTIONS: SettleOptions = {
  parallel: 1,
  maximumHooks: 1000,
  stopped: () => false,
  prepareMachine: async () => undefined,
};

/** Plays some rounds: an operator acts, time passes, agents work. */
async function play(
  seed: number,
  work: (host: AgentHost, timers: boolean) => Promise<unknown>,
): Promise<RandomPlay> {
  const random = createRandomPlay(seed);
  for (let round = 0; round < 5; round += 1) {
    for (let act = 0; act < 4; act += 1) random.act();
    random.turn(round * 4000);
    await work(random.host, round === 4);
  }
  return random;
}

describe('settling', () => {
  it('runs the same hooks in the same order as a loop that looks at every unit before each step', async () => {
    await assert(
      asyncProperty(integer(), async (seed) => {
        const naive = await play(seed, settleNaively);
        const ours = await play(seed, (host, timers) => settle(host, { ...OPTIONS, timers }));

        expect(ours.hooks).toEqual(naive.hooks);
        expect(ours.host.store.model).toEqual(naive.host.store.model);
      }),
      { numRuns: 15 },
    );
  });

  it('leaves no unit with work, whatever runs side by side', async () => {
    await assert(
      asyncProperty(integer(), async (seed) => {
        const random = await play(seed, (host, timers) =>
          settle(host, { ...OPTIONS, parallel: 3, timers }),
        );
        const { model } = random.host.store;
        const due = unitEntries(model.units).filter(([name]) => nextStep(model, name));

        expect(due).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it('has one step at a time on each machine, and as many machines as it may', async () => {
    const random = createRandomPlay(1);
    const { store, runner } = random.host;
    const running: string[] = [];
    let most = 0;
    const host: AgentHost = {
      store,
      runner: {
        ...runner,
        run: async (run) => {
          const machine = store.model.units[run.unit]?.machine ?? '';
          expect(running).not.toContain(machine);
          running.push(machine);
          most = Math.max(most, running.length);
          await new Promise((resolve) => setImmediate(resolve));
          running.splice(running.indexOf(machine), 1);
          return runner.run(run);
        },
      },
    };
    await settle(host, { ...OPTIONS, parallel: 2 });

    expect(most).toBe(2);
  });

  it('brings what has begun to its end before it tells a fault', async () => {
    const random = createRandomPlay(1);
    const { store, runner } = random.host;
    const hooks = { begun: 0, ended: 0 };
    const tick = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
    const host: AgentHost = {
      store,
      runner: {
        ...runner,
        run: async (run) => {
          if (run.unit === 'pa/1') {
            while (hooks.begun === hooks.ended) await tick();
            throw new Error('no room');
          }
          hooks.begun += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
          hooks.ended += 1;
          return runner.run(run);
        },
      },
    };

    await expect(settle(host, { ...OPTIONS, parallel: 2 })).rejects.toThrow('no room');
    expect(hooks.ended).toBe(hooks.begun);
  });
});
