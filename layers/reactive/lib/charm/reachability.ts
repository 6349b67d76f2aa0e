import { isFlagCondition } from '../handlers/conditions.ts';
import type { Condition, FlagCondition, FlagTest } from '../handlers/conditions.ts';

/** At least one of the flags is set. */
type SomeSet = readonly string[];
/** At least one of the flags is not set. */
type SomeMissing = readonly string[];

/** What is known of the flags: set, or not. */
type Assignment = ReadonlyMap<string, boolean>;

/** Guesses after which conditions pass as possible: no person writes such ones. */
const MAXIMUM_GUESSES = 500;

/**
 * Tells whether there are flags with which all conditions hold.
 * @param canBeSet tells whether a flag can be set at all; by default each can.
 */
export function canHold(conditions: readonly Condition[], canBeSet?: FlagTest): boolean {
  if (canBeSet === undefined && conditions.length < 2) return true;
  const overFlags = conditions.filter(isFlagCondition);
  const denies = overFlags.some(({ kind }) => kind === 'none' || kind === 'notAll');
  if (canBeSet === undefined && !denies) return true;
  const impossible = canBeSet
    ? overFlags.flatMap(({ flags }) => flags.filter((flag) => !canBeSet(flag)))
    : [];
  // Most charms know no other conditions, and no others can be tested as fast.
  if (overFlags.every(({ kind }) => kind === 'all' || kind === 'none')) {
    return !haveCommonFlag(overFlags, impossible);
  }
  const puzzle = {
    someSet: overFlags.flatMap(someSetOf),
    someMissing: overFlags.flatMap(someMissingOf),
    guesses: 0,
  };
  return isSolvable(puzzle, new Map(impossible.map((flag) => [flag, false])));
}

/** Tells whether a flag that must be set is one that must not, or cannot. */
function haveCommonFlag(
  conditions: readonly FlagCondition[],
  impossible: readonly string[],
): boolean {
  const missing = new Set(impossible);
  for (const { kind, flags } of conditions) {
    if (kind === 'none') flags.forEach((flag) => missing.add(flag));
  }
  return conditions.some(({ kind, flags }) => kind === 'all' && flags.some((f) => missing.has(f)));
}

interface Puzzle {
  readonly someSet: readonly SomeSet[];
  readonly someMissing: readonly SomeMissing[];
  guesses: number;
}

function someSetOf({ kind, flags }: FlagCondition): readonly SomeSet[] {
  if (kind === 'all') return flags.map((flag) => [flag]);
  return kind === 'any' ? [flags] : [];
}

function someMissingOf({ kind, flags }: FlagCondition): readonly SomeMissing[] {
  if (kind === 'none') return flags.map((flag) => [flag]);
  return kind === 'notAll' ? [flags] : [];
}

function isSolvable(puzzle: Puzzle, known: Assignment): boolean {
  const settled = conclude(puzzle, known);
  if (settled === undefined) return false;
  // Where this is empty, all flags that are still open may be missing.
  const open = puzzle.someSet.find((flags) => !flags.some((flag) => settled.get(flag) === true));
  const guess = open?.find((flag) => !settled.has(flag));
  puzzle.guesses += 1;
  if (guess === undefined || puzzle.guesses > MAXIMUM_GUESSES) return true;
  return [true, false].some((value) => isSolvable(puzzle, new Map(settled).set(guess, value)));
}

/** Adds what must be so because of what is known; undefined when that cannot be. */
function conclude({ someSet, someMissing }: Puzzle, known: Assignment): Assignment | undefined {
  const settled = new Map(known);
  const clauses = [
    ...someSet.map((flags) => ({ flags, wanted: true })),
    ...someMissing.map((flags) => ({ flags, wanted: false })),
  ];
  for (let before = -1; before < settled.size;) {
    before = settled.size;
    for (const { flags, wanted } of clauses) {
      if (flags.some((flag) => settled.get(flag) === wanted)) continue;
      const [only, ...others] = new Set(flags.filter((flag) => !settled.has(flag)));
      if (only === undefined) return undefined;
      if (others.length === 0) settled.set(only, wanted);
    }
  }
  return settled;
}
