import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { performStep } from './agent.ts';
import type { StepResult, UnitAgentHost } from './agent.ts';
import { compareText, unitEntries } from './relation-view.ts';
import { nextStep } from './scheduler.ts';
import type { Step } from './scheduler.ts';
import { agentIdle } from './transitions/hooks.ts';
import { synchroniseScopes } from './transitions/scopes.ts';

/** A failed hook in the report of `settle`. */
export interface HookFailure {
  readonly unit: UnitName;
  readonly hook: string;
  readonly exitCode: number;
}

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
  /** More hooks than this mean that charms keep each other busy for ever. */
  readonly maximumHooks: number;
  /** When it answers true, nothing new is begun. */
  readonly stopped: () => boolean;
  /** Makes a machine ready; called before each step on it. */
  readonly prepareMachine: (machine: string) => Promise<void>;
}

/**
 * Runs agents until none has anything to do. One step at a time on each machine, as Juju's machine
 * lock has it; several machines side by side.
 * @throws DiagnosticsError when the hooks do not come to an end.
 */
export async function settle(host: UnitAgentHost, options: SettleOptions): Promise<SettleReport> {
  const started = Date.now();
  const work = createWork(host);
  const busy = new Map<string, Promise<void>>();
  const faults: unknown[] = [];
  const advance = async ({ unit, machine, step }: DueStep): Promise<void> => {
    try {
      await options.prepareMachine(machine);
      work.note(unit, step, await performStep(host, unit, step));
      if (work.hooks > options.maximumHooks) faults.push(explainRestlessness(work.recent));
    } catch (error) {
      faults.push(error);
    } finally {
      busy.delete(machine);
    }
  };
  for (;;) {
    while (busy.size < options.parallel && faults.length === 0 && !options.stopped()) {
      const due = work.next(busy);
      if (!due) break;
      busy.set(due.machine, advance(due));
    }
    if (busy.size === 0) break;
    await Promise.race(busy.values());
  }
  // What has begun is brought to its end before a fault is told.
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

interface DueStep {
  readonly unit: UnitName;
  readonly machine: string;
  readonly step: Step;
}

interface Work {
  readonly hooks: number;
  readonly failures: HookFailure[];
  /** The last hooks, newest last. */
  readonly recent: string[];
  /** The next step on a machine that is not busy; undefined when there is none. */
  next(busy: ReadonlyMap<string, unknown>): DueStep | undefined;
  note(unit: UnitName, step: Step, result: StepResult): void;
}

function createWork(host: UnitAgentHost): Work {
  const { store } = host;
  const halted = new Set<UnitName>();
  const served = new Map<UnitName, number>();
  const failures: HookFailure[] = [];
  const recent: string[] = [];
  let hooks = 0;
  return {
    get hooks() {
      return hooks;
    },
    failures,
    recent,
    next: (busy) => {
      // Whoever was served longest ago comes first, so that no unit of a machine starves.
      const waiting = unitEntries(store.model.units)
        .filter(([name, unit]) => !halted.has(name) && !busy.has(unit.machine))
        .sort(([a], [b]) => (served.get(a) ?? 0) - (served.get(b) ?? 0) || compareText(a, b));
      for (const [unit, { machine }] of waiting) {
        store.update((model) => synchroniseScopes(model, unit));
        const step = nextStep(store.model, unit);
        if (step) return { unit, machine, step };
        store.update(agentIdle(unit));
      }
      return undefined;
    },
    note: (unit, step, result) => {
      served.set(unit, served.size + hooks + 1);
      if (step.kind !== 'hook') return;
      hooks += 1;
      recent.push(`${unit} ${step.hook.name}`);
      recent.splice(0, recent.length - 20);
      if (result.kind === 'failed') {
        failures.push({ unit, hook: result.hook, exitCode: result.exitCode });
      }
      if (result.kind === 'terminated') {
        halted.add(unit);
        store.notice(
          `${unit}: hook "${result.hook}" was killed; it runs again with the next command`,
        );
      }
    },
  };
}

function explainRestlessness(recent: readonly string[]): Error {
  const names = [...new Set(recent)];
  return userError('MODEL_UNSETTLED', `hooks do not come to an end; at last: ${names.join(', ')}`, {
    fix: 'look for charms that write something new into a databag in every hook',
  });
}
