import { randomInt, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import { makeFolder } from '@reactive-charms/juju/files';
import { runCommands } from './commands.ts';
import type { CommandResult, RunCommandsOptions } from './commands.ts';
import type { ModelEvent } from './events.ts';
import type { Fault } from './faults.ts';
import { traceRun } from './hook-trace.ts';
import { keepWorking } from './keep-working.ts';
import type { ReportListener } from './keep-working.ts';
import { openMachines } from './machine/index.ts';
import type { CharmArtefact, Model, ModelSettings } from './model.ts';
import { runOnce } from './run-once.ts';
import type { SingleRun, SingleRunOptions } from './run-once.ts';
import type { SettleReport } from './settle.ts';
import { openShell } from './shell.ts';
import { tellDiskFull } from './storage/disk-failure.ts';
import { lockFolder } from './storage/lock.ts';
import { openLogFile } from './storage/log-file.ts';
import { openModelFile } from './storage/model-file.ts';
import { openStatusLog } from './storage/status-log.ts';
import { createStore } from './store.ts';
import type { ModelStore } from './store.ts';
import { createModel } from './transitions/create-model.ts';
import { resolveUnit } from './transitions/hooks.ts';
import { changeSettings } from './transitions/settings.ts';
import { findUnit } from './transitions/transition.ts';
import { createWorkshop } from './workshop.ts';
import type { Workshop } from './workshop.ts';

export type { CommandResult, RunCommandsOptions } from './commands.ts';
export type { HookFailure, SettleReport } from './settle.ts';
export type { SingleRun } from './run-once.ts';

/** How to open a model. */
export interface SessionOptions {
  /** The folder of the model, usually `.juju-local`; made when it is missing. */
  readonly directory: string;
  /** Overrides what the model remembers, and is remembered. @default 'auto' */
  readonly containers?: 'auto' | 'docker' | 'stand-in';
  /** Overrides what the model remembers, and is remembered. @default 'auto' */
  readonly machines?: 'auto' | 'namespace' | 'prefix';
  /** Folder with the image catalogue of the stand-in container engine. */
  readonly images?: string;
  /** For a new model only. @default { name: 'local', agentVersion: '3.6.11', a random seed } */
  readonly create?: {
    readonly name?: string;
    readonly agentVersion?: string;
    readonly seed?: number;
  };
  readonly onEvent: (event: ModelEvent) => void;
  /** Opens the machines; tests bring their own. @default openMachines */
  readonly openMachines?: typeof openMachines;
  /** The time of transitions and records. @default the system's */
  readonly clock?: () => Date;
  /** What goes wrong on demand, in tests. */
  readonly faults?: readonly Fault[];
}

/** One process at work on a model. */
export interface Session {
  /** The model as it stands now; each transition makes a new one. */
  readonly model: Model;
  /** The folder of the model, as an absolute path. */
  readonly directory: string;
  /**
   * Applies a transition and saves the model.
   * @throws DiagnosticsError when the transition finds a user's mistake; nothing is changed then.
   */
  update(transition: (model: Model) => Model): void;
  /**
   * Copies a built charm into the model and reads its files. The same bytes give the same revision.
   * @throws DiagnosticsError when the file is missing, no zip archive, or no charm.
   */
  importCharm(path: string): Promise<CharmArtefact>;
  /**
   * Runs agents until there is nothing more to do now. A failed hook stops its own unit only.
   * @param options with `timers`, update-status is run where its time has come.
   * @throws DiagnosticsError when hooks do not come to an end, or the model cannot be saved.
   */
  settle(options?: { readonly timers?: boolean }): Promise<SettleReport>;
  /**
   * Runs agents until a signal comes; in between it sleeps until the clock, or a change of the model,
   * brings work. Afterwards the session is only good for reading and closing.
   */
  work(until: AbortSignal, onReport?: ReportListener): Promise<void>;
  /**
   * Runs a script in a unit's charm directory with the hook tools on PATH, as `juju exec` does.
   * @throws DiagnosticsError when the unit is unknown or has no charm yet.
   */
  runCommands(unit: UnitName, script: string, options?: RunCommandsOptions): Promise<CommandResult>;
  /**
   * Unpacks a unit's charm and runs it once for a hook, due or not, and commits nothing; for tests.
   * @throws DiagnosticsError when the unit is unknown.
   */
  runOnce(unit: UnitName, options: SingleRunOptions): Promise<SingleRun>;
  /** Opens an interactive shell, or runs a command, on a unit's machine, as `juju ssh` does. */
  shell(unit: UnitName, command?: string): Promise<number>;
  /**
   * Settles what to do about a unit's failed hook: run it again, or count it as done (C110).
   * @throws DiagnosticsError when the unit is unknown or not in error.
   */
  resolve(unit: UnitName, options: { readonly retry: boolean }): void;
  /** The path on the host of a path on a unit's machine. @throws DiagnosticsError for an unknown unit */
  hostPath(unit: UnitName, inside: string): Promise<string>;
  /**
   * Removes machines, containers and the folder of the model, and closes the session. Hooks that run
   * come to their end first.
   */
  destroy(options?: { readonly force?: boolean }): Promise<void>;
  /**
   * Stops everything that serves the machines and releases the lock. Hooks that run come to their
   * end first; what is still due stays due.
   */
  close(): Promise<void>;
}

/**
 * Opens the model in a folder, or makes a new one, and locks it.
 * @throws DiagnosticsError when another process holds the lock or the saved model cannot be read.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const directory = resolve(options.directory);
  makeFolder(directory, 0o755);
  const unlock = lockFolder(directory);
  const opened: Array<() => void> = [unlock];
  const release = (): void => {
    for (const close of opened.splice(0).toReversed()) close();
  };
  try {
    const { clock = () => new Date(), onEvent, faults } = options;
    const file = openModelFile(directory);
    opened.push(() => file.close());
    const onLost = ({ message }: Error): void => {
      onEvent({
        kind: 'notice',
        time: clock().toISOString(),
        text: `log lines get lost: ${message}`,
      });
    };
    const log = openLogFile(directory, { onLost });
    opened.push(() => log.close());
    const history = openStatusLog(directory);
    opened.push(() => history.close());
    const store: ModelStore = createStore({
      model: file.model ?? newModel(options, clock),
      clock,
      save: file.save,
      writeLog: log.append,
      writeStatus: history.append,
      onEvent: (event) => {
        if (event.kind === 'hook-finished' && !event.skipped) store.log(traceRun(event));
        onEvent(event);
      },
      ...(faults ? { faults } : {}),
    });
    store.update(changeSettings(chosenSettings(options)));
    if (!file.model) store.notice(describeNewModel(store.model));
    const open = options.openMachines ?? openMachines;
    const workshop = createWorkshop({ directory, store, openMachines: open });
    return createSession({ directory, store, workshop, clock, release });
  } catch (error) {
    release();
    throw error;
  }
}

interface SessionParts {
  readonly directory: string;
  readonly store: ModelStore;
  readonly workshop: Workshop;
  readonly clock: () => Date;
  readonly release: () => void;
}

function createSession({ directory, store, workshop, clock, release }: SessionParts): Session {
  const guard = <Result>(work: () => Promise<Result>): Promise<Result> =>
    tellDiskFull(directory, work);
  return {
    get model() {
      return store.model;
    },
    directory,
    update: (transition) => store.update(transition),
    importCharm: (path) => guard(() => workshop.charms.importCharm(path)),
    settle: (how) => guard(() => workshop.settle(how)),
    work: (until, onReport) =>
      guard(() => keepWorking({ ...workshop, store, clock }, until, onReport)),
    runCommands: (unit, script, more = {}) =>
      guard(async () => runCommands(await workshop.readyFor(unit), unit, { ...more, script })),
    runOnce: (unit, how) => guard(async () => runOnce(await workshop.readyFor(unit), unit, how)),
    shell: async (unit, command) => {
      const { machines } = await guard(() => workshop.readyFor(unit));
      return openShell(machines, findUnit(store.model, unit).machine, {
        term: process.env['TERM'] ?? 'dumb',
        ...(command === undefined ? {} : { command }),
      });
    },
    resolve: (unit, how) => store.update(resolveUnit(unit, how)),
    hostPath: (unit, inside) => workshop.hostPath(unit, inside),
    destroy: async ({ force = false } = {}) => {
      await workshop.removeAll({ force });
      release();
      rmSync(directory, { recursive: true, force: true });
    },
    close: async () => {
      await workshop.close();
      release();
    },
  };
}

function newModel({ create = {} }: SessionOptions, clock: () => Date): Model {
  return createModel({
    name: create.name ?? 'local',
    uuid: randomUUID(),
    agentVersion: create.agentVersion ?? '3.6.11',
    seed: create.seed ?? randomInt(1_000_000),
    time: clock().toISOString(),
  });
}

function describeNewModel({ name, seed }: Model): string {
  return `new model "${name}"; seed ${seed} decides the order between relations`;
}

function chosenSettings({ containers, machines, images }: SessionOptions): ModelSettings {
  return {
    ...(containers === undefined ? {} : { containers }),
    ...(machines === undefined ? {} : { machines }),
    ...(images === undefined ? {} : { images: resolve(images) }),
  };
}
