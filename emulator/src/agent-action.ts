import { isUtf8 } from 'node:buffer';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { announceRun, runProgram } from './agent-run.ts';
import type { AgentHost } from './agent.ts';
import type { CharmRunEnd } from './charm-runner.ts';
import type { Task } from './model.ts';
import type { OutputStream } from './output-stream.ts';
import { openContext } from './tool-context.ts';
import type { ToolContext } from './tool-context.ts';
import type { ActionRun } from './tools/index.ts';
import { commitRun, keepCache } from './transitions/commit.ts';
import { taskDone, taskStarted } from './transitions/tasks.ts';
import type { TaskEnd } from './transitions/tasks.ts';
import { sequence } from './transitions/transition.ts';
import type { Transition } from './transitions/transition.ts';

/** What Juju says of an action whose program was killed, or whose agent was. */
const TERMINATED = 'action terminated';

/**
 * Runs an action of a unit to its end (C63 to C65). It puts no unit in error; what it writes counts only
 * if its program ends with 0, its results always. An action that was running when an agent ended is not
 * run a second time.
 */
export async function runAction(host: AgentHost, unit: UnitName, id: string): Promise<void> {
  const { store, runner } = host;
  const task = store.model.tasks[id];
  if (!task) return;
  const fail = (message: string): void =>
    store.update(taskDone(id, { status: 'failed', message, results: {}, progress: [] }));
  if (task.status !== 'pending') {
    fail(TERMINATED);
    return;
  }
  store.update(taskStarted(id));
  const finish = announceRun(store, { unit, hook: `action ${task.action}` });
  const program = await runner.findProgram(unit, `actions/${task.action}`);
  if (!program) {
    fail(`action not implemented on unit "${unit}"`);
    finish({ exitCode: 1 });
    return;
  }
  const context = openContext(store, { unit, purpose: { kind: 'action', action: startOf(task) } });
  const output: Output = { stdout: [], stderr: [] };
  const end = await runProgram(host, context, {
    program: program.path,
    onOutput: (stream, bytes) => {
      output[stream].push(bytes);
    },
  });
  noteEnd(host, context, { id, end: endOf(context, end, output), code: end.code });
  const ok = store.model.tasks[id]?.status !== 'failed';
  finish({ exitCode: end.code, ok, toolCalls: context.toolCalls });
}

function noteEnd(
  { store }: AgentHost,
  { unit, run, killed }: ToolContext,
  { id, end, code }: { readonly id: string; readonly end: TaskEnd; readonly code: number },
): void {
  if (!store.model.units[unit]) return;
  const keepRead: Transition = (model) => keepCache(model, run);
  const commits = code === 0 && !killed && end.message !== TERMINATED;
  try {
    store.update(sequence(commits ? commitRun(run) : keepRead, taskDone(id, end)));
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    const message = `cannot apply changes: ${error.message}`;
    store.update(sequence(keepRead, taskDone(id, { ...end, status: 'failed', message })));
  }
}

type Output = Readonly<Record<OutputStream, Buffer[]>>;

function startOf({ id, action, params }: Task): ActionRun {
  return { name: action, id, params, results: {}, failed: false, message: '', progress: [] };
}

function endOf({ run, killed }: ToolContext, end: CharmRunEnd, output: Output): TaskEnd {
  const { purpose } = run;
  if (purpose.kind !== 'action') throw new Error('the run of an action has another purpose now');
  const { action } = purpose;
  const results = { ...action.results, ...resultsOf(end, output) };
  const ended = { results, progress: action.progress };
  if (killed || end.signal !== undefined) {
    return { ...ended, status: 'failed', message: TERMINATED };
  }
  if (end.code !== 0) return { ...ended, status: 'failed', message: `exit status ${end.code}` };
  if (action.failed) return { ...ended, status: 'failed', message: action.message };
  return { ...ended, status: 'completed', message: '' };
}

function resultsOf({ code }: CharmRunEnd, output: Output): Record<string, unknown> {
  const results: Record<string, unknown> = { 'return-code': code };
  for (const stream of ['stdout', 'stderr'] as const) {
    const bytes = Buffer.concat(output[stream]);
    if (bytes.length === 0) continue;
    if (isUtf8(bytes)) {
      results[stream] = bytes.toString('utf8');
    } else {
      results[stream] = bytes.toString('base64');
      results[`${stream}-encoding`] = 'base64';
    }
  }
  return results;
}
