import type { UnitName } from '@reactive-charms/juju';
import { purposeName } from './agent-environment.ts';
import type { AgentHost } from './agent.ts';
import type { CharmRun, CharmRunEnd } from './charm-runner.ts';
import { logUnit } from './store.ts';
import type { ModelStore } from './store.ts';
import type { ToolContext } from './tool-context.ts';

/** Runs a program of a charm in a context to its end; each line that it prints goes to the log (C108). */
export async function runProgram(
  { store, runner }: AgentHost,
  context: ToolContext,
  program: Pick<CharmRun, 'program' | 'onOutput'>,
): Promise<CharmRunEnd> {
  const { unit, run } = context;
  const module = `unit.${unit}.${purposeName(run.purpose)}`;
  return runner.run({
    ...program,
    unit,
    context,
    args: [],
    onLine: (stream, message) =>
      logUnit(store, unit, { level: stream === 'stdout' ? 'DEBUG' : 'WARNING', module, message }),
  });
}

/** What a run is about. */
interface RunSubject {
  readonly unit: UnitName;
  /** Full name of the hook, or `action` and the name of the action. */
  readonly hook: string;
  readonly remoteUnit?: UnitName;
}

/** How a run went. */
interface RunOutcome {
  readonly exitCode: number;
  /** @default whether the exit code is 0 */
  readonly ok?: boolean;
  /** @default false */
  readonly skipped?: boolean;
  /** @default none */
  readonly toolCalls?: Readonly<Record<string, number>>;
}

/** Tells that a run starts. @returns what is to be called at its end */
export function announceRun(store: ModelStore, subject: RunSubject): (end: RunOutcome) => void {
  const started = Date.now();
  store.emit({ kind: 'hook-started', time: store.now(), ...subject });
  return ({ exitCode, ok = exitCode === 0, skipped = false, toolCalls = {} }) =>
    store.emit({
      kind: 'hook-finished',
      time: store.now(),
      ...subject,
      milliseconds: Date.now() - started,
      toolCalls,
      ok,
      skipped,
      exitCode,
    });
}
