import type { SealedCharm } from '../charm/charm.ts';
import type { FlagStore, FlagTransition } from '../flags/flag-store.ts';
import type { FileWatch } from '../handlers/file-watch.ts';
import type { RestrictedHook } from '../handlers/handler.ts';
import type { EngineContext } from './context.ts';

/** One handler's run and what it did to the flags. */
export interface HandlerRun {
  readonly id: string;
  readonly transitions: readonly FlagTransition[];
  readonly milliseconds: number;
}

/** One pass over the handlers that were due. */
export interface Round {
  /**
   * `before`, `hook`, `action` and `after` for the handlers bound to these, else the number of the
   * round. Hooks begin with round 0, which takes every handler whose conditions hold; actions have no
   * such round, and begin with round 1.
   */
  readonly name: string;
  readonly runs: readonly HandlerRun[];
  /** Handlers that were due, but lost a condition before their turn. */
  readonly dropped: readonly string[];
  /** The handler that threw and so ended the run; absent when none did. */
  readonly failed?: string;
}

/** What Juju has called the charm for. */
export type SettlingPhase =
  | { readonly kind: 'hook'; readonly hook: string }
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'restricted'; readonly hook: RestrictedHook };

/** Runs handlers that are programs in other languages. */
export interface ExecutableRunner {
  /**
   * Asks a program whether it wants to run.
   * @param path of the program, as the charm's definition has it.
   * @param phase the round, and the flags that changed in the round before it.
   * @returns what it printed, or undefined when it does not want to.
   */
  test(path: string, phase: ExecutablePhase): Promise<string | undefined>;
  /** Lets a program run. @param output what it printed when it was asked. */
  invoke(path: string, output: string): Promise<void>;
}

/** The moment at which a program is asked. */
export interface ExecutablePhase {
  /** `hook`, or the number of the round; see `Round`. */
  readonly name: string;
  readonly changed: ReadonlySet<string>;
}

/** What settling works on. */
export interface Settling {
  readonly charm: Pick<SealedCharm, 'schedule'>;
  readonly flags: FlagStore;
  readonly context: EngineContext;
  readonly phase: SettlingPhase;
  /** Tells which files have changed; without it none ever has. */
  readonly files?: FileWatch;
  /** Ids of handlers that run only once and have run; those that do so now are added. */
  readonly invoked: Set<string>;
  /** Without it, handlers in other languages do not run. */
  readonly executables?: ExecutableRunner;
  /** Called after each round, also after one that a handler ended by throwing. */
  readonly onRound: (round: Round) => void;
  /** Called before each run. */
  readonly onRun: (id: string, round: string) => void;
  /** Milliseconds since any moment; by default the process's own clock. */
  readonly clock?: () => number;
}

/** What came of settling, beyond what it did to flags and context. */
export interface Settled {
  /** What the handlers of the action returned, in the order of their runs. */
  readonly results: readonly unknown[];
  /**
   * The handlers of the action, if none of them could run, each with what it waits for. Empty when
   * one ran, when the action has no handlers, and in hooks.
   */
  readonly unmet: readonly UnmetHandler[];
}

/** A handler that could not run. */
export interface UnmetHandler {
  readonly id: string;
  /** One phrase for each condition that did not hold. */
  readonly reasons: readonly string[];
}
