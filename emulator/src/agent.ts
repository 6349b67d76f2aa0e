import { DiagnosticsError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { runAction } from './agent-action.ts';
import { announceRun, runProgram } from './agent-run.ts';
import type { CharmRunEnd, CharmRunner } from './charm-runner.ts';
import type { Hook } from './model.ts';
import type { Step } from './scheduler.ts';
import { logUnit } from './store.ts';
import type { ModelStore } from './store.ts';
import { openContext } from './tool-context.ts';
import type { ToolContext } from './tool-context.ts';
import { dropUnit } from './transitions/dropping.ts';
import {
  agentInstalling,
  charmDeployed,
  hookDone,
  hookFailed,
  hookStarted,
} from './transitions/hooks.ts';
import { commitRun, keepCache } from './transitions/commit.ts';
import { hookKilled, rebootAfterHook, rebootMachine } from './transitions/reboot.ts';
import { sequence } from './transitions/transition.ts';
import type { Transition } from './transitions/transition.ts';

/** What the agents of units work with. */
export interface AgentHost {
  readonly store: ModelStore;
  readonly runner: CharmRunner;
}

/** How a step went. */
export type StepResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly hook: string; readonly exitCode: number }
  /** The hook was killed; it is queued again (C116). */
  | { readonly kind: 'terminated'; readonly hook: string };

const UNITER = 'juju.worker.uniter.operation';

/** Carries out one step of a unit's agent and notes the outcome in the model. */
export async function performStep(
  host: AgentHost,
  unit: UnitName,
  step: Step,
): Promise<StepResult> {
  switch (step.kind) {
    case 'deploy-charm':
      host.store.update(agentInstalling(unit));
      await unpackCharm(host, unit);
      host.store.update(charmDeployed(unit, step.next));
      return { kind: 'done' };
    case 'hook':
      return runHook(host, unit, step.hook);
    case 'action':
      await runAction(host, unit, step.task);
      return { kind: 'done' };
    case 'reboot':
      await host.runner.reboot(step.machine);
      host.store.update(rebootMachine(step.machine));
      return { kind: 'done' };
    case 'die':
      await host.runner.removeUnit(unit);
      host.store.update((model) => dropUnit(model, unit));
      return { kind: 'done' };
  }
}

async function unpackCharm({ store, runner }: AgentHost, name: UnitName): Promise<void> {
  const unit = store.model.units[name];
  const charm = unit && store.model.applications[unit.application]?.charm;
  if (!unit || !charm) return;
  await runner.deployCharm(name, charm, unit.uniter.charm?.url);
  logUnit(store, name, { level: 'INFO', module: UNITER, message: `deployed charm ${charm.url}` });
}

async function runHook(host: AgentHost, unit: UnitName, hook: Hook): Promise<StepResult> {
  const { store, runner } = host;
  store.update(hookStarted(unit, hook));
  const remote = hook.kind === 'relation' ? hook.remoteUnit : undefined;
  const about = { unit, hook: hook.name, ...(remote === undefined ? {} : { remoteUnit: remote }) };
  const finish = announceRun(store, about);
  const program = await runner.findProgram(unit, `hooks/${hook.name}`);
  if (!program) {
    logUniter(host, unit, `skipped "${hook.name}" hook (missing)`);
    store.update(ifThere(unit, hookDone(unit, hook)));
    finish({ exitCode: 0, skipped: true });
    return { kind: 'done' };
  }
  const context = openContext(store, { unit, purpose: { kind: 'hook', hook } });
  const end = await runProgram(host, context, { program: program.path });
  const via = `hook "${hook.name}" (via ${program.via})`;
  const outcome = endHook(host, { unit, hook, via, context, end });
  finish({ exitCode: outcome.exitCode, toolCalls: context.toolCalls });
  return outcome.result;
}

interface EndedHook {
  readonly unit: UnitName;
  readonly hook: Hook;
  /** How the log calls the hook and its program. */
  readonly via: string;
  readonly context: ToolContext;
  readonly end: CharmRunEnd;
}

/** Notes how a hook ended: rebooting at once, killed, done, or failed. */
function endHook(
  host: AgentHost,
  { unit, hook, via, context, end }: EndedHook,
): { readonly result: StepResult; readonly exitCode: number } {
  const { store } = host;
  const { run } = context;
  const { code, signal } = end;
  const keepRead: Transition = (model) => keepCache(model, run);
  if (run.writes.reboot === 'now') {
    logUniter(host, unit, `${via} asked for a reboot at once; it runs again after it`);
    store.update(ifThere(unit, sequence(keepRead, hookKilled(unit, hook), rebootAfterHook(unit))));
    return { result: { kind: 'done' }, exitCode: 0 };
  }
  if (context.killed || signal === 'SIGTERM' || signal === 'SIGKILL') {
    const by = signal ?? 'SIGKILL';
    logUniter(host, unit, `${via} was terminated by ${by}`);
    store.update(ifThere(unit, sequence(keepRead, hookKilled(unit, hook))));
    const exitCode = by === 'SIGTERM' ? 143 : 137;
    return { result: { kind: 'terminated', hook: hook.name }, exitCode };
  }
  const failed = (exitCode: number, why: string): ReturnType<typeof endHook> => {
    store.update(ifThere(unit, sequence(keepRead, hookFailed(unit, hook))));
    logUnit(store, unit, { level: 'ERROR', module: UNITER, message: `${via} failed: ${why}` });
    return { result: { kind: 'failed', hook: hook.name, exitCode }, exitCode };
  };
  if (signal !== undefined) return failed(128, `signal: ${signal}`);
  if (code !== 0) return failed(code, `exit status ${code}`);
  const reboots = run.writes.reboot === 'after' ? [rebootAfterHook(unit)] : [];
  try {
    store.update(ifThere(unit, sequence(commitRun(run), hookDone(unit, hook), ...reboots)));
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return failed(1, `cannot apply changes: ${error.message}`);
  }
  logUniter(host, unit, `ran ${via.replace(/^hook ("[^"]*") /, '$1 hook ')}`);
  return { result: { kind: 'done' }, exitCode: 0 };
}

/** A unit may be dropped by force while its hook runs; nothing is noted then. */
function ifThere(unit: UnitName, transition: Transition): Transition {
  return (model) => (model.units[unit] ? transition(model) : model);
}

function logUniter({ store }: AgentHost, unit: UnitName, message: string): void {
  logUnit(store, unit, { level: 'INFO', module: UNITER, message });
}
