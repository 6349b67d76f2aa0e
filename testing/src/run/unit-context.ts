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
  HookRun,
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
import type { Origin } from '../state/state-of.ts';
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
  /** Version of the agent in this run. @default what the state says */
  readonly jujuVersion?: string;
  readonly purpose: Purpose;
  readonly moment?: Omit<Moment, 'time'>;
  /** Files that tools are told to read and write. */
  readonly files: CallerFiles;
  readonly clock: () => Date;
  readonly faults?: readonly Fault[];
}

/** Opens the context of a run on the model that a state is a view of. */
export function openUnitContext(request: ContextRequest): UnitContext {
  const { state, purpose, files, clock, faults } = request;
  const { unit } = state;
  const model = modelOfRun(request);
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
  return {
    context,
    model,
    runner: heard,
    tools: recordTools(createHookTools(heard), record),
    hasTool: (name) => toolsOf(store.model).has(name),
    recorded: record,
    state: () => stateAfterRun(context.run, store.model, origin),
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

/** The model that a run begins on. */
export function modelOfRun({
  charm,
  state,
  jujuVersion,
  moment,
  clock,
}: Omit<ContextRequest, 'purpose' | 'files' | 'faults'>): Model {
  const told = jujuVersion === undefined ? state : { ...state, agentVersion: jujuVersion };
  return modelOf(charm, told, { ...moment, time: clock().toISOString() });
}

/**
 * The unit after a run that succeeded. What it has seen by a hook shows where relations or storage come
 * and go. @param model as it stands, without what waits for the end of the run.
 * @throws DiagnosticsError when Juju does not take over what the run asked for.
 */
export function stateAfterRun(run: HookRun, model: Model, origin: Origin): UnitState {
  const { unit, purpose } = run;
  const committed = commitRun(run)(model);
  const hook = purpose.kind === 'hook' ? purpose.hook : undefined;
  const shows = hook?.kind === 'relation' || hook?.kind === 'storage';
  return stateOf(shows ? hookDone(unit, hook)(committed) : committed, origin);
}

function printGoalState({ units, relations }: GoalState): string {
  const sides = Object.entries(relations).map(([endpoint, side]) => [
    endpoint,
    { ...side.applications, ...side.units },
  ]);
  return JSON.stringify({ units, relations: Object.fromEntries(sides) });
}

function ignore(): void {}
