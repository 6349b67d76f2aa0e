import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { compileNative } from '../native-program.ts';
import type { OutputStream } from '../output-stream.ts';
import { createFrameReader, encode, explainStatus } from './launcher-messages.ts';

/** A machine whose namespaces are to be made. */
export interface LaunchedMachine {
  readonly key: string;
  /** Whether only a user namespace gives the right to mount. */
  readonly userNamespace: boolean;
  readonly hostname: string;
  /** What is mounted where, and how: `bind`, `rbind`, `rbind,ro`. */
  readonly mounts: readonly (readonly [from: string, to: string, options: string])[];
}

/** A program to start. */
export interface Launch {
  /** The machine's key; empty for a program that runs on the host. */
  readonly machine: string;
  /** Where the machine's tree is put together; it becomes the program's `/`. */
  readonly root: string;
  readonly cwd: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /**
   * With these the disk is full: `+` and a folder in which nothing can be written, `=` and a file or
   * socket below it that stays reachable.
   */
  readonly full?: readonly string[];
  readonly onOutput: (stream: OutputStream, bytes: Buffer) => void;
}

/** A program that was started. */
export interface Launched {
  readonly ended: Promise<{ readonly code: number; readonly signal?: NodeJS.Signals }>;
  /** Sends a signal to the program and its children. After it nothing of them outlives the program. */
  kill(signal: NodeJS.Signals): void;
}

/** A small process that starts programs at a tenth of the cost. */
export interface Launcher {
  /** Makes the namespaces of a machine. @throws Error where that does not work */
  prepare(machine: LaunchedMachine): Promise<void>;
  /** Forgets a machine's namespaces, and with them what was mounted. */
  drop(key: string): void;
  start(launch: Launch): Launched;
  /** Ends it, and all that it has started. */
  close(): void;
}

/**
 * Starts a launcher.
 * @param fallback folder for the compiled program where the user has no cache.
 * @returns undefined where it cannot be compiled or started.
 */
export async function openLauncher(fallback: string): Promise<Launcher | undefined> {
  const path = (name: string): string =>
    fileURLToPath(new URL(`./native/${name}`, import.meta.url));
  const source = {
    name: 'launcher',
    main: path('launcher.c'),
    headers: [path('enter-machine.h')],
  };
  const program = await compileNative(source, fallback).catch(() => undefined);
  if (program === undefined) return undefined;
  // Ctrl-C on the terminal is for this program alone; it decides what ends.
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  const started = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
  return started ? connect(child, child.stdin, child.stdout) : undefined;
}

function connect(child: ChildProcess, stdin: Writable, stdout: Readable): Launcher {
  const exchange = createExchange(child, stdin, stdout);
  return {
    prepare: async ({ key, userNamespace, hostname, mounts }) => {
      const fields = [key, userNamespace ? 'u' : '', hostname, ...mounts.flat()];
      const number = await exchange.ask('M', fields, (_, data) => data.readInt32LE()).answer;
      if (number !== 0) throw new Error(`no namespaces for machine ${key}`);
    },
    drop: (key) => exchange.send(0, 'D', [key]),
    start: (launch) => {
      const { id, answer } = exchange.ask('R', describeLaunch(launch), (kind, data) => {
        if (kind === 'X') return explainStatus(data.readInt32LE());
        launch.onOutput(kind === '2' ? 'stderr' : 'stdout', data);
        return undefined;
      });
      return {
        ended: answer,
        kill: (signal) => exchange.send(id, 'K', [String(constants.signals[signal])]),
      };
    },
    close: () => stdin.end(),
  };
}

/** Who waits for answers about a number. */
interface Listener {
  hear(kind: string, data: Buffer): void;
  fail(error: Error): void;
}

interface Exchange {
  send(id: number, kind: string, fields: readonly string[]): void;
  /** Sends a request and reads answers until `read` makes something of one. */
  ask<Result>(
    kind: string,
    fields: readonly string[],
    read: (kind: string, data: Buffer) => Result | undefined,
  ): { readonly id: number; readonly answer: Promise<Result> };
}

function createExchange(child: ChildProcess, stdin: Writable, stdout: Readable): Exchange {
  const listeners = new Map<number, Listener>();
  const hold = createHold(child, [stdin, stdout]);
  let last = 0;
  let gone: Error | undefined;
  stdout.on(
    'data',
    createFrameReader((id, kind, data) => listeners.get(id)?.hear(kind, data)),
  );
  // Its end is told by the process, with more to say than the pipe has.
  stdin.on('error', () => undefined);
  child.on('exit', () => {
    gone = new Error('the launcher of programs has ended');
    for (const listener of listeners.values()) listener.fail(gone);
  });
  const send: Exchange['send'] = (id, kind, fields) => {
    if (!gone && stdin.writable) stdin.write(encode(id, kind, fields));
  };
  return {
    send,
    ask: (kind, fields, read) => {
      last = (last + 1) % 0x1_0000_0000;
      const id = last;
      const answer = listen(listeners, id, read);
      if (gone) listeners.get(id)?.fail(gone);
      hold(true);
      send(id, kind, fields);
      return { id, answer: answer.finally(() => hold(listeners.size > 0)) };
    },
  };
}

async function listen<Result>(
  listeners: Map<number, Listener>,
  id: number,
  read: (kind: string, data: Buffer) => Result | undefined,
): Promise<Result> {
  try {
    return await new Promise<Result>((resolve, reject) => {
      listeners.set(id, {
        hear: (kind, data) => {
          const result = read(kind, data);
          if (result !== undefined) resolve(result);
        },
        fail: reject,
      });
    });
  } finally {
    listeners.delete(id);
  }
}

// While nothing runs, the launcher does not keep this program from ending.
function createHold(
  child: ChildProcess,
  streams: readonly (Writable | Readable)[],
): (held: boolean) => void {
  let current = true;
  const hold = (held: boolean): void => {
    if (held === current) return;
    current = held;
    for (const handle of [child, ...streams]) switchHandle(handle, held);
  };
  hold(false);
  return hold;
}

function switchHandle(handle: object, held: boolean): void {
  const name = held ? 'ref' : 'unref';
  const method: unknown = Reflect.get(handle, name);
  if (typeof method === 'function') Reflect.apply(method, handle, []);
}

function describeLaunch(launch: Launch): string[] {
  const { machine, root, cwd, program, args, environment, full = [] } = launch;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const places = [String(full.length), ...full];
  return [machine, root, cwd, program, ...places, String(args.length), ...args, ...variables];
}
