import {
  BadRequestError,
  commitRun,
  createStore,
  hookDone,
  openContext,
  toolsOf,
} from '@reactive-charms/emulator/core';
import type {
  CallerFiles,
  Fault,
  Hook,
  Model,
  Purpose,
  ToolAnswer,
  ToolContext,
} from '@reactive-charms/emulator/core';
import { createHookTools, MISSING_TOOL } from '@reactive-charms/juju';
import type { GoalState, HookTools, ToolResult, ToolRunner } from '@reactive-charms/juju';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import { modelOf } from '../state/model-of.ts';
import type { Moment } from '../state/model-of.ts';
import { stateOf } from '../state/state-of.ts';
import type { UnitState } from '../unit-state.ts';
import { createRecorder, describeCall, recordStorage, recordTools } from './record.ts';
import type { Recorded } from './record.ts';

/** A hook context over a state. */
export interface UnitContext {
  /** Hook tools of the context, which note what they are told. */
  readonly tools: HookTools;
  /** The way to any hook tool of the context. */
  readonly runner: ToolRunner;
  /** Tells whether this Juju has a hook tool of this name. */
  hasTool(this: void, name: string): boolean;
  readonly recorded: Recorded;
  readonly context: ToolContext;
  /** The model as it was made from the state. */
  readonly model: Model;
  /** The unit if the run succeeds. */
  state(): UnitState;
  /** The unit if the run fails: what takes effect at once has taken effect (C28). */
  stateAfterFailure(): UnitState;
}

/** What a context is opened for. */
export interface ContextRequest {
  readonly charm: CharmDefinition;
  readonly state: UnitState;
  readonly purpose: Purpose;
  readonly moment?: Omit<Moment, 'time'>;
  /** Files that tools are told to read and write. */
  readonly files: CallerFiles;
  readonly clock: () => Date;
  readonly faults?: readonly Fault[];
}

/** Opens the context of a run on the model that a state is a view of. */
export function openUnitContext(request: ContextRequest): UnitContext {
  const { charm, state, purpose, moment, files, clock, faults } = request;
  const { unit } = state;
  const model = modelOf(charm, state, { ...moment, time: clock().toISOString() });
  const store = createStore({
    model,
    clock,
    save: ignore,
    writeLog: ignore,
    onEvent: ignore,
    ...(faults ? { faults } : {}),
  });
  const context = openContext(store, { unit, purpose });
  const record = createRecorder();
  const runner = contextRunner(context, files);
  const heard: ToolRunner = async (call) => {
    record.calls.push(describeCall(call));
    const result = await runner(call);
    if (result.code !== 0) return result;
    if (call.tool === 'storage-add') recordStorage(record, call.args);
    if (call.tool === 'goal-state' && state.goalState) {
      return { ...result, stdout: printGoalState(state.goalState) };
    }
    return result;
  };
  const origin = { state, model };
  const hook = purpose.kind === 'hook' ? purpose.hook : undefined;
  return {
    context,
    model,
    runner: heard,
    tools: recordTools(createHookTools(heard), record),
    hasTool: (name) => toolsOf(store.model).has(name),
    recorded: record,
    state: () => {
      const committed = commitRun(context.run)(store.model);
      return stateOf(
        hook && endsWithCommit(hook) ? hookDone(unit, hook)(committed) : committed,
        origin,
      );
    },
    stateAfterFailure: () => stateOf(store.model, origin),
  };
}

/** The way to the hook tools of a context without processes: as command lines, with texts back. */
export function contextRunner(context: ToolContext, files: CallerFiles): ToolRunner {
  return async ({ tool, args, stdin }) => {
    const call = { tool, args, files };
    try {
      const answer = await context.answer(call);
      if (!answer.needsStdin) return textsOf(answer);
      return textsOf(await context.answer({ ...call, stdin: stdin ?? '' }));
    } catch (error) {
      // Where the agent has no such tool, there is none on PATH.
      if (!(error instanceof BadRequestError)) throw error;
      return { code: MISSING_TOOL, stdout: '', stderr: `${tool}: not found` };
    }
  };
}

function textsOf({ code, stdout, stderr }: ToolAnswer): ToolResult {
  return { code, stdout: String(stdout), stderr: String(stderr) };
}

/** What the unit has seen by a hook shows in its state where relations or storage come and go. */
function endsWithCommit(hook: Hook): boolean {
  return hook.kind === 'relation' || hook.kind === 'storage';
}

function printGoalState({ units, relations }: GoalState): string {
  const sides = Object.entries(relations).map(([endpoint, side]) => [
    endpoint,
    { ...side.applications, ...side.units },
  ]);
  return JSON.stringify({ units, relations: Object.fromEntries(sides) });
}

function ignore(): void {}
