import { randomInt, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import { openShell, runCommands } from './commands.ts';
import type { CommandResult, RunCommandsOptions } from './commands.ts';
import type { ModelEvent } from './events.ts';
import { openMachines } from './machine/index.ts';
import type { CharmArtefact, Model, ModelSettings } from './model.ts';
import type { SettleReport } from './settle.ts';
import { lockFolder } from './storage/lock.ts';
import { openLogFile } from './storage/log-file.ts';
import { loadModel, saveModel } from './storage/model-file.ts';
import { createStore } from './store.ts';
import type { ModelStore } from './store.ts';
import { createModel } from './transitions/create-model.ts';
import { resolveUnit } from './transitions/hooks.ts';
import { changeSettings } from './transitions/settings.ts';
import { createWorkshop } from './workshop.ts';
import type { Workshop } from './workshop.ts';

export type { CommandResult, RunCommandsOptions } from './commands.ts';
export type { HookFailure, SettleReport } from './settle.ts';

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
  /** Runs agents until there is nothing more to do. A failed hook stops its own unit only. */
  settle(): Promise<SettleReport>;
  /**
   * Runs a script in a unit's charm directory with the hook tools on PATH, as `juju exec` does.
   * @throws DiagnosticsError when the unit is unknown or has no charm yet.
   */
  runCommands(unit: UnitName, script: string, options?: RunCommandsOptions): Promise<CommandResult>;
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
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const unlock = lockFolder(directory);
  try {
    const log = openLogFile(directory);
    const clock = options.clock ?? (() => new Date());
    const saved = loadModel(directory);
    const store = createStore({
      model: saved ?? newModel(options, clock),
      clock,
      save: (model) => saveModel(directory, model),
      writeLog: (record) => log.append(record),
      onEvent: options.onEvent,
    });
    store.update(changeSettings(chosenSettings(options)));
    if (!saved) store.notice(describeNewModel(store.model));
    const release = (): void => {
      log.close();
      unlock();
    };
    const open = options.openMachines ?? openMachines;
    const workshop = createWorkshop({ directory, store, openMachines: open });
    return createSession({ directory, store, workshop, release });
  } catch (error) {
    unlock();
    throw error;
  }
}

interface SessionParts {
  readonly directory: string;
  readonly store: ModelStore;
  readonly workshop: Workshop;
  readonly release: () => void;
}

function createSession({ directory, store, workshop, release }: SessionParts): Session {
  return {
    get model() {
      return store.model;
    },
    directory,
    update: (transition) => store.update(transition),
    importCharm: (path) => workshop.charms.importCharm(path),
    settle: () => workshop.settle(),
    runCommands: async (unit, script, more = {}) =>
      runCommands(await workshop.readyFor(unit), unit, { ...more, script }),
    shell: async (unit, command) =>
      openShell(await workshop.readyFor(unit), unit, {
        term: process.env['TERM'] ?? 'dumb',
        ...(command === undefined ? {} : { command }),
      }),
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
