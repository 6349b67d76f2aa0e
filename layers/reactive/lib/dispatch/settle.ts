import { explainUnmet } from '../handlers/conditions.ts';
import type { Handler } from '../handlers/handler.ts';
import { Rounds } from './rounds.ts';
import type { Settled, Settling, UnmetHandler } from './settling.ts';

export { MAXIMUM_RUNS } from './rounds.ts';
export type * from './settling.ts';

const NOTHING: Settled = { results: [], unmet: [] };

/**
 * Runs the handlers of one hook or action until none is due.
 *
 * In a hook: those that come before all others, those of the hook, then rounds, and in the end those
 * that come after all others. A flag set in round n is seen by handlers in round n+1; a cleared flag
 * at once, by dropping handlers that wait in round n and need it. Round 0 takes every handler whose
 * conditions hold; later rounds only those that watch a flag changed in the round before, or a file
 * that has changed. An action runs its own handlers in place of those of a hook, and has no round 0.
 * A restricted hook runs its own handlers, and nothing else.
 * Source: contract reactive.md section 3.2, rows R28 to R41 and R76 to R78.
 * @throws DiagnosticsError naming the flags and the handlers that keep changing them when the rounds
 * do not end; whatever a handler throws.
 */
export async function settle(settling: Settling): Promise<Settled> {
  const { charm, flags, phase } = settling;
  const { schedule } = charm;
  const rounds = new Rounds(settling);
  // What the engine itself did to its flags wakes nobody.
  flags.takeTransitions();
  if (phase.kind === 'restricted') {
    await rounds.run({ name: 'hook', candidates: schedule.ofRestrictedHook(phase.hook) });
    return NOTHING;
  }
  const before = await rounds.run({ name: 'before', candidates: schedule.before });
  if (phase.kind === 'hook') {
    const { executables } = schedule;
    const candidates = schedule.ofHook(phase.hook);
    await rounds.run({ name: 'hook', candidates, executables });
    const all = schedule.candidates(flags.names());
    const first = await rounds.run({ name: '0', candidates: all, executables });
    if (first.isBusy) await runRounds(settling, rounds, first.changed);
    await rounds.run({ name: 'after', candidates: schedule.after });
    return NOTHING;
  }
  const handlers = schedule.ofAction(phase.action);
  const action = await rounds.run({ name: 'action', candidates: handlers });
  const unmet = action.isBusy ? [] : handlers.map((handler) => describeUnmet(handler, settling));
  await runRounds(settling, rounds, new Set([...before.changed, ...action.changed]));
  await rounds.run({ name: 'after', candidates: schedule.after });
  return { results: action.results, unmet };
}

/** Runs the rounds from 1 on. */
async function runRounds(
  { charm: { schedule }, phase }: Settling,
  rounds: Rounds,
  changedBefore: ReadonlySet<string>,
): Promise<void> {
  // An action costs what it changed: files are looked at in the next hook.
  const watchesFiles = phase.kind === 'hook';
  let changed = changedBefore;
  for (let number = 1; ; number += 1) {
    const outcome = await rounds.run({
      name: String(number),
      candidates: schedule.wokenBy(changed, watchesFiles),
      executables: changed.size > 0 ? schedule.executables : [],
      changed,
    });
    if (!outcome.isBusy) return;
    changed = outcome.changed;
  }
}

function describeUnmet({ id, conditions }: Handler, { flags, invoked }: Settling): UnmetHandler {
  return { id, reasons: explainUnmet(conditions, (flag) => flags.isSet(flag), invoked.has(id)) };
}
