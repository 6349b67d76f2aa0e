import type { FlagTransition } from '../flags/flag-store.ts';
import { flagConditionsHold, flagsOf } from '../handlers/conditions.ts';
import type { FlagTest } from '../handlers/conditions.ts';
import type { Handler } from '../handlers/handler.ts';

/**
 * The handlers that wait for their turn in a round. When a flag is cleared, those that watch a flag
 * which changed since they were tested are tested again; the others are not looked at.
 * Source: contract reactive.md section 1.4, rows R31 to R33.
 */
export class WaitingHandlers {
  readonly #queue: readonly Handler[];
  readonly #isSet: FlagTest;
  #next = 0;
  /** What few rounds need; made when more than one handler waits, and one changes flags. */
  #retest: Retest | undefined;

  constructor(queue: readonly Handler[], isSet: FlagTest) {
    this.#queue = queue;
    this.#isSet = isSet;
  }

  /** Takes the handler whose turn it is; undefined when none waits any more. */
  next(): Handler | undefined {
    while (this.#retest?.dropped.has(this.#next)) this.#next += 1;
    this.#next += 1;
    return this.#queue[this.#next - 1];
  }

  /**
   * Notes what a handler did to the flags.
   * @returns the handlers that wait no longer, in their order.
   */
  note(transitions: readonly FlagTransition[]): readonly Handler[] {
    if (this.#next >= this.#queue.length || transitions.length === 0) return NOBODY;
    const retest = (this.#retest ??= { dropped: new Set(), untested: new Set() });
    transitions.forEach(({ flag }) => retest.untested.add(flag));
    if (!transitions.some(({ to }) => to === 'cleared')) return NOBODY;
    const watchers = (retest.watchers ??= indexByFlag(this.#queue, this.#next));
    const places = new Set<number>();
    for (const flag of retest.untested) watchers.get(flag)?.forEach((place) => places.add(place));
    retest.untested.clear();
    return [...places]
      .sort((a, b) => a - b)
      .flatMap((place) => {
        const handler = place < this.#next ? undefined : this.#queue[place];
        if (handler === undefined || retest.dropped.has(place)) return [];
        if (flagConditionsHold(handler.conditions, this.#isSet)) return [];
        retest.dropped.add(place);
        return handler;
      });
  }
}

const NOBODY: readonly Handler[] = [];

/** What is needed to test waiting handlers again. */
interface Retest {
  /** Places in the queue of the handlers that wait no longer. */
  readonly dropped: Set<number>;
  /** Flags that changed since the waiting handlers were tested. */
  readonly untested: Set<string>;
  /** Flag → places in the queue; made when the first flag is cleared. */
  watchers?: ReadonlyMap<string, readonly number[]>;
}

function indexByFlag(queue: readonly Handler[], from: number): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (let place = from; place < queue.length; place += 1) {
    for (const flag of queue[place]?.conditions.flatMap(flagsOf) ?? []) {
      const places = index.get(flag);
      if (places === undefined) index.set(flag, [place]);
      else places.push(place);
    }
  }
  return index;
}
