import type { UnitName } from '@reactive-charms/juju';
import type { CharmArtefact } from './model.ts';
import type { OutputStream } from './output-stream.ts';
import type { ToolContext } from './tool-context.ts';

/**
 * How charms are run: as processes on machines with roots of their own, or as functions in this
 * process. The agents, and the semantics of hook tools, are the same for both.
 */
export interface CharmRunner {
  /**
   * Puts a charm into a unit's charm directory, before install and before upgrade-charm.
   * @param before the URL of the charm that lies there now, if any.
   */
  deployCharm(unit: UnitName, charm: CharmArtefact, before?: string): Promise<void>;
  /** What a unit's charm has for a dispatch path such as `hooks/install`; undefined for nothing. */
  findProgram(unit: UnitName, dispatchPath: string): Promise<CharmProgram | undefined>;
  /** Runs a program for a unit to its end. */
  run(run: CharmRun): Promise<CharmRunEnd>;
  /** Restarts a unit's machine: what still runs on it ends. */
  reboot(machine: string): Promise<void>;
  /** Removes what a dead unit leaves on its machine. */
  removeUnit(unit: UnitName): Promise<void>;
}

/** A program of a charm, and how Juju would say that it was found. */
export interface CharmProgram {
  /** Path inside the machine. */
  readonly path: string;
  /** For example `hook dispatching script: dispatch`. */
  readonly via: string;
}

/** A program to run, in a context in which the hook tools answer. */
export interface CharmRun {
  readonly unit: UnitName;
  readonly context: ToolContext;
  /** Path inside the machine. */
  readonly program: string;
  readonly args: readonly string[];
  /** Hears every line of output, without its end. */
  readonly onLine?: (stream: OutputStream, line: string) => void;
  /** Hears the output as it comes, byte for byte. */
  readonly onOutput?: (stream: OutputStream, bytes: Buffer) => void;
  /** After this time the program and its children are ended. */
  readonly timeoutSeconds?: number;
}

/** How a program ended. */
export interface CharmRunEnd {
  readonly code: number;
  /** The signal that ended it, for example `SIGTERM`. */
  readonly signal?: string;
}
