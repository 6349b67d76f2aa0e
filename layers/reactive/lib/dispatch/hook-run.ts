import { RESTRICTED_HOOKS } from '@reactive-charms/juju';
import type { HookContext, HookTools, Run } from '@reactive-charms/juju';
import type { SealedCharm } from '../charm/charm.ts';
import type { Executables, ExecutablesRun } from '../executables/executables.ts';
import type { Facts } from '../facts/facts.ts';
import type { FlagTransition } from '../flags/flag-store.ts';
import type { RestrictedHook } from '../handlers/handler.ts';
import type { Host } from '../host/host.ts';
import { tellChanges } from '../record/tell-changes.ts';
import type { Memory } from '../memory/memory.ts';
import type { CapabilityBase } from './capability.ts';
import type { BufferedLog } from './log.ts';
import type { Round } from './settling.ts';
import type { Opinion } from './status.ts';

/** Everything that one run of the engine needs; a run is a function of it. */
export interface HookRun {
  readonly charm: SealedCharm;
  readonly hook: HookContext;
  readonly tools: HookTools;
  readonly host: Host;
  readonly log: BufferedLog;
  /** What the last successful hook left; undefined in a unit's first hook. */
  readonly memory: Memory | undefined;
  /** True when the last hook did not reach its end. */
  readonly interrupted: boolean;
  /** Hears what the engine did to its flags before the first handler runs, triggers included. */
  readonly onManaged?: (transitions: readonly FlagTransition[]) => void;
  /** Hears of each round, also of those before a failure. */
  readonly onRound: (round: Round) => void;
  /** Hears the facts as soon as they are read. */
  readonly onFacts?: (facts: Facts) => void;
  /** Hears what each status decider said. */
  readonly onOpinion?: (opinion: Opinion) => void;
  /** Hears where the run failed, for example `handler blog/install`, where that can be told. */
  readonly onFailure?: (place: string) => void;
  /** Makes what runs handlers in other languages; without it they do not run. */
  readonly executables?: (run: ExecutablesRun) => Executables;
  /** @default the real time */
  readonly clock?: () => Date;
  /** Puts other instruments in place before the first handler runs; meant for tests. */
  readonly instruments?: readonly ((base: CapabilityBase) => void)[];
}

/** The name of a run, as records and messages tell it. */
export function nameRun(run: Run): string {
  if ('hook' in run) return run.hook;
  return run.kind === 'action' ? `action ${run.action}` : 'commands';
}

/** The restricted hook that runs; undefined in all other runs. */
export function restrictedHookOf(run: Run): RestrictedHook | undefined {
  return 'hook' in run ? RESTRICTED_HOOKS.find((name) => name === run.hook) : undefined;
}

/**
 * True where the next hook has to read everything although this run succeeds: it was needed before,
 * and actions and restricted hooks do not set the flags that tell of what is found then.
 */
export function leavesDoubt({ hook, memory, interrupted }: HookRun): boolean {
  const tellsNobody = hook.run.kind === 'action' || restrictedHookOf(hook.run) !== undefined;
  return tellsNobody && (interrupted || memory === undefined);
}

/** When a run begins. */
export function timeOf({ clock = () => new Date() }: HookRun): Date {
  return clock();
}

/** Lets whoever follows a run hear of a round. */
export function tellRound({ onRound, onFailure, log }: HookRun, round: Round): void {
  onRound(round);
  tellChanges(round).forEach((line) => log.debug(line));
  if (round.failed !== undefined) onFailure?.(`handler ${round.failed}`);
}
