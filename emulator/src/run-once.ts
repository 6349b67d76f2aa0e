import type { UnitName } from '@reactive-charms/juju';
import { runProgram } from './agent-run.ts';
import type { AgentHost } from './agent.ts';
import type { CharmRunEnd } from './charm-runner.ts';
import { openContext } from './tool-context.ts';
import type { Hook } from './model.ts';
import type { HookRun } from './tools/index.ts';
import { findApplication, findUnit } from './transitions/transition.ts';

/** How a single run of a charm went. */
export interface SingleRun extends CharmRunEnd {
  /** What was read and is to be written; nothing of it is committed. */
  readonly run: HookRun;
  /** True when the charm has no program for it. */
  readonly skipped: boolean;
}

/** What to run, and what to do first. */
export interface SingleRunOptions {
  readonly hook: Hook;
  /** Is waited for when the machine is ready and the charm unpacked. */
  readonly prepare?: () => Promise<void>;
}

/**
 * Unpacks a unit's charm and runs it once, whether anything is due or not. What waits for the end of a
 * hook stays uncommitted, and the unit's agent takes no notice: for tests of single hooks.
 * @throws DiagnosticsError when there is no such unit.
 */
export async function runOnce(
  host: AgentHost,
  unit: UnitName,
  { hook, prepare = async () => undefined }: SingleRunOptions,
): Promise<SingleRun> {
  const { store, runner } = host;
  const { charm } = findApplication(store.model, findUnit(store.model, unit).application);
  await runner.deployCharm(unit, charm);
  await prepare();
  const program = await runner.findProgram(unit, `hooks/${hook.name}`);
  const context = openContext(store, { unit, purpose: { kind: 'hook', hook } });
  if (!program) return { code: 0, run: context.run, skipped: true };
  const end = await runProgram(host, context, { program: program.path });
  return { ...end, ...(context.killed ? KILLED : {}), run: context.run, skipped: false };
}

const KILLED: CharmRunEnd = { code: 137, signal: 'SIGKILL' };
