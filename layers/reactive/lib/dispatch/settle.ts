import type { EngineContext } from './context.ts';
import type { FlagStore, FlagTransition } from '../flags/flag-store.ts';
import type { Handler } from '../handlers/layer.ts';
import { holds } from '../handlers/conditions.ts';

/** One handler's run and what it did to the flags. */
export interface HandlerRun {
  readonly id: string;
  readonly transitions: readonly FlagTransition[];
}

/** One pass over the handlers that were due. */
export interface Round {
  /** `hook` for the handlers of the hook phase, else the number of the round from 0. */
  readonly name: string;
  readonly runs: readonly HandlerRun[];
  /** Handlers that were due, but lost a condition before their turn. */
  readonly dropped: readonly string[];
  /** The handler that threw and so ended the hook; absent when none did. */
  readonly failed?: string;
}

/** What settling works on. */
export interface Settling {
  readonly handlers: readonly Handler[];
  readonly flags: FlagStore;
  readonly context: EngineContext;
  /** The running hook; empty for actions and commands. */
  readonly hook: string;
  /** Called after each round, also after one that a handler ended by throwing. */
  readonly onRound: (round: Round) => void;
  readonly onRun: (id: string, round: string) => void;
}

/** Rounds after which a hook that does not settle is an error. Source: reactive.md section 3.2. */
export const MAXIMUM_ROUNDS = 100;

/**
 * Runs handlers until none is due: first those of the hook, then rounds.
 *
 * A flag set in round n is seen by handlers in round n+1; a cleared flag at once, by dropping
 * handlers that wait in round n and need it. Round 0 takes every handler whose conditions hold;
 * later rounds only those that watch a flag changed in the round before.
 * Source: contract reactive.md section 3.2, rows R28 to R41.
 * @throws Error naming the flags and the handlers that keep changing them when the rounds do not end.
 */
export async function settle(settling: Settling): Promise<void> {
  const { handlers, flags, hook } = settling;
  const ofHook = handlers.filter((handler) => handler.hooks.includes(hook));
  flags.takeTransitions();
  await runRound('hook', isDue(ofHook, flags), settling);
  const ofFlags = handlers.filter((handler) => handler.hooks.length === 0);
  let due = isDue(ofFlags, flags);
  const last: Round[] = [];
  for (let number = 0; due.length > 0; number += 1) {
    if (number >= MAXIMUM_ROUNDS) throw new Error(explainLoop(last));
    const round = await runRound(String(number), due, settling);
    last.push(round);
    if (last.length > LOOP_WINDOW) last.shift();
    const changed = new Set(
      round.runs.flatMap(({ transitions }) => transitions.map(({ flag }) => flag)),
    );
    due = isDue(ofFlags, flags).filter((handler) => watches(handler, changed));
  }
}

/** Rounds at the end of a loop that its explanation looks at. */
const LOOP_WINDOW = 10;

function isDue(handlers: readonly Handler[], flags: FlagStore): Handler[] {
  return handlers.filter((handler) => conditionsHold(handler, flags));
}

function conditionsHold(handler: Handler, flags: FlagStore): boolean {
  return handler.conditions.every((condition) => holds(condition, (flag) => flags.isSet(flag)));
}

function watches(handler: Handler, changed: ReadonlySet<string>): boolean {
  return handler.conditions.some(({ flags }) => flags.some((flag) => changed.has(flag)));
}

async function runRound(name: string, due: Handler[], settling: Settling): Promise<Round> {
  const runs: HandlerRun[] = [];
  const dropped: string[] = [];
  let waiting = due;
  while (waiting.length > 0) {
    const [handler, ...rest] = waiting;
    if (handler === undefined) break;
    settling.onRun(handler.id, name);
    try {
      await handler.run(settling.context);
    } catch (error) {
      settling.onRound({ name, runs, dropped, failed: handler.id });
      throw error;
    }
    const transitions = settling.flags.takeTransitions();
    runs.push({ id: handler.id, transitions });
    waiting = rest;
    if (transitions.some(({ to }) => to === 'cleared')) {
      waiting = isDue(rest, settling.flags);
      dropped.push(...rest.filter((other) => !waiting.includes(other)).map(({ id }) => id));
    }
  }
  const round = { name, runs, dropped };
  if (due.length > 0) settling.onRound(round);
  return round;
}

/** Flags, and handlers for each of them, that the explanation of a loop names. */
const NAMED_IN_LOOP = 10;

function explainLoop(rounds: readonly Round[]): string {
  const culprits = new Map<string, Set<string>>();
  for (const { id, transitions } of rounds.flatMap(({ runs }) => runs)) {
    for (const { flag, to } of transitions) {
      const changes = culprits.get(flag) ?? new Set();
      culprits.set(flag, changes.add(`${to} by ${id}`));
    }
  }
  const lines = [...culprits].map(([flag, changes]) => `${flag}: ${nameSome(changes, ', ')}`);
  return [
    `the flags have not settled after ${MAXIMUM_ROUNDS} rounds; these keep changing:`,
    nameSome(lines, '\n  '),
  ].join('\n  ');
}

function nameSome(names: Iterable<string>, separator: string): string {
  const all = [...names];
  const more = all.length - NAMED_IN_LOOP;
  const named = all.slice(0, NAMED_IN_LOOP);
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
