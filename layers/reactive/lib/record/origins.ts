import type { HandlerRun, Round } from '../dispatch/settling.ts';
import type { FlagTransition, FlagValues } from '../flags/flag-store.ts';
import type { FlagOrigin } from '../memory/memory.ts';

/** Who set each of the flags. */
export type FlagOrigins = Readonly<Record<string, FlagOrigin>>;

/** Who the engine itself is, as an origin. */
export const BY_ENGINE = 'the engine';

/** Name of the round in which the engine changes its own flags, before all others. */
export const ENGINE_ROUND = 'engine';

/** Who an operator is, as an origin. */
export const BY_HAND = 'by hand';

/** Flags that every hook sets anew, because they follow from options alone. */
const STANDING = /^config\.(?:set|default)\./;

/**
 * What the engine does to its flags before the first handler runs, as a round of the record; nothing
 * where it does nothing worth telling.
 */
export function engineRounds(transitions: readonly FlagTransition[]): readonly Round[] {
  const told = transitions.filter(({ flag }) => !STANDING.test(flag));
  const run: HandlerRun = { id: BY_ENGINE, transitions: told, milliseconds: 0 };
  return told.length === 0 ? [] : [{ name: ENGINE_ROUND, runs: [run], dropped: [] }];
}

/** What a run did to the flags. */
export interface FlagHistory {
  readonly rounds: readonly Round[];
  /** What the engine did before the first handler ran. */
  readonly managed: { readonly set: readonly string[]; readonly clear: readonly string[] };
  /** The flags that are kept; the others have no origin any more. */
  readonly flags: FlagValues;
  /** The hook or action that ran. */
  readonly hook: string;
  /** When it began, as an ISO 8601 time. */
  readonly at: string;
}

/**
 * Finds out who set each of the kept flags. A flag that was set and stays set keeps its origin; one
 * that was cleared and set again gets a new one. Flags that triggers set count as set by the handler
 * whose change fired them.
 */
export function updateOrigins(before: FlagOrigins, history: FlagHistory): FlagOrigins {
  const { rounds, managed, flags, hook, at } = history;
  const origins = new Map(Object.entries(before));
  const set = (flag: string, by: string): void => void origins.set(flag, { by, hook, at });
  managed.clear.forEach((flag) => origins.delete(flag));
  managed.set.filter((flag) => !origins.has(flag)).forEach((flag) => set(flag, BY_ENGINE));
  for (const { id, transitions } of rounds.flatMap(({ runs }) => runs)) {
    for (const { flag, to } of transitions) {
      if (to === 'set') set(flag, id);
      else origins.delete(flag);
    }
  }
  return Object.fromEntries(
    Object.keys(flags).flatMap((flag) => {
      const origin = origins.get(flag);
      return origin === undefined ? [] : [[flag, origin] as const];
    }),
  );
}
