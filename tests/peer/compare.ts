import { isDeepStrictEqual } from 'node:util';
import { areSameLoop, comparable } from './differences.ts';
import type { Program } from './program.ts';
import type { HookTrace } from './trace.ts';

/** The first point in which two traces of a program differ. */
export interface Mismatch {
  /** Which try of a hook, from 0. */
  readonly index: number;
  readonly hook: string;
  readonly what: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/**
 * Compares what the two engines made of a program: handlers in order, with the flags that each found
 * and what it saw; exit codes; flags and databags after each hook. Documented differences are left out.
 * @returns undefined when they agree.
 */
export function compareTraces(
  program: Program,
  ours: readonly HookTrace[],
  theirs: readonly HookTrace[],
): Mismatch | undefined {
  const ready = comparable(program);
  for (let index = 0; index < Math.max(ours.length, theirs.length); index += 1) {
    const [our, their] = [ours[index], theirs[index]];
    if (our === undefined || their === undefined) return differentLength(index, ours, theirs);
    if (our.isLoop) {
      return areSameLoop(program, our.ran, their.ran)
        ? undefined
        : mismatch(index, 'handlers of a loop', [our, their], ({ ran }) =>
            ran.map(({ handler }) => handler),
          );
    }
    const found = compareHook(index, ready(our), ready(their));
    if (found) return found;
  }
  return undefined;
}

/**
 * Compares one engine with itself, run in two ways: nothing may differ at all.
 * @param knowsFlags tells whether a trace has the flags after a hook.
 */
export function compareWays(
  one: readonly HookTrace[],
  other: readonly HookTrace[],
  knowsFlags: (index: number) => boolean = () => true,
): Mismatch | undefined {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const [left, right] = [one[index], other[index]];
    if (left === undefined || right === undefined) return differentLength(index, one, other);
    const known = knowsFlags(index) ? left : { ...left, flags: right.flags };
    const found = compareHook(index, known, right);
    if (found) return found;
  }
  return undefined;
}

function differentLength(
  index: number,
  one: readonly HookTrace[],
  other: readonly HookTrace[],
): Mismatch {
  const hook = (one[index] ?? other[index])?.hook ?? '';
  return { index, hook, what: 'tries of hooks', ours: one.length, theirs: other.length };
}

type Look = (trace: HookTrace) => unknown;

/** What is compared of a hook; what tells most comes first. */
const LOOKS: readonly (readonly [string, Look])[] = [
  ['handlers', ({ ran }) => ran.map(({ handler }) => handler)],
  ['flags that handlers found', ({ ran }) => ran.map(({ handler, flags }) => ({ handler, flags }))],
  ['notes of handlers', ({ ran }) => ran.map(({ handler, notes }) => ({ handler, notes }))],
  ['exit code', ({ exit }) => exit],
  ['flags after the hook', ({ flags }) => flags],
  ['databags after the hook', ({ bags }) => bags],
  ['leader data after the hook', ({ shared }) => shared],
  ['hook', ({ hook }) => hook],
];

function compareHook(index: number, our: HookTrace, their: HookTrace): Mismatch | undefined {
  for (const [what, look] of LOOKS) {
    if (!isDeepStrictEqual(look(our), look(their)))
      return mismatch(index, what, [our, their], look);
  }
  return undefined;
}

function mismatch(
  index: number,
  what: string,
  [our, their]: readonly [HookTrace, HookTrace],
  look: Look,
): Mismatch {
  return { index, hook: our.hook, what, ours: look(our), theirs: look(their) };
}
