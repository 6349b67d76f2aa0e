import type { Fault, Purpose } from '@reactive-charms/emulator/core';
import type { HookTools, Run } from '@reactive-charms/juju';
import {
  createLog,
  leavesDoubt,
  parseMemory,
  printMemory,
  sealCharm,
} from '@reactive-charms/reactive/engine';
import type {
  CapabilityBase,
  CharmDefinition,
  HookRun,
  Memory,
  Opinion,
  Round,
} from '@reactive-charms/reactive/engine';
import { createMemoryHost } from '../memory-host.ts';
import type { FakeProgram, MemoryHost } from '../memory-host.ts';
import { machineFiles } from '../model/machine-files.ts';
import { principalOf } from '../state/model-of.ts';
import type { Moment } from '../state/model-of.ts';
import { flagsOf } from '../state/state-of.ts';
import { pickState } from '../unit-state.ts';
import type { UnitState } from '../unit-state.ts';
import { reportAction } from './action-report.ts';
import type { ActionReport } from './action-report.ts';
import type { Recorded } from './record.ts';
import { openUnitContext } from './unit-context.ts';
import type { UnitContext } from './unit-context.ts';

/** What a test says about any run, beyond the state of the unit. */
export interface UnitOptions {
  /** Programs on the machine. Hook tools are there without being given. */
  readonly programs?: Readonly<Record<string, FakeProgram>>;
  /** Puts fake instruments in place: `fake(containers, myFake)`. */
  readonly instruments?: readonly Instrument[];
  /** True when the hook before this one was killed; by default what the state says. */
  readonly interrupted?: boolean;
  /** Version of the agent. @default what the state says */
  readonly jujuVersion?: string;
  /** Tells the time of the run. @default the real time */
  readonly clock?: () => Date;
  /** What goes wrong in the run. */
  readonly faults?: readonly Fault[];
  /** True lets a scenario run that Juju cannot bring about. @default false */
  readonly unchecked?: boolean;
}

/** A fake instrument with its place. */
export type Instrument = (base: CapabilityBase) => void;

/**
 * The unit after a run, with what the run did; give it to the next run as it is. If the run failed,
 * relations, ports, secrets and memory are as before; the status, leader data and files that it wrote
 * stay, as Juju and machines keep them (C28).
 */
export interface UnitOutcome extends UnitState, Recorded {
  /** The unit alone. */
  readonly state: UnitState;
  /** Flags after the run, sorted. */
  readonly flags: readonly string[];
  /** Why the run failed; undefined when it succeeded. */
  readonly error?: Error;
  /** Ids of the handlers that ran, in order. */
  readonly handlers: readonly string[];
  /** Who said what about the status. */
  readonly opinions: readonly Opinion[];
  /** Programs that were run on the machine. */
  readonly programs: readonly (readonly string[])[];
}

/** A run to be made on a state. */
export interface UnitRequest {
  readonly definition: CharmDefinition;
  readonly state: UnitState;
  readonly options: UnitOptions;
  readonly run: Run;
  readonly purpose: Purpose;
  readonly moment?: Omit<Moment, 'time'>;
}

/** How a run ended: with what the unit remembers, with an error, or as if it had never been. */
export interface RunEnd {
  readonly memory?: Memory;
  readonly error?: Error;
}

/** A run on a state while it goes on. */
export interface OpenRun {
  readonly run: HookRun;
  readonly tools: HookTools;
  /** What the tools of an action were told so far. */
  action(): ActionReport;
  /** Ends it: keeps what it did, or what a run that failed leaves. */
  end(end: RunEnd): UnitOutcome;
}

