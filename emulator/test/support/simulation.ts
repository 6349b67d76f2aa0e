import type { UnitName } from '@reactive-charms/juju';
import type { Hook, Model } from '../../src/model.ts';
import { compareText, unitEntries } from '../../src/relation-view.ts';
import { nextStep } from '../../src/scheduler.ts';
import { runTool, startRun, toolsOf } from '../../src/tools/index.ts';
import type { HookRun, Purpose, RunRelation, ToolOutcome } from '../../src/tools/index.ts';
import { commitRun, keepCache } from '../../src/transitions/commit.ts';
import { createModel } from '../../src/transitions/create-model.ts';
import { dropUnit } from '../../src/transitions/dropping.ts';
import { charmDeployed, hookDone, hookFailed, hookStarted } from '../../src/transitions/hooks.ts';
import { synchroniseScopes } from '../../src/transitions/scopes.ts';
import type { Transition } from '../../src/transitions/transition.ts';

/** Thrown by the behaviour of a charm whose hook is to fail. */
export class CharmFailure extends Error {}

/** What the charms of a simulation do in a hook: call tools, or throw CharmFailure. */
export type CharmBehaviour = (hook: Hook, tools: ToolCaller) => void;

/** Calls hook tools by command line; JSON is not read. */
export interface ToolCaller {
  readonly unit: UnitName;
  (line: string, stdin?: string): ToolOutcome;
}

/** A hook that was run, as a short text: `mysql/0 db-relation-joined wordpress/0`. */
export type HookLine = string;

/** Models, hooks and hook tools without files, processes and sockets. */
export interface Simulation {
  readonly model: Model;
  readonly hooks: HookLine[];
  update(transition: Transition): void;
  /** Runs hooks until nothing is due and answers those that were run. */
  settle(behaviour?: CharmBehaviour): HookLine[];
  /** Runs one hook of one unit, if one is due. */
  step(unit: UnitName, behaviour?: CharmBehaviour): Hook | undefined;
  /** Runs tools in a context of `juju exec` and commits. */
  exec(unit: UnitName, lines: readonly string[], stdin?: string): ToolOutcome[];
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
  const step: Simulation['step'] = (unit, behaviour = () => undefined) => {
    model = synchroniseScopes(model, unit);
    const due = nextStep(model, unit);
    if (!due) return undefined;
    if (due.kind === 'deploy-charm') {
      model = charmDeployed(unit, due.next)(model);
      return step(unit, behaviour);
    }
    if (due.kind === 'die') {
      model = dropUnit(model, unit);
      return undefined;
    }
    hooks.push(describeHook(unit, due.hook));
    model = runOne(model, unit, { hook: due.hook, behaviour });
    return due.hook;
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
    settle: (behaviour) => {
      const start = hooks.length;
      for (let rounds = 0; rounds < 10_000; rounds += 1) {
        const before = model;
        for (const [unit] of unitEntries(model.units).sort(([a], [b]) => compareText(a, b))) {
          step(unit, behaviour);
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
  try {
    behaviour(
      hook,
      Object.assign((line: string, stdin?: string) => run.call(line, stdin), { unit }),
    );
  } catch (error) {
    if (!(error instanceof CharmFailure)) throw error;
    return hookFailed(unit, hook)(keepCache(run.model, run.run));
  }
  return hookDone(unit, hook)(commitRun(run.run)(run.model));
}
