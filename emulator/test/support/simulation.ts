import type { UnitName } from '@reactive-charms/juju';
import type { Hook, Model, Task } from '../../src/model.ts';
import { compareText, unitEntries } from '../../src/relation-view.ts';
import { nextStep } from '../../src/scheduler.ts';
import type { Step } from '../../src/scheduler.ts';
import { runTool, startRun, toolsOf } from '../../src/tools/index.ts';
import type { HookRun, Purpose, RunRelation, ToolOutcome } from '../../src/tools/index.ts';
import { commitRun, keepCache } from '../../src/transitions/commit.ts';
import { createModel } from '../../src/transitions/create-model.ts';
import { dropUnit } from '../../src/transitions/dropping.ts';
import {
  agentIdle,
  charmDeployed,
  hookDone,
  hookFailed,
  hookStarted,
} from '../../src/transitions/hooks.ts';
import { hookKilled, rebootAfterHook, rebootMachine } from '../../src/transitions/reboot.ts';
import { synchroniseScopes } from '../../src/transitions/scopes.ts';
import { findTask, taskDone, taskStarted } from '../../src/transitions/tasks.ts';
import type { TaskEnd } from '../../src/transitions/tasks.ts';
import { after } from '../../src/transitions/timers.ts';
import type { Transition } from '../../src/transitions/transition.ts';

/** Thrown by the behaviour of a charm whose hook is to fail. */
export class CharmFailure extends Error {}

/** Thrown by the behaviour of a charm whose program is to be killed. */
export class CharmKilled extends Error {}

/** What the charms of a simulation do in an action: call tools, or throw CharmFailure. */
export type ActionBehaviour = (task: Task, tools: ToolCaller) => void;

/** What the charms of a simulation do in a hook: call tools, or throw CharmFailure. */
export type CharmBehaviour = (hook: Hook, tools: ToolCaller) => void;

/** Calls hook tools by command line; JSON is not read. */
export interface ToolCaller {
  readonly unit: UnitName;
  (line: string, stdin?: string): ToolOutcome;
}

/**
 * A hook that was run, as a short text: `mysql/0 db-relation-joined wordpress/0`. Actions and reboots
 * stand there too: `mysql/0 action backup`, `machine 0 reboot`.
 */
export type HookLine = string;

/** How a simulation runs what is due. */
export interface RunOptions {
  readonly actions?: ActionBehaviour;
  /** Whether update-status is run by the clock. @default false */
  readonly timers?: boolean;
}

/** Models, hooks and hook tools without files, processes and sockets. */
export interface Simulation {
  readonly model: Model;
  readonly hooks: HookLine[];
  update(transition: Transition): void;
  /** Runs hooks until nothing is due and answers those that were run. */
  settle(behaviour?: CharmBehaviour, options?: RunOptions): HookLine[];
  /** Runs one hook of one unit, if one is due. */
  step(unit: UnitName, behaviour?: CharmBehaviour, options?: RunOptions): Step | undefined;
  /** Runs tools in a context of `juju exec` and commits. */
  exec(unit: UnitName, lines: readonly string[], stdin?: string): ToolOutcome[];
  /** Turns the clock forward. */
  pass(milliseconds: number): void;
}

/** Makes a simulation with an empty model. */
export function createSimulation(
  options: { readonly seed?: number; readonly agentVersion?: string } = {},
): Simulation {
  let model = createModel({
    name: 'test',
    uuid: 'f0e1d2c3-0000-4000-8000-000000000000',
    agentVersion: options.agentVersion ?? '3.6.11',
    seed: options.seed ?? 1,
    time: '2026-11-23T10:00:00.000Z',
  });
  const hooks: HookLine[] = [];
  const step: Simulation['step'] = (unit, behaviour = () => undefined, how = {}) => {
    model = synchroniseScopes(model, unit);
    const due = nextStep(model, unit, { timers: how.timers ?? false });
    switch (due?.kind) {
      case undefined:
        model = agentIdle(unit)(model);
        return undefined;
      case 'deploy-charm':
        model = charmDeployed(unit, due.next)(model);
        return step(unit, behaviour, how);
      case 'die':
        model = dropUnit(model, unit);
        return due;
      case 'reboot':
        hooks.push(`machine ${due.machine} reboot`);
        model = rebootMachine(due.machine)(model);
        return due;
      case 'action': {
        const task = findTask(model, due.task);
        hooks.push(`${unit} action ${task.action}`);
        model = runAction(model, task, how.actions ?? (() => undefined));
        return due;
      }
      case 'hook':
        hooks.push(describeHook(unit, due.hook));
        model = runOne(model, unit, { hook: due.hook, behaviour });
        return due;
    }
  };
  return {
    get model() {
      return model;
    },
    hooks,
    step,
    update: (transition) => {
      model = transition(model);
    },
    settle: (behaviour, how) => {
      const start = hooks.length;
      for (let rounds = 0; rounds < 10_000; rounds += 1) {
        const before = model;
        for (const [unit] of unitEntries(model.units).sort(([a], [b]) => compareText(a, b))) {
          step(unit, behaviour, how);
        }
        if (model === before) return hooks.slice(start);
      }
      throw new Error('the simulation does not settle');
    },
    exec: (unit, lines, stdin) => {
      const run = createRun(model, unit, { kind: 'commands' });
      const outcomes = lines.map((line) => run.call(line, stdin));
      model = commitRun(run.run)(run.model);
      return outcomes;
    },
    pass: (milliseconds) => {
      model = { ...model, time: after(model.time, milliseconds) };
    },
  };
}

