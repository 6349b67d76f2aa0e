import type {
  CharmArtefact,
  ConfigChanges,
  Fault,
  LogRecord,
  Model,
  SettleReport,
  Task,
  Transition,
} from '@reactive-charms/emulator/core';
import type { Databag, UnitName } from '@reactive-charms/juju';
import type { CapabilityBase, CharmDefinition, Memory } from '@reactive-charms/reactive/engine';
import type { FakeProgram } from '../memory-host.ts';
import type { FileState, UnitState } from '../unit-state.ts';

/** Where the charms of a model run: as functions in this process, or as processes on machines. */
export type Place = 'in-process' | 'processes';

/** A charm that a scenario deploys. */
export interface ModelCharm {
  /** What the charm is composed of; needed in-process. */
  readonly definition?: CharmDefinition;
  /** Path of the built archive, or what builds it when it is first needed; needed for processes. */
  readonly archive?: string | (() => Promise<string>);
  /** In-process: text files in the charm's folder, by path within it. */
  readonly files?: Readonly<Record<string, string>>;
  /** In-process: programs on the machine of a unit. */
  readonly programs?: (at: UnitPlace) => Readonly<Record<string, FakeProgram>>;
  /** In-process: fake instruments, such as `fake(containers, …)`, made once for each unit. */
  readonly instruments?: (at: UnitPlace) => readonly ((base: CapabilityBase) => void)[];
}

/** A unit and the machine on which it stands. */
export interface UnitPlace {
  readonly unit: UnitName;
  readonly machine: string;
}

/** How to open a model for a scenario. */
export interface OpenModelOptions {
  /** Charms by the names that `deploy` and `refresh` take. */
  readonly charms: Readonly<Record<string, ModelCharm>>;
  /** Decides the order between relations. @default 1 */
  readonly seed?: number;
  /** @default '3.6.11' */
  readonly agentVersion?: string;
  /** What goes wrong; `fault` adds more. */
  readonly faults?: readonly Fault[];
  /** The time at which the model begins; it stands still but for `advance`. @default 2026-01-01 */
  readonly startsAt?: Date;
  /** Processes only: how machines are kept apart, and which container engine serves them. */
  readonly machines?: 'auto' | 'namespace' | 'prefix';
  readonly containers?: 'auto' | 'docker' | 'stand-in';
  /** Processes only: folder with the image catalogue of the stand-in engine. */
  readonly images?: string;
}

/** An application to deploy. */
export interface DeployOptions {
  /** Which of the charms. @default the application's name */
  readonly charm?: string;
  readonly units?: number;
  readonly config?: ConfigChanges;
  /** Placement of the first units. */
  readonly to?: readonly string[];
  readonly trusted?: boolean;
  /** Storage of each unit, where it shall be other than the charm's minimum. */
  readonly storage?: Readonly<Record<string, { readonly count: number; readonly size: number }>>;
}

