import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { performStep } from './agent.ts';
import type { AgentHost } from './agent.ts';
import { unitEntries } from './relation-view.ts';
import { createWork } from './settle/create-work.ts';
import type { DueStep, HookFailure } from './settle/create-work.ts';

export type { HookFailure } from './settle/create-work.ts';

/** What `settle` did. */
export interface SettleReport {
  readonly hooks: number;
  readonly milliseconds: number;
  /** Hooks that failed now. */
  readonly failures: readonly HookFailure[];
  /** Units in error, failed now or earlier. */
  readonly inError: readonly { readonly unit: UnitName; readonly hook: string }[];
}

/** How to settle. */
export interface SettleOptions {
  /** How many machines may work at the same time. */
  readonly parallel: number;
  /** More hooks of one unit than this mean that charms keep each other busy for ever. */
  readonly maximumHooks: number;
  /** Whether update-status is run when its time has come. @default false */
  readonly timers?: boolean;
  /** When it answers true, nothing new is begun. */
  readonly stopped: () => boolean;
  /** Makes a machine ready; called before each step on it. */
  readonly prepareMachine: (machine: string) => Promise<void>;
}

/**
 * Runs agents until none has anything to do now. One step at a time on each machine, as Juju's machine
 * lock has it; several machines side by side.
 * @throws DiagnosticsError when the hooks do not come to an end, or the model cannot be saved.
 */
export async function settle(host: AgentHost, options: SettleOptions): Promise<SettleReport> {
  const started = Date.now();
  const work = createWork(host.store, { timers: options.timers ?? false });
  const busy = new Map<string, Promise<void>>();
  const faults: unknown[] = [];
  const advance = async ({ unit, machine, step }: DueStep): Promise<void> => {
    try {
      await options.prepareMachine(machine);
      work.note(unit, step, await performStep(host, unit, step));
      if (work.mostHooks > options.maximumHooks) faults.push(explainRestlessness(work.recent));
    } catch (error) {
      work.drop(unit);
      faults.push(error);
    } finally {
      busy.delete(machine);
    }
  };
  try {
    for (;;) {
      while (busy.size < options.parallel && faults.length === 0 && !options.stopped()) {
        const due = work.next(busy);
        if (!due) break;
        busy.set(due.machine, advance(due));
      }
      if (busy.size === 0) break;
      await Promise.race(busy.values());
    }
  } finally {
    // What has begun is brought to its end before a fault is told.
    await Promise.all(busy.values());
    work.end();
  }
  if (faults.length > 0) throw faults[0];
  const inError = unitEntries(host.store.model.units).flatMap(([unit, { uniter }]) =>
    uniter.failed ? [{ unit, hook: uniter.failed.name }] : [],
  );
  return {
    hooks: work.hooks,
    milliseconds: Date.now() - started,
    failures: work.failures,
    inError,
  };
}

function explainRestlessness(recent: readonly string[]): Error {
  const names = [...new Set(recent)];
  return userError('MODEL_UNSETTLED', `hooks do not come to an end; at last: ${names.join(', ')}`, {
    fix: 'look for charms that write something new into a databag in every hook',
  });
}