/** The hook as a short text. */
export function describeHook(unit: UnitName, hook: Hook): HookLine {
  const remote = hook.kind === 'relation' ? hook.remoteUnit : undefined;
  return `${unit} ${hook.name}${remote === undefined ? '' : ` ${remote}`}`;
}

/** A run whose tools are called by command line. */
export function createRun(
  start: Model,
  unit: UnitName,
  purpose: Purpose,
  relation?: RunRelation,
): {
  readonly run: HookRun;
  readonly model: Model;
  call: (line: string, stdin?: string) => ToolOutcome;
} {
  let model = start;
  let run = startRun({ model, unit, purpose, ...(relation ? { relation } : {}) });
  return {
    get run() {
      return run;
    },
    get model() {
      return model;
    },
    call: (line, stdin) => {
      const [name = '', ...args] = splitLine(line);
      const tool = toolsOf(model).get(name);
      if (!tool) throw new Error(`unknown tool ${name}`);
      const outcome = runTool(
        tool,
        { ...run, model },
        {
          tool: name,
          args,
          ...(stdin === undefined ? {} : { stdin }),
          readFile: (path) => {
            throw new Error(`open ${path}: no such file or directory`);
          },
        },
      );
      run = outcome.run;
      if (outcome.transition) model = outcome.transition(model);
      return outcome;
    },
  };
}

/** Splits at blanks; single quotes keep a word together. */
function splitLine(line: string): string[] {
  return [...line.matchAll(/'((?:[^'])*)'|(\S+)/gs)].map((match) => match[1] ?? match[2] ?? '');
}

function runOne(
  before: Model,
  unit: UnitName,
  { hook, behaviour }: { readonly hook: Hook; readonly behaviour: CharmBehaviour },
): Model {
  const run = createRun(hookStarted(unit, hook)(before), unit, { kind: 'hook', hook });
  const killed = (): Model => hookKilled(unit, hook)(keepCache(run.model, run.run));
  try {
    behaviour(hook, callerOf(unit, run));
  } catch (error) {
    if (run.run.writes.reboot === 'now') return rebootAfterHook(unit)(killed());
    if (error instanceof CharmKilled) return killed();
    if (!(error instanceof CharmFailure)) throw error;
    return hookFailed(unit, hook)(keepCache(run.model, run.run));
  }
  if (run.run.writes.reboot === 'now') return rebootAfterHook(unit)(killed());
  const done = hookDone(unit, hook)(commitRun(run.run)(run.model));
  return run.run.writes.reboot === 'after' ? rebootAfterHook(unit)(done) : done;
}

function runAction(before: Model, task: Task, behaviour: ActionBehaviour): Model {
  const { id, unit, action: name, params } = task;
  const action = { name, id, params, results: {}, failed: false, message: '', progress: [] };
  const run = createRun(taskStarted(id)(before), unit, { kind: 'action', action });
  const end = (failure: string | undefined): TaskEnd => {
    const { purpose } = run.run;
    if (purpose.kind !== 'action') throw new Error('the run of an action has another purpose now');
    const { results, failed, message, progress } = purpose.action;
    const text = failure ?? (failed ? message : '');
    return {
      status: failure === undefined && !failed ? 'completed' : 'failed',
      message: text,
      results,
      progress,
    };
  };
  try {
    behaviour(task, callerOf(unit, run));
  } catch (error) {
    const killed = error instanceof CharmKilled;
    if (!killed && !(error instanceof CharmFailure)) throw error;
    const why = killed ? 'action terminated' : 'exit status 1';
    return taskDone(id, end(why))(keepCache(run.model, run.run));
  }
  return taskDone(id, end(undefined))(commitRun(run.run)(run.model));
}

function callerOf(
  unit: UnitName,
  run: { readonly call: (line: string, stdin?: string) => ToolOutcome },
): ToolCaller {
  return Object.assign((line: string, stdin?: string) => run.call(line, stdin), { unit });
}
