import {
  hookEnvironment,
  RunKilledError,
  toolsOf,
  unitPaths,
} from '@reactive-charms/emulator/core';
import type {
  CharmArtefact,
  CharmRun,
  CharmRunEnd,
  CharmRunner,
  ModelStore,
} from '@reactive-charms/emulator/core';
import { createHookTools, readHookContext, RESTRICTED_HOOKS } from '@reactive-charms/juju';
import type { HookContext, HookTools, ToolRunner, UnitName } from '@reactive-charms/juju';
import {
  createActionLog,
  createLog,
  leavesDoubt,
  nameRun,
  parseMemory,
  printMemory,
  readAction,
  runAction,
  runHook,
  summarizeFailure,
  tellFailure,
} from '@reactive-charms/reactive/engine';
import type { BufferedLog, HookRun, Memory } from '@reactive-charms/reactive/engine';
import { contextRunner } from '../run/unit-context.ts';
import { machineFiles } from './machine-files.ts';
import type { FunctionCharm } from './function-charm.ts';
import { createMemoryMachine, hostOf, noSpace, removeBelow, write } from './memory-machine.ts';
import type { MemoryMachine } from './memory-machine.ts';

/** What is kept of a unit between its hooks. */
export interface UnitInMemory {
  readonly charm: FunctionCharm;
  readonly machine: MemoryMachine;
  readonly charmDirectory: string;
  readonly programs: HookRun['host'];
  readonly instruments: NonNullable<HookRun['instruments']>;
  /** The way to the hook tools of the run that goes on. */
  callTool: ToolRunner;
  /** Made once for all runs. */
  readonly tools: HookTools;
  memory: Memory | undefined;
  /** True when the last hook did not reach its end. */
  interrupted: boolean;
}

/** Runs charms as functions in this process, on machines in memory. */
export interface FunctionRunner extends CharmRunner {
  /** @throws Error when the unit has not unpacked its charm yet */
  unit(name: UnitName): UnitInMemory;
}

/** What the runner needs to know. */
export interface FunctionHost {
  readonly store: ModelStore;
  /** Finds the functions of a charm. */
  readonly charmOf: (artefact: CharmArtefact) => FunctionCharm;
}

/** Makes the runner of a model. */
export function createFunctionRunner(host: FunctionHost): FunctionRunner {
  const machines = new Map<string, MemoryMachine>();
  const units = new Map<UnitName, UnitInMemory>();
  const machineOf = (id: string): MemoryMachine => {
    const known = machines.get(id);
    if (known !== undefined) return known;
    const machine = createMemoryMachine(
      host.store.model.machines[id]?.hostname ?? `juju-${id.replaceAll('/', '-')}`,
    );
    machines.set(id, machine);
    return machine;
  };
  const unitOf = (name: UnitName): UnitInMemory => {
    const unit = units.get(name);
    if (unit === undefined) throw new Error(`unit ${name} has not unpacked its charm yet`);
    return unit;
  };
  return {
    unit: unitOf,
    deployCharm: async (name, artefact) => {
      const id = host.store.model.units[name]?.machine ?? '';
      const place = { name, id, machine: machineOf(id), store: host.store };
      units.set(name, unpack(host.charmOf(artefact), place, units));
    },
    findProgram: async (name) => ({
      path: `${unitPaths(name).charm}/dispatch`,
      via: 'hook dispatching script: dispatch',
    }),
    run: async (run) => runOn(host.store, unitOf(run.unit), run),
    reboot: async () => undefined,
    removeUnit: async (name) => {
      const unit = units.get(name);
      if (unit) removeBelow(unit.machine, unitPaths(name).agent);
      units.delete(name);
    },
  };
}

interface NewUnit {
  readonly name: UnitName;
  readonly id: string;
  readonly machine: MemoryMachine;
  readonly store: ModelStore;
}

/** Puts a charm's files where they belong; what the unit remembers survives another charm. */
function unpack(
  charm: FunctionCharm,
  { name, id, machine, store }: NewUnit,
  units: ReadonlyMap<UnitName, UnitInMemory>,
): UnitInMemory {
  const before = units.get(name);
  const charmDirectory = unitPaths(name).charm;
  for (const path of Object.keys(before?.charm.files ?? {})) {
    machine.files.delete(`${charmDirectory}/${path}`);
  }
  for (const [path, content] of Object.entries(charm.files)) {
    write(machine, `${charmDirectory}/${path}`, { content, mode: 0o644 });
  }
  const at = { unit: name, machine: id };
  const callTool: ToolRunner = async (call) => unit.callTool(call);
  const unit: UnitInMemory = {
    charm,
    machine,
    charmDirectory,
    programs: hostOf(machine, {
      charmDirectory,
      programs: charm.programs(at),
      hookTool: (tool) => (toolsOf(store.model).has(tool) ? callTool : undefined),
    }),
    instruments: charm.instruments(at),
    memory: before?.memory,
    interrupted: before?.interrupted ?? false,
    callTool: noRun,
    tools: createHookTools(callTool),
  };
  return unit;
}