/** Opens a run over a state, with everything in memory. @throws Error if the charm is at fault. */
export function openRun(request: UnitRequest): OpenRun {
  const { definition, state, options, run, purpose, moment } = request;
  const charm = sealOnce(definition);
  const { clock, instruments = [], programs, faults, jujuVersion } = options;
  let unit: UnitContext | undefined;
  const host = createMemoryHost(state.files, programs, (name) =>
    unit?.hasTool(name) ? unit.runner : undefined,
  );
  const opened = openUnitContext({
    charm: definition,
    state,
    purpose,
    files: machineFiles(host.machine, {
      charmDirectory: host.charmDirectory,
      resources: state.resources ?? {},
    }),
    clock: clock ?? now,
    ...(jujuVersion === undefined ? {} : { jujuVersion }),
    ...(moment ? { moment } : {}),
    ...(faults ? { faults } : {}),
  });
  unit = opened;
  host.machine.full = opened.context.diskFull;
  const rounds: Round[] = [];
  const opinions: Opinion[] = [];
  const { tools } = opened;
  const hookRun: HookRun = {
    charm,
    hook: { ...factsOf(definition, state, opened), charmDirectory: host.charmDirectory, run },
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
  return {
    run: hookRun,
    tools,
    action: () => reportAction(opened.context.run.purpose),
    end: (asked) => {
      const ending = { before: state, hookRun, unit: opened, host };
      const [left, error] = commit(asked, ending);
      return {
        ...left,
        ...opened.recorded,
        state: left,
        flags: flagsOf(left.memory),
        handlers: rounds.flatMap(({ runs }) => runs.map(({ id }) => id)),
        opinions,
        programs: host.runs,
        ...(error ? { error } : {}),
      };
    },
  };
}

interface Ending {
  readonly before: UnitState;
  readonly hookRun: HookRun;
  readonly unit: UnitContext;
  readonly host: MemoryHost;
}

/** What a run leaves. What Juju does not take over lets it fail at its very end. */
function commit(end: RunEnd, ending: Ending): [left: UnitState, error: Error | undefined] {
  try {
    return [stateAfter(end, ending), end.error];
  } catch (cause) {
    const error = notApplied(cause);
    return [stateAfter({ error }, ending), error];
  }
}

function stateAfter({ memory, error }: RunEnd, { before, hookRun, unit, host }: Ending): UnitState {
  const files = host.files();
  if (error) return { ...unit.stateAfterFailure(), interrupted: true, files };
  if (!memory) return { ...before, files };
  return { ...unit.state(), ...keepMemory(memory), interrupted: leavesDoubt(hookRun), files };
}

/** Through the text of the file, so that what JSON cannot keep is lost here too. */
function keepMemory(memory: Memory): Pick<UnitState, 'memory'> {
  const kept = parseMemory(printMemory(memory));
  return kept === undefined ? {} : { memory: kept };
}

function factsOf(
  definition: CharmDefinition,
  state: UnitState,
  { model, context }: UnitContext,
): Omit<HookRun['hook'], 'charmDirectory' | 'run'> {
  const principalUnit = principalOf(definition, state);
  const { config } = model;
  return {
    unit: state.unit,
    contextId: context.id,
    modelName: model.name,
    modelUuid: model.uuid,
    jujuVersion: model.agentVersion,
    ...(principalUnit === undefined ? {} : { principalUnit }),
    proxy: {
      http: config['juju-http-proxy'],
      https: config['juju-https-proxy'],
      no: config['juju-no-proxy'],
    },
  };
}

/** Sealed charms by their definitions: tests run one charm many times, and sealing checks all of it. */
const SEALED = new WeakMap<CharmDefinition, HookRun['charm']>();

function sealOnce(definition: CharmDefinition): HookRun['charm'] {
  const known = SEALED.get(definition);
  if (known) return known;
  const charm = sealCharm(definition);
  SEALED.set(definition, charm);
  return charm;
}

/**
 * The state that a run starts from: what an outcome has on top is left out, and defaults of config.yaml
 * are added to the options.
 */
export function startingState({ options }: CharmDefinition, given: UnitState): UnitState {
  const state = pickState(given);
  const missing = Object.entries(options).filter(
    ([name, option]) => option.default !== undefined && state.config[name] === undefined,
  );
  if (missing.length === 0) return state;
  const config: Record<string, UnitState['config'][string]> = {};
  for (const [name, option] of missing) {
    if (option.default !== undefined) config[name] = option.default;
  }
  return { ...state, config: { ...config, ...state.config } };
}

/** How a run fails whose changes Juju does not take over. */
export function notApplied(cause: unknown): Error {
  return new Error(`cannot apply changes: ${toError(cause).message}`, { cause });
}

/** An error of whatever was thrown. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function now(): Date {
  return new Date();
}
