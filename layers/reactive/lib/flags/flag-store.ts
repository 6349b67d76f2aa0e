import type { JsonValue } from '../json.ts';
import { effectsOf } from './triggers.ts';
import type { Trigger } from './triggers.ts';

/** Flags with their values; a flag that is not a key is not set. */
export type FlagValues = Readonly<Record<string, JsonValue>>;

/** A flag became set or became cleared. */
export interface FlagTransition {
  readonly flag: string;
  readonly to: 'set' | 'cleared';
}

/**
 * The flags of a unit during one run. Transitions fire triggers at once and are noted, so that the
 * rounds know who may run next. Source: contract reactive.md section 1, rows R1 to R20.
 */
export class FlagStore {
  readonly #values: Map<string, JsonValue>;
  readonly #triggers: readonly Trigger[];
  #transitions: FlagTransition[] = [];

  constructor(values: FlagValues, triggers: readonly Trigger[]) {
    this.#values = new Map(Object.entries(values));
    this.#triggers = triggers;
  }

  isSet(flag: string): boolean {
    return this.#values.has(flag);
  }

  valueOf(flag: string): JsonValue {
    return this.#values.get(flag) ?? null;
  }

  list(): string[] {
    return [...this.#values.keys()].sort();
  }

  values(): FlagValues {
    return Object.fromEntries(this.list().map((flag) => [flag, this.valueOf(flag)]));
  }

  /** Sets a flag. Only the step from cleared to set is a transition (R3, R4). */
  set(flag: string, value: JsonValue = null): void {
    if (flag === '') throw new Error('a flag needs a name');
    const isTransition = !this.#values.has(flag);
    this.#values.set(flag, value);
    if (isTransition) this.#note({ flag, to: 'set' });
  }

  /** Clears a flag; one that is not set stays as it is, and nothing happens (R6). */
  clear(flag: string): void {
    if (this.#values.delete(flag)) this.#note({ flag, to: 'cleared' });
  }

  toggle(flag: string, condition: boolean): void {
    if (condition) this.set(flag, this.valueOf(flag));
    else this.clear(flag);
  }

  /** Takes the transitions noted since the last call. */
  takeTransitions(): FlagTransition[] {
    const taken = this.#transitions;
    this.#transitions = [];
    return taken;
  }

  #note(transition: FlagTransition): void {
    this.#transitions.push(transition);
    const effects = effectsOf(this.#triggers, transition.flag, transition.to);
    effects.set.forEach((flag) => this.set(flag));
    effects.clear.forEach((flag) => this.clear(flag));
  }
}
