import fc from 'fast-check';
import { MAXIMUM_RUNS } from '../../lib/dispatch/settle.ts';
import type { Round } from '../../lib/dispatch/settle.ts';
import { flagConditionsHold, flagsOf } from '../../lib/handlers/conditions.ts';
import type { FlagCondition } from '../../lib/handlers/conditions.ts';
import type { AnyShape, HandlerBuilder, LayerBuilder } from '../../lib/index.ts';
import { settleLayer } from '../support/settle-layer.ts';

/** A handler of a random program: when it runs, and what it does to the flags each time. */
interface Step {
  readonly isHooked: boolean;
  readonly conditions: readonly FlagCondition[];
  readonly changes: readonly { readonly flag: string; readonly to: 'set' | 'cleared' }[];
  /** Flags that it changes only the first few times, so that more programs come to their end. */
  readonly patience: number;
}

interface Program {
  readonly steps: readonly Step[];
  readonly set: readonly string[];
}

const FLAGS = ['a', 'b', 'c', 'd', 'e'];

const step: fc.Arbitrary<Step> = fc.record({
  isHooked: fc.nat(3).map((number) => number === 0),
  conditions: fc.array(
    fc.record({
      kind: fc.constantFrom<FlagCondition['kind'][]>('all', 'any', 'none', 'notAll'),
      flags: fc.subarray(FLAGS, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
  changes: fc.array(
    fc.record({
      flag: fc.constantFrom(...FLAGS),
      to: fc.constantFrom<('set' | 'cleared')[]>('set', 'cleared'),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  patience: fc.constantFrom(1, 1000, 1000, 1000),
});

/** Programs without handlers that can never run, which are not sealed. */
const program: fc.Arbitrary<Program> = fc.record({
  steps: fc.array(step.filter(isReachable), { minLength: 2, maxLength: 10 }),
  set: fc.subarray(FLAGS),
});

function isReachable({ conditions }: Step): boolean {
  return Array.from({ length: 2 ** FLAGS.length }).some((_, number) =>
    flagConditionsHold(
      conditions,
      (flag) => Math.floor(number / 2 ** FLAGS.indexOf(flag)) % 2 === 1,
    ),
  );
}

/** What came of a program: handlers in the order of their runs, flags, dropped ones, and its end. */
interface Outcome {
  readonly ran: readonly string[];
  readonly dropped: readonly string[];
  readonly flags: readonly string[];
  readonly isLoop: boolean;
}

/** Settles a program with the engine. */
async function settleProgram({ steps, set }: Program): Promise<Outcome & { rounds: Round[] }> {
  const rounds: Round[] = [];
  const runs = new Map<number, number>();
  let list: () => readonly string[] = () => [];
  const settling = settleLayer(
    (layer, flags) => {
      list = () => flags.list();
      steps.forEach(({ isHooked, conditions, changes, patience }, index) => {
        const begin = isHooked ? layer.hook('install') : layer.always();
        conditions.reduce(say, begin).handle(`h${index}`, () => {
          const count = (runs.get(index) ?? 0) + 1;
          runs.set(index, count);
          if (count > patience) return;
          changes.forEach(({ flag, to }) => (to === 'set' ? flags.set(flag) : flags.clear(flag)));
        });
      });
    },
    { set, hook: 'install', onRound: (round) => rounds.push(round) },
  );
  const error: unknown = await settling.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error !== undefined) expect(error).toHaveProperty('diagnostics.0.code', 'FLAGS_LOOP');
  return {
    ran: rounds.flatMap((round) => round.runs.map(({ id }) => id.slice('blog/'.length))),
    dropped: rounds.flatMap((round) => round.dropped.map((id) => id.slice('blog/'.length))),
    flags: list(),
    isLoop: error !== undefined,
    rounds,
  };
}

function say(
  sentence: HandlerBuilder<AnyShape> | LayerBuilder<AnyShape>,
  { kind, flags }: FlagCondition,
): HandlerBuilder<AnyShape> {
  const words = { all: 'when', any: 'whenAny', none: 'whenNot', notAll: 'whenNotAll' } as const;
  return sentence[words[kind]](...flags);
}

/**
 * The same by the letter of the contract, section 3.2, without any index: everything is looked at
 * every time. A clear of a flag that is not set is nothing (R6), and a loop ends as ours do.
 */
function settleByTheLetter({ steps, set }: Program): Outcome {
  const flags = new Set(set);
  const ran: string[] = [];
  const dropped: string[] = [];
  const runs = new Map<number, number>();
  const test = (index: number): boolean =>
    flagConditionsHold(steps[index]?.conditions ?? [], (flag) => flags.has(flag));
  const runQueue = (due: readonly number[]): Set<string> | undefined => {
    const changed = new Set<string>();
    let queue = due;
    while (queue.length > 0) {
      const [index = 0, ...rest] = queue;
      const count = (runs.get(index) ?? 0) + 1;
      if (count > MAXIMUM_RUNS) return undefined;
      runs.set(index, count);
      ran.push(`h${index}`);
      let hasCleared = false;
      const { changes = [], patience = 0 } = steps[index] ?? {};
      for (const { flag, to } of count > patience ? [] : changes) {
        if ((to === 'set') === flags.has(flag)) continue;
        changed.add(flag);
        if (to === 'set') flags.add(flag);
        else hasCleared = flags.delete(flag);
      }
      queue = hasCleared ? rest.filter(test) : rest;
      dropped.push(...rest.filter((other) => !queue.includes(other)).map((other) => `h${other}`));
    }
    return changed;
  };
  const outcome = (isLoop: boolean): Outcome => ({
    ran,
    dropped,
    flags: [...flags].sort(),
    isLoop,
  });
  const all = [...steps.keys()];
  if (!runQueue(all.filter((index) => steps[index]?.isHooked === true && test(index)))) {
    return outcome(true);
  }
  let due = all.filter((index) => steps[index]?.isHooked === false && test(index));
  while (due.length > 0) {
    const changed = runQueue(due);
    if (changed === undefined) return outcome(true);
    due = all.filter(
      (index) =>
        steps[index]?.isHooked === false &&
        test(index) &&
        steps[index].conditions.flatMap(flagsOf).some((flag) => changed.has(flag)),
    );
  }
  return outcome(false);
}

describe('any program', () => {
  it('R28 to R38 runs as the contract says: order, flags, who is dropped, and whether it ends', async () => {
    const ends = { settled: 0, looped: 0, dropped: 0 };
    await fc.assert(
      fc.asyncProperty(program, async (each) => {
        const { rounds: _rounds, ...outcome } = await settleProgram(each);
        expect(outcome).toEqual(settleByTheLetter(each));
        ends[outcome.isLoop ? 'looped' : 'settled'] += 1;
        ends.dropped += outcome.dropped.length;
      }),
      { numRuns: 1500 },
    );
    // The programs are such that each of these is put to the test.
    expect(Math.min(ends.settled, ends.looped, ends.dropped)).toBeGreaterThan(50);
  });

  it('does the same when it runs again from the same flags', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (each) => {
        expect(await settleProgram(each)).toEqual(await settleProgram(each));
      }),
      { numRuns: 200 },
    );
  });

  it('R32 runs a handler only if its conditions hold at its turn, or did when the round began', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (each) => {
        const { rounds } = await settleProgram(each);
        const flags = new Set(each.set);
        const holdsNow = (id: string): boolean => {
          const { conditions = [] } = each.steps[Number(id.slice('blog/h'.length))] ?? {};
          return flagConditionsHold(conditions, (flag) => flags.has(flag));
        };
        for (const { runs } of rounds) {
          let held = runs.filter(({ id }) => holdsNow(id)).map(({ id }) => id);
          for (const { id, transitions } of runs) {
            expect(held).toContain(id);
            for (const { flag, to } of transitions) {
              if (to === 'set') flags.add(flag);
              else flags.delete(flag);
            }
            const hasCleared = transitions.some(({ to }) => to === 'cleared');
            if (hasCleared) held = held.filter(holdsNow);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('R34 R35 runs, in rounds but the first, only handlers that watch what the one before changed', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (each) => {
        const { rounds } = await settleProgram(each);
        const numbered = rounds.filter(({ name }) => name !== 'hook');
        numbered.slice(1).forEach(({ runs }, index) => {
          const changes = numbered[index]?.runs.flatMap(({ transitions }) => transitions) ?? [];
          const changed = new Set(changes.map(({ flag }) => flag));
          for (const { id } of runs) {
            const { conditions = [] } = each.steps[Number(id.slice('blog/h'.length))] ?? {};
            expect(conditions.flatMap(flagsOf).some((flag) => changed.has(flag))).toBe(true);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('runs the handlers of a round in the order of registration', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (each) => {
        const { rounds } = await settleProgram(each);
        for (const { runs } of rounds) {
          const places = runs.map(({ id }) => Number(id.slice('blog/h'.length)));
          expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('any program that only sets flags', () => {
  const setters = fc.uniqueArray(
    fc.record({ needs: fc.subarray(FLAGS), sets: fc.constantFrom(...FLAGS) }),
    { maxLength: 8, selector: ({ needs, sets }) => `${needs.join()}>${sets}` },
  );

  async function settleSetters(
    handlers: readonly { needs: readonly string[]; sets: string }[],
  ): Promise<readonly [readonly string[], number]> {
    const { flags, ran } = await settleLayer(
      (layer, flags) => {
        handlers.forEach(({ needs, sets }, index) => {
          layer.when('always', ...needs).handle(`h${index}`, () => flags.set(sets));
        });
      },
      { set: ['always'] },
    );
    return [flags.list(), new Set(ran).size];
  }

  it('settles on the same flags, with the same handlers, in every order of its handlers', async () => {
    const shuffled = setters.chain((handlers) =>
      fc.tuple(
        fc.constant(handlers),
        fc.shuffledSubarray(handlers, { minLength: handlers.length }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([handlers, other]) => {
        expect(await settleSetters(handlers)).toEqual(await settleSetters(other));
      }),
    );
  });
});
