import { fault } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import { messageOf } from '../memory/files.ts';
import { TriggerChain } from './trigger-chain.ts';
import { indexTriggers } from './triggers.ts';
import type { Trigger, TriggerEffects, TriggerIndex } from './triggers.ts';

/** Flags with their values; a flag that is not a key is not set. */
export type FlagValues = Readonly<Record<string, JsonValue>>;

/** A flag became set or became cleared. */
export interface FlagTransition {
  readonly flag: string;
  readonly to: 'set' | 'cleared';
}

/** One thing that a trigger does, and how many changes have led to it. */
interface Step {
  readonly depth: number;
  readonly action: FlagTransition | ((flags: FlagStore) => void);
}

/**
 * The flags of a unit during one run. Transitions fire triggers at once and are noted, so that the
 * rounds know who may run next. Source: contract reactive.md section 1, rows R1 to R20.
 */
export class FlagStore {
  readonly #values: Map<string, JsonValue>;
  readonly #triggers: readonly Trigger[];
  readonly #chain = new TriggerChain();
  #triggerIndex: TriggerIndex | undefined;
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

  /** Names of all set flags, in no order that means anything. */
  names(): Iterable<string> {
    return this.#values.keys();
  }

  areAllSet(...flags: string[]): boolean {
    return flags.every((flag) => this.isSet(flag));
  }

  isAnySet(...flags: string[]): boolean {
    return flags.some((flag) => this.isSet(flag));
  }

  listUnset(...flags: string[]): string[] {
    return [...new Set(flags)].filter((flag) => !this.isSet(flag)).sort();
  }

  values(): FlagValues {
    return Object.fromEntries(this.list().map((flag) => [flag, this.valueOf(flag)]));
  }

  /**
   * Sets a flag. Only the step from cleared to set is a transition (R3, R4).
   * @throws DiagnosticsError, before anything is changed, when the flag has no name (R1) or its value
   * cannot be kept; and when triggers go round for ever (R18).
   */
  set(flag: string, value: JsonValue = null): void {
    refuseUnusable(flag, value);
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

  /** Tells whether there are transitions to take. */
  hasTransitions(): boolean {
    return this.#transitions.length > 0;
  }

  /** Takes the transitions noted since the last call. */
  takeTransitions(): FlagTransition[] {
    const taken = this.#transitions;
    this.#transitions = [];
    return taken;
  }

  #note(transition: FlagTransition): void {
    this.#transitions.push(transition);
    const effects = this.#effectsOf(transition);
    if (effects) this.#follow(transition, effects);
  }

  #effectsOf(transition: FlagTransition): TriggerEffects | undefined {
    this.#triggerIndex ??= indexTriggers(this.#triggers);
    return this.#triggerIndex[transition.to].get(transition.flag);
  }

  /**
   * Does all that follows from a transition, the consequences of each step before the next step. A
   * loop, because chains of triggers may be longer than the stack; only callbacks come back here.
   */
  #follow(start: FlagTransition, effects: TriggerEffects): void {
    const chain = this.#chain;
    const base = chain.length;
    const steps: Step[] = [];
    const add = (link: FlagTransition, { set, clear, run }: TriggerEffects): void => {
      chain.add(link);
      const depth = chain.length;
      const next: Step['action'][] = [
        ...set.map((flag) => ({ flag, to: 'set' as const })),
        ...clear.map((flag) => ({ flag, to: 'cleared' as const })),
        ...run,
      ];
      // The step that is taken first stands last.
      next.toReversed().forEach((action) => steps.push({ depth, action }));
    };
    try {
      add(start, effects);
      for (let step = steps.pop(); step; step = steps.pop()) {
        chain.cutTo(step.depth);
        if (typeof step.action === 'function') step.action(this);
        else if (this.#apply(step.action)) {
          this.#transitions.push(step.action);
          const more = this.#effectsOf(step.action);
          if (more) add(step.action, more);
        }
      }
    } finally {
      chain.cutTo(base);
    }
  }

  /** Changes a flag and nothing else. @returns false when it was so already. */
  #apply({ flag, to }: FlagTransition): boolean {
    if (to === 'cleared') return this.#values.delete(flag);
    if (this.#values.has(flag)) {
      // As by `set` without a value (R2).
      this.#values.set(flag, null);
      return false;
    }
    this.#values.set(flag, null);
    return true;
  }
}

function refuseUnusable(flag: string, value: JsonValue): void {
  // The types say so, but names that come from data are not always what the types say.
  if (typeof flag !== 'string' || flag === '') {
    throw fault('FLAG_NAME', `a flag needs a name, not ${JSON.stringify(flag)}`);
  }
  if (typeof value !== 'object' || value === null) return;
  try {
    JSON.stringify(value);
  } catch (error) {
    throw fault('FLAG_VALUE', `the value of flag ${flag} cannot be kept: ${messageOf(error)}`);
  }
}
