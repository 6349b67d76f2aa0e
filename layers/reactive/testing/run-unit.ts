import type { Run, WorkloadStatus } from '@reactive-charms/juju';
import { sealCharm } from '../lib/charm/seal-charm.ts';
import type { CharmDefinition } from '../lib/charm/charm.ts';
import type { CapabilityBase } from '../lib/dispatch/capability.ts';
import { createLog } from '../lib/dispatch/log.ts';
import { leavesDoubt, nameRun } from '../lib/dispatch/hook-run.ts';
import type { HookRun } from '../lib/dispatch/hook-run.ts';
import type { Round } from '../lib/dispatch/settling.ts';
import type { Opinion } from '../lib/dispatch/status.ts';
import type { Memory } from '../lib/memory/memory.ts';
import { parseMemory, printMemory } from '../lib/memory/memory-text.ts';
import { createMemoryHookTools } from './memory-hook-tools.ts';
import type { LogLine, MemoryHookTools, MemoryRun, MetricLine } from './memory-hook-tools.ts';
import { createMemoryHost } from './memory-host.ts';
import type { FakeProgram } from './memory-host.ts';
import type { UnitState } from './unit-state.ts';

/** What a test says about any run, beyond the state of the unit. */
export interface UnitOptions {
  /** Programs on the machine. */
  readonly programs?: Readonly<Record<string, FakeProgram>>;
  /** Puts fake instruments in place: `fake(containers, myFake)`. */
  readonly instruments?: readonly Instrument[];
  /** True when the hook before this one was killed; by default what the state says. */
  readonly interrupted?: boolean;
  /** Version of the agent. @default '3.6.0' */
  readonly jujuVersion?: string;
  /** Tells the time of the run, for what is kept about who set a flag. @default the real time */
  readonly clock?: () => Date;
}

/** A fake instrument with its place. */
export type Instrument = (base: CapabilityBase) => void;

/** What a run did. */
export interface UnitOutcome {
  /**
   * The unit after the run. If it failed, relations, ports, secrets and memory are as before; the
   * status, leader data and files that it wrote stay, as Juju and machines keep them (C28).
   */
  readonly state: UnitState;
  /** Flags after the run, sorted. */
  readonly flags: readonly string[];
  /** Why the run failed; undefined when it succeeded. */
  readonly error?: Error;
  /** Ids of the handlers that ran, in order. */
  readonly handlers: readonly string[];
  /** Hook tools that were called, in order. */
  readonly calls: readonly string[];
  readonly logLines: readonly LogLine[];
  readonly statusHistory: readonly WorkloadStatus[];
  readonly applicationStatusHistory: readonly WorkloadStatus[];
  /** Who said what about the status. */
  readonly opinions: readonly Opinion[];
  readonly metrics: readonly MetricLine[];
  /** Programs that were run on the machine. */
  readonly programs: readonly (readonly string[])[];
}

/** A run to be made on a state. */
export interface UnitRequest {
  readonly definition: CharmDefinition;
  readonly state: UnitState;
  readonly options: UnitOptions;
  readonly run: Run;
  /** What decides how the hook tools answer. */
  readonly toolRun: Omit<MemoryRun, 'jujuVersion'>;
}

/** A run on a state while it goes on. */
export interface OpenRun {
  readonly run: HookRun;
  readonly tools: MemoryHookTools;
  /** Ends it: keeps what it did, or what a run that failed leaves; or as if it had never been. */
  end(result: { readonly memory?: Memory; readonly error?: Error }): UnitOutcome;
}

/** Opens a run over a state, with everything in memory. @throws Error if the charm is at fault. */
export function openRun({ definition, state, options, run, toolRun }: UnitRequest): OpenRun {
  const charm = sealCharm(definition);
  const { jujuVersion = '3.6.0', clock, instruments = [] } = options;
  const tools = createMemoryHookTools(state, { ...toolRun, jujuVersion });
  const host = createMemoryHost(state.files, options.programs);
  const rounds: Round[] = [];
  const opinions: Opinion[] = [];
  const hookRun: HookRun = {
    charm,
    hook: {
      unit: state.unit,
      contextId: `${state.unit}-${nameRun(run)}-0`,
      charmDirectory: host.charmDirectory,
      modelName: 'model',
      modelUuid: '00000000-0000-4000-8000-000000000000',
      jujuVersion,
      proxy: { http: '', https: '', no: '' },
      run,
    },
    tools,
    host,
    log: createLog(tools, () => undefined),
    memory: state.memory,
    interrupted: options.interrupted ?? state.interrupted ?? false,
    onRound: (round) => rounds.push(round),
    onOpinion: (opinion) => opinions.push(opinion),
    instruments,
    ...(clock ? { clock } : {}),
  };
  const end: OpenRun['end'] = ({ memory, error }) => {
    const kept = memory ? succeeded(hookRun, tools, memory) : state;
    const after = error ? failed(tools) : kept;
    return {
      state: { ...after, files: host.files() },
      flags: Object.keys(after.memory?.flags ?? {}).sort(),
      handlers: rounds.flatMap(({ runs }) => runs.map(({ id }) => id)),
      calls: tools.calls,
      logLines: tools.logLines,
      statusHistory: tools.statusHistory,
      applicationStatusHistory: tools.applicationStatusHistory,
      metrics: tools.metrics,
      opinions,
      programs: host.runs,
      ...(error ? { error } : {}),
    };
  };
  return { run: hookRun, tools, end };
}

function succeeded(run: HookRun, tools: MemoryHookTools, memory: Memory): UnitState {
  // Through the text of the file, so that what JSON cannot keep is lost here too.
  const kept = parseMemory(printMemory(memory));
  return { ...tools.state(), memory: kept, interrupted: leavesDoubt(run) };
}

function failed(tools: MemoryHookTools): UnitState {
  return { ...tools.stateAfterFailure(), interrupted: true };
}

/** Adds the defaults of config.yaml to the options of a state. */
export function withDefaults({ options }: CharmDefinition, state: UnitState): UnitState {
  const defaults = Object.entries(options).flatMap(([name, definition]) =>
    definition.default === undefined ? [] : [[name, definition.default] as const],
  );
  return { ...state, config: { ...Object.fromEntries(defaults), ...state.config } };
}

/** An error of whatever was thrown. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
