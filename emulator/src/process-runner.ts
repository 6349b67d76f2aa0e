import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import { hookEnvironment } from './agent-environment.ts';
import { createCharmDeployer } from './charm-deployer.ts';
import type { CharmProgram, CharmRun, CharmRunEnd, CharmRunner } from './charm-runner.ts';
import type { MachineProcess, Machines } from './machine/index.ts';
import type { CharmArtefact, Model } from './model.ts';
import type { CharmStore } from './storage/charm-store.ts';
import { logUnit } from './store.ts';
import type { ModelStore } from './store.ts';
import { RunKilledError } from './tool-context.ts';
import type { ToolAnswer } from './tool-context.ts';
import type { ToolRun } from './tool-server/index.ts';
import { createUnitFiles } from './unit-files.ts';
import type { UnitFiles } from './unit-files.ts';
import { createUnitHomes } from './unit-home.ts';
import type { UnitHome } from './unit-home.ts';

/** What charms that run as processes need. */
export interface ProcessHost {
  readonly store: ModelStore;
  readonly machines: Machines;
  readonly charms: CharmStore;
  /** The folder of the model. */
  readonly directory: string;
  /** May take a program over just before it is started, as `juju debug-hooks` does. */
  readonly intercept?: Intercept;
}

/** A program that is about to be started, with all that it is given. */
export interface StartingProgram {
  readonly run: CharmRun;
  /** Id of the machine. */
  readonly machine: string;
  /** What the machine is told to run; `stdio` is `capture`, and output goes to the unit's log. */
  readonly process: MachineProcess;
}

/**
 * Takes a program over, or answers undefined to let it run as usual. The hook tools serve until the
 * answer is there; what is run with `machines.run` and the same environment can call them.
 */
export type Intercept = (starting: StartingProgram) => Promise<CharmRunEnd | undefined>;

/** A runner of processes. */
export interface ProcessRunner extends CharmRunner {
  /** Ends what serves the units; what lies on machines stays. */
  close(): Promise<void>;
}

/** Runs charms as processes on machines with roots of their own, with the hook tools on PATH. */
export function createProcessRunner(host: ProcessHost): ProcessRunner {
  const { machines, charms } = host;
  const homes = createUnitHomes(host);
  const files = createUnitFiles(host);
  const deployer = createCharmDeployer(charms);
  const parts = { ...host, files };
  return {
    deployCharm: async (unit, charm, before) => {
      const { machine, paths, charm: charmDirectory } = await homes.of(unit);
      await deployer.deploy({
        charm,
        charmDirectory,
        manifestDirectory: machines.hostPath(machine, paths.manifests),
        ...(before === undefined ? {} : { before }),
      });
    },
    findProgram: async (unit, dispatchPath) => findProgram(await homes.of(unit), dispatchPath),
    run: async (run) => {
      const home = await homes.of(run.unit);
      const charm = deployedCharm(host.store.model, run.unit);
      const end = charm && (await deployer.watch(home.charm, charm));
      try {
        return await runProcess(parts, home, run);
      } finally {
        for (const name of (await end?.()) ?? []) logLostWrite(host.store, run.unit, name);
      }
    },
    reboot: (machine) => machines.reboot(machine),
    removeUnit: async (unit) => {
      await files.removeStorage(unit);
      await homes.remove(unit);
    },
    close: () => homes.close(),
  };
}

/** The charm that lies with a unit; undefined when the model knows only a newer one. */
function deployedCharm({ units, applications }: Model, name: UnitName): CharmArtefact | undefined {
  const unit = units[name];
  const charm = unit && applications[unit.application]?.charm;
  return charm?.url === unit?.uniter.charm?.url ? charm : undefined;
}

function logLostWrite(store: ModelStore, unit: UnitName, name: string): void {
  const message = `a charm has written into its ${name}, which units share; it is as it was again`;
  logUnit(store, unit, { level: 'WARNING', module: 'juju.worker.uniter', message });
}

/**
 * A `dispatch` wins for every hook (C59); without any program the hook is skipped (C58). One that may
 * not be executed is found nevertheless and lets the hook fail, as Juju's `exec.LookPath` does.
 */
function findProgram(home: UnitHome, dispatchPath: string): CharmProgram | undefined {
  const inside = home.paths.charm;
  if (existsSync(join(home.charm, 'dispatch'))) {
    return { path: `${inside}/dispatch`, via: 'hook dispatching script: dispatch' };
  }
  return existsSync(join(home.charm, dispatchPath))
    ? { path: `${inside}/${dispatchPath}`, via: 'explicit, bespoke hook script' }
    : undefined;
}

interface RunnerParts extends ProcessHost {
  readonly files: UnitFiles;
}

async function runProcess(host: RunnerParts, home: UnitHome, run: CharmRun): Promise<CharmRunEnd> {
  const stop = new AbortController();
  let release = (): void => undefined;
  const ended = new Promise<void>((done) => (release = done));
  await host.files.placeStorage(run.unit);
  const server = await home.socket.serve({
    contextId: run.context.id,
    runTool: async (call) => {
      try {
        return await callTool(host, run, call);
      } catch (error) {
        if (!(error instanceof RunKilledError)) throw error;
        // The caller hears nothing more: its end comes before any answer could.
        stop.abort();
        await ended;
        throw error;
      }
    },
  });
  try {
    const process = describeProcess(host, home, { run, stop: stop.signal });
    const taken = await host.intercept?.({ run, machine: home.machine, process });
    if (taken) return taken;
    const { code, signal } = await host.machines.run(home.machine, process);
    return signal === undefined ? { code } : { code, signal };
  } finally {
    release();
    await server.close();
  }
}

function callTool(
  host: RunnerParts,
  { unit, context }: CharmRun,
  { tool, args, directory, stdin }: ToolRun,
): Promise<ToolAnswer> {
  return context.answer({
    tool,
    args,
    ...(stdin ? { stdin: stdin.toString('utf8') } : {}),
    files: host.files.ofCaller(unit, { directory, diskFull: context.diskFull }),
  });
}

/** The engine's socket is served by the model, and no file that a full disk would concern. */
const ENGINE_SOCKET = '/run/docker.sock';

function describeProcess(
  { store, machines }: ProcessHost,
  home: UnitHome,
  { run, stop }: { readonly run: CharmRun; readonly stop: AbortSignal },
): MachineProcess {
  const { context, onLine, onOutput, timeoutSeconds } = run;
  const { relation, purpose } = context.run;
  const unit = store.model.units[run.unit];
  const machine = store.model.machines[home.machine];
  if (!unit || !machine) throw new Error(`unit ${run.unit} is gone`);
  return {
    program: run.program,
    args: run.args,
    cwd: home.paths.charm,
    environment: hookEnvironment({
      model: store.model,
      unit,
      machine,
      purpose,
      ...(relation ? { relation } : {}),
      contextId: context.id,
      paths: home.told,
      storagePath: (location) => machines.processPath(home.machine, location),
    }),
    stdio: 'capture',
    stop,
    ...(onLine ? { onLine } : {}),
    ...(onOutput ? { onOutput } : {}),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(context.diskFull ? { diskFull: { sockets: [home.paths.socket, ENGINE_SOCKET] } } : {}),
  };
}
