import { allHandlers } from './program.ts';
import type { Program } from './program.ts';
import type { HandlerTrace, HookTrace } from './trace.ts';

/**
 * The documented differences that show in a trace, each with its row of reactive.md or its section.
 * Others are kept out of programs when they are made (generate-charm.ts, generate-life.ts), or brought
 * about where the reference runs (reference-charm.ts, python/peer_support.py).
 * docs/decisions/reactive-differences.md has all of them.
 */

/**
 * Section 4.3: `changed` flags of endpoints are cleared by nobody but the author in the reference; in
 * our engine those go with the end of the hook that no handler and no trigger waits for.
 */
export function withoutUnwatchedChanges(program: Program): (trace: HookTrace) => HookTrace {
  const watched = new Set([
    ...allHandlers(program).flatMap(({ conditions }) => conditions.flatMap(({ flags }) => flags)),
    ...program.triggers.flatMap(({ when, whenNot }) => when ?? whenNot ?? []),
  ]);
  return withoutFlags((flag) => /^endpoint\.[^.]*\.changed/.test(flag) && !watched.has(flag));
}

/** Section 6.4: the reference has no flag for upgrades of the charm. */
export const withoutUpgradeFlag: (trace: HookTrace) => HookTrace = withoutFlags(
  (flag) => flag === 'upgrade.charm',
);

/**
 * Section 6.4: what is shared changes several flags one after the other, and the order is nobody's
 * promise: functions of triggers find some of them set in one engine and not yet in the other.
 */
function withoutHalfShared(trace: HookTrace): HookTrace {
  return {
    ...trace,
    ran: trace.ran.map((run) =>
      run.handler.startsWith('trigger-')
        ? { ...run, flags: run.flags.filter((flag) => !/^leadership\.(?:set|changed)/.test(flag)) }
        : run,
    ),
  };
}

/** What is compared of a trace. */
export function comparable(program: Program): (trace: HookTrace) => HookTrace {
  const withoutChanges = withoutUnwatchedChanges(program);
  return (trace) => withoutHalfShared(withoutUpgradeFlag(withoutChanges(trace)));
}

/**
 * R37: a hook that does not settle ends with an error in our engine, when a handler is about to run for
 * the 101st time; the reference stops after 100 rounds and says nothing. What handlers do at the end of
 * a hook then comes in the reference alone.
 */
export function areSameLoop(
  { handlers }: Program,
  ours: readonly HandlerTrace[],
  theirs: readonly HandlerTrace[],
): boolean {
  const atEnd = new Set(
    handlers.filter(({ binding }) => binding.kind === 'after').map(({ name }) => name),
  );
  const end = theirs.findIndex(({ handler }) => atEnd.has(handler));
  const rounds = end < 0 ? theirs : theirs.slice(0, end);
  return (
    rounds.length >= REFERENCE_ROUNDS &&
    rounds.every(({ handler }, index) => ours[index]?.handler === handler)
  );
}

/** Rounds after which the reference stops; each has at least one handler. */
const REFERENCE_ROUNDS = 100;

function withoutFlags(isLeftOut: (flag: string) => boolean): (trace: HookTrace) => HookTrace {
  return (trace) => ({
    ...trace,
    ran: trace.ran.map((run) => ({ ...run, flags: run.flags.filter((flag) => !isLeftOut(flag)) })),
    flags: Object.fromEntries(Object.entries(trace.flags).filter(([flag]) => !isLeftOut(flag))),
  });
}