async function runOn(store: ModelStore, unit: UnitInMemory, run: CharmRun): Promise<CharmRunEnd> {
  const hook = contextOf(store, unit, run);
  const { charmDirectory, machine, tools } = unit;
  unit.callTool = contextRunner(run.context, machineFiles(machine, { charmDirectory }));
  machine.full = run.context.diskFull;
  try {
    const code = await dispatch({ store, unit, run, hook, tools });
    return run.context.killed ? KILLED : { code };
  } catch (error) {
    if (error instanceof RunKilledError || run.context.killed) return KILLED;
    throw error;
  } finally {
    machine.full = false;
    // A context holds the model as it was; a thousand of them would be a thousand models.
    unit.callTool = noRun;
  }
}

/** Between runs nobody answers. */
const noRun: ToolRunner = async ({ tool }) => {
  throw new Error(`${tool} was called when no hook was running`);
};

const KILLED: CharmRunEnd = { code: 137, signal: 'SIGKILL' };

/** The facts of a run, read from the environment that a process would have. */
function contextOf(
  store: ModelStore,
  unit: UnitInMemory,
  { unit: name, context }: CharmRun,
): HookContext {
  const { model } = store;
  const facts = model.units[name];
  const machine = facts && model.machines[facts.machine];
  if (!machine) throw new Error(`unit ${name} or its machine is gone`);
  const { purpose, relation } = context.run;
  const paths = unitPaths(name);
  return readHookContext(
    hookEnvironment({
      model,
      unit: facts,
      machine,
      purpose,
      ...(relation ? { relation } : {}),
      contextId: context.id,
      paths: { charm: unit.charmDirectory, tools: paths.tools, socket: paths.socket },
    }),
  );
}

interface Dispatch {
  readonly store: ModelStore;
  readonly unit: UnitInMemory;
  readonly run: CharmRun;
  readonly hook: HookContext;
  readonly tools: HookTools;
}

/** What a charm's program does from its start to its exit code. */
async function dispatch(work: Dispatch): Promise<number> {
  const { unit, run, hook, tools } = work;
  const { definition } = unit.charm;
  const asked = await askLeader(work);
  if (hook.run.kind !== 'action') {
    const log = createLog(tools, (line) => run.onLine?.('stdout', line));
    return (await runAndRemember(work, { tools: asked, log, start: runHook })) === undefined
      ? 0
      : 1;
  }
  const { action: name, actionId: id } = hook.run;
  const request = await readAction(definition, { name, id, tools }).catch(
    (error: unknown) => error,
  );
  if (!isRequest(request)) {
    await tools.actionFail(summarizeFailure({ error: request }));
    return 0;
  }
  const failure = await runAndRemember(work, {
    tools: asked,
    log: createActionLog(tools, (line) => run.onLine?.('stdout', line)),
    start: async (engine) => runAction(engine, request),
  });
  if (failure === undefined) return 0;
  run.onLine?.('stderr', failure);
  run.onOutput?.('stderr', Buffer.from(`${failure}\n`));
  await tools.actionFail(failure);
  return 1;
}

type ActionRequest = Awaited<ReturnType<typeof readAction>>;

function isRequest(value: unknown): value is ActionRequest {
  return typeof value === 'object' && value !== null && 'parameters' in value;
}

/** The script that starts a charm asks this before all else, so that it is the first call here too. */
async function askLeader({ hook, tools }: Dispatch): Promise<HookTools> {
  const { run } = hook;
  if ('hook' in run && RESTRICTED_HOOKS.some((name) => name === run.hook)) return tools;
  const leads = await tools.isLeader();
  return { ...tools, isLeader: async () => leads };
}

interface Start {
  readonly tools: HookTools;
  readonly log: BufferedLog;
  readonly start: (run: HookRun) => Promise<Memory>;
}

/** Runs the engine between the unit's memory and its memory. @returns why it failed, in one line. */
async function runAndRemember(
  { store, unit, hook, run }: Dispatch,
  { tools, log, start }: Start,
): Promise<string | undefined> {
  let place: string | undefined;
  const { charm, memory, interrupted, machine, instruments } = unit;
  const engine: HookRun = {
    charm: charm.sealed,
    hook,
    tools,
    host: unit.programs,
    log,
    memory,
    interrupted,
    onRound: () => undefined,
    onFailure: (failed) => void (place = failed),
    instruments,
    clock: () => new Date(store.now()),
  };
  const name = nameRun(hook.run);
  const who = hook.run.kind === 'action' ? name : `hook ${name}`;
  try {
    if (machine.full) throw noSpace(`${unit.charmDirectory}/.hook-running`);
    unit.interrupted = true;
    const after = await start(engine);
    if (!run.context.killed) unit.memory = remember(after);
    unit.interrupted = run.context.killed || leavesDoubt(engine);
    return undefined;
  } catch (error) {
    if (error instanceof RunKilledError || run.context.killed) throw error;
    const failure = { error, place };
    log.error(tellFailure(who, failure));
    return summarizeFailure(failure);
  } finally {
    if (!run.context.killed) await log.flush();
  }
}

/**
 * Through the text of the file, so that what JSON cannot keep is lost here too. Databags are texts, and
 * with a thousand units nearly all of it, so they stay as they are.
 */
function remember({ relations, ...head }: Memory): Memory {
  return { ...parseMemory(printMemory({ ...head, relations: {} })), relations };
}
