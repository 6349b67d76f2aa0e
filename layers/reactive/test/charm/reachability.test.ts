import fc from 'fast-check';
import { canHold } from '../../lib/charm/reachability.ts';
import { flagConditionsHold } from '../../lib/handlers/conditions.ts';
import type { Condition, FlagCondition } from '../../lib/handlers/conditions.ts';

const FLAGS = ['a', 'b', 'c', 'd'];

const conditions = fc.array(
  fc.record({
    kind: fc.constantFrom<FlagCondition['kind'][]>('all', 'any', 'none', 'notAll'),
    flags: fc.subarray(FLAGS, { minLength: 1 }),
  }),
  { maxLength: 6 },
);

/** Tries every combination of flags. */
function canHoldByTrying(list: readonly Condition[], possible: readonly string[]): boolean {
  return Array.from({ length: 2 ** possible.length }).some((_, number) => {
    const set = possible.filter((_flag, bit) => Math.floor(number / 2 ** bit) % 2 === 1);
    return flagConditionsHold(list, (flag) => set.includes(flag));
  });
}

describe('canHold', () => {
  it('is right about all conditions over flags', () => {
    fc.assert(
      fc.property(conditions, (list) => {
        expect(canHold(list)).toBe(canHoldByTrying(list, FLAGS));
      }),
      { numRuns: 2000 },
    );
  });

  it('is right where some flags can never be set', () => {
    fc.assert(
      fc.property(conditions, fc.subarray(FLAGS), (list, possible) => {
        const expected = canHoldByTrying(list, possible);
        expect(canHold(list, (flag) => possible.includes(flag))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes other conditions for ones that hold', () => {
    expect(canHold([{ kind: 'once' }, { kind: 'fileChanged', paths: ['/a'] }])).toBe(true);
  });

  it('gives up on puzzles that no person would write, and lets them pass', () => {
    // Nine pigeons do not fit into eight holes, but to prove it takes very long.
    const holes = Array.from({ length: 8 }, (_, hole) => hole);
    const pigeons = Array.from({ length: 9 }, (_, pigeon) => pigeon);
    const puzzle: FlagCondition[] = [
      ...pigeons.map((pigeon): FlagCondition => ({
        kind: 'any',
        flags: holes.map((hole) => `${pigeon}-${hole}`),
      })),
      ...holes.flatMap((hole) =>
        pigeons.flatMap((one) =>
          pigeons
            .filter((other) => other > one)
            .map((other): FlagCondition => ({
              kind: 'notAll',
              flags: [`${one}-${hole}`, `${other}-${hole}`],
            })),
        ),
      ),
    ];
    expect(canHold(puzzle)).toBe(true);
  });
});
