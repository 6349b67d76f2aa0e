import type { OutputStream } from '../output-stream.ts';
import type { LinkPool } from './link-pool.ts';

/** A machine of the model. */
export interface MachineSpec {
  /** Juju's id, for example `0` or `0/lxd/1`. */
  readonly id: string;
  /** The address that /etc/hosts gives to the hostname. */
  readonly address: string;
  readonly hostname: string;
  /** Whether systemctl, apt-get, kubectl and the like are stand-ins. @default 'recorded' */
  readonly commands?: 'recorded' | 'real';
}

/** A process to run in a machine. */
export interface MachineProcess {
  /** A path inside the machine, a path relative to `cwd`, or a name that is looked up on PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /** Path inside the machine. */
  readonly cwd: string;
  /** All the variables that the process gets; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** `inherit` gives the process this program's own terminal. */
  readonly stdio: 'capture' | 'inherit';
  /** Hears every line of captured output, without its end; lines over 4096 bytes come in pieces. */
  readonly onLine?: (stream: OutputStream, line: string) => void;
  /** Hears the output as it comes, byte for byte. */
  readonly onOutput?: (stream: OutputStream, bytes: Buffer) => void;
  /** After this time the process and its children are ended. */
  readonly timeoutSeconds?: number;
  /** When it is aborted, the process and its children are ended by SIGKILL. */
  readonly stop?: AbortSignal;
  /**
   * The machine's disk is full for this process: writes fail with ENOSPC. Sockets that are named here,
   * by their paths inside the machine, can still be reached.
   */
  readonly diskFull?: { readonly sockets: readonly string[] };
}

/** How a process ended. */
export interface ProcessEnd {
  /** The exit code; 128 and the signal's number for a process that a signal ended. */
  readonly code: number;
  /** The signal that ended it, for example `SIGTERM`. */
  readonly signal?: string;
  /** True when the process was ended because its time was over. */
  readonly timedOut?: boolean;
}

/** The way in which machines get a root folder of their own. */
export type MachineWay = 'namespace' | 'prefix';

/** The machines of a model: folders that stand for `/`, and processes that see them so. */
export interface Machines {
  readonly way: MachineWay;
  /**
   * Makes the root folder of a machine. What is there already stays as it is.
   * @throws Error when a folder cannot be written.
   */
  create(machine: MachineSpec): Promise<void>;
  /** Symbolic links that machines have in common. */
  readonly links: LinkPool;
  /** The path on the host of a path inside a machine. */
  hostPath(id: string, inside: string): string;
  /** The path that a process in the machine must be told for a path inside the machine. */
  processPath(id: string, inside: string): string;
  /**
   * Runs a process in a machine. A program that is not there gives code 127, as in a shell.
   * @throws Error when the machine was not created.
   * @throws DiagnosticsError `NO_FULL_DISK` when a full disk is asked for and cannot be had here.
   */
  run(id: string, process: MachineProcess): Promise<ProcessEnd>;
  /** The command on the host that `run` would start, for who starts it elsewhere. */
  command(id: string, process: MachineProcess): Promise<HostCommand>;
  /** Restarts a machine: what runs on it ends, and /run and /tmp are empty. */
  reboot(id: string): Promise<void>;
  /** Ends what still runs in a machine and deletes its folder. A machine that is not there is fine. */
  remove(id: string): Promise<void>;
  /** Ends what serves the machines; the next process starts it again. */
  close(): void;
}

/** A command on the host that runs a process in a machine. */
export interface HostCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}