/** What commands of `exec` left behind. */
export interface ExecResult {
  /** Exit code of the last line. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A status as Juju shows it. */
export interface ShownStatus {
  readonly status: string;
  readonly message: string;
}

/** Which databag of a relation. */
export interface BagOptions {
  /** The unit, or the application, that publishes it. @default the unit that looks */
  readonly of?: string;
  /** Number of the relation. @default the only one of the endpoint */
  readonly relation?: number;
}

/** What lies on the machine of a unit, at both places. */
export interface UnitInside {
  /** What the unit's engine remembers; undefined before its first hook, and for charms of others. */
  memory(unit: UnitName): Promise<Memory | undefined>;
  /** The files of the unit's machine below a folder, by path. */
  files(unit: UnitName, folder: string): Promise<Readonly<Record<string, FileState>>>;
  /** The text of a file on the unit's machine; undefined when there is none. */
  readFile(unit: UnitName, path: string): Promise<string | undefined>;
}

/**
 * A whole model with charms at work, the same for charms in this process and for real ones. What
 * changes the model does as the command of the same name does; hooks run in `settle` and `advance`.
 */
export interface CharmModel extends UnitInside {
  readonly place: Place;
  /** The model as it stands, as a plain value. */
  readonly model: Model;
  /** Every hook that was begun, oldest first: `wordpress/0 db-relation-joined mysql/0`. */
  readonly hooks: readonly string[];
  /** The records of `juju debug-log`, oldest first. */
  readonly log: readonly LogRecord[];
  deploy(application: string, options?: DeployOptions): Promise<void>;
  relate(one: string, other: string): Promise<void>;
  unrelate(one: string, other: string): Promise<void>;
  /** @returns the new units. */
  addUnit(
    application: string,
    options?: { readonly to?: string; readonly count?: number },
  ): Promise<readonly UnitName[]>;
  removeUnit(unit: UnitName, options?: { readonly force?: boolean }): Promise<void>;
  removeApplication(application: string): Promise<void>;
  /** Sets options; null resets one. */
  config(application: string, changes: ConfigChanges): Promise<void>;
  /** Gives an application another of the charms. */
  refresh(
    application: string,
    charm: string,
    options?: { readonly force?: boolean },
  ): Promise<void>;
  setLeader(unit: UnitName): Promise<void>;
  /** Runs a failed hook again, or counts it as done. @default { retry: true } */
  resolve(unit: UnitName, options?: { readonly retry: boolean }): Promise<void>;
  /** Runs an action to its end, and whatever else is due. */
  run(
    unit: UnitName,
    action: string,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<Task>;
  /** Runs lines as `juju exec` does. In-process these are hook tools only, without a shell. */
  exec(
    unit: UnitName,
    lines: readonly string[],
    options?: { readonly relation?: string; readonly remoteUnit?: UnitName },
  ): Promise<ExecResult>;
  /** Cuts the machine of a unit off; what is due there stays due. */
  partition(unit: UnitName): Promise<void>;
  /** Undoes `partition`. */
  heal(unit: UnitName): Promise<void>;
  /** Lets something go wrong from now on. */
  fault(fault: Fault): void;
  /** Changes the model as no other word does, with a transition of the emulator. */
  update(transition: Transition): void;
  /** Runs hooks until none is due. */
  settle(): Promise<SettleReport>;
  /**
   * Lets time pass, such as `5m` or `1h30m`, and runs what falls due on the way: failed hooks again,
   * update-status, secret-rotate. The rest is settled as by `settle`.
   */
  advance(duration: string): Promise<void>;
  /** A unit as single hooks and the kit's matchers know it, but for its secrets and files. */
  unit(name: UnitName): Promise<UnitState>;
  /** Flags that are set, sorted. */
  flags(unit: UnitName): Promise<readonly string[]>;
  /** The status of a unit or of an application. */
  status(name: string): ShownStatus;
  /** What the workload of a unit showed one after the other. */
  statusHistory(unit: UnitName): readonly ShownStatus[];
  /** The hooks of one unit: `db-relation-joined mysql/0`. */
  hooksOf(unit: UnitName): readonly string[];
  /** A databag of a relation, as Juju holds it. */
  databag(unit: UnitName, endpoint: string, options?: BagOptions): Databag;
  /** Ends everything and removes what was made. */
  close(): Promise<void>;
}

/** What a place does for a model; all else is the same for both. */
export interface PlaceOfWork extends UnitInside {
  readonly model: Model;
  update(transition: Transition): void;
  /** The artefact of one of the charms. */
  artefact(charm: string): Promise<CharmArtefact>;
  /** @param options.timers whether update-status is run by the clock */
  settle(options?: { readonly timers?: boolean }): Promise<SettleReport>;
  exec(
    unit: UnitName,
    lines: readonly string[],
    options: { readonly relation?: string; readonly remoteUnit?: UnitName },
  ): Promise<ExecResult>;
  fault(fault: Fault): void;
  close(): Promise<void>;
}
