import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { OutputStream } from '../output-stream.ts';
import { errorCode } from './error-code.ts';
import { createLineSplitter } from './line-splitter.ts';
import { limitTime } from './time-limit.ts';
import type { HostCommand, MachineProcess, ProcessEnd } from './types.ts';

/** How long output is read after the process has ended: a background child may hold the pipe. */
const READ_ON_MS = 100;

/** What decides about output and time of a process. */
export type RunOptions = Pick<
  MachineProcess,
  'stdio' | 'onLine' | 'onOutput' | 'timeoutSeconds' | 'stop'
>;

/** Runs a command on the host until it ends; its background children do not count. */
export type ProcessRunner = (command: HostCommand, options: RunOptions) => Promise<ProcessEnd>;

/**
 * Makes a runner. When this program exits, what the runner still runs is ended.
 * Source: contract juju.md section 1.
 */
export function createProcessRunner(): ProcessRunner {
  const running = new Set<() => void>();
  const endAll = (): void => running.forEach((end) => end());
  return async (command, options) => {
    const child = start(command, options);
    const end = (): void => endProcess(child, 'SIGKILL');
    if (running.size === 0) process.once('exit', endAll);
    running.add(end);
    try {
      return await follow(child, command, options);
    } finally {
      running.delete(end);
      if (running.size === 0) process.off('exit', endAll);
    }
  };
}

/** A process, and whether it leads a group that can be ended as a whole. */
interface Started {
  readonly child: ChildProcess;
  readonly group: boolean;
}

function start(command: HostCommand, { stdio }: RunOptions): Started {
  // A process with a group of its own would have no terminal.
  const group = stdio === 'capture';
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.environment,
    stdio: group ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    detached: group,
  });
  return { child, group };
}

async function follow(
  started: Started,
  command: HostCommand,
  options: RunOptions,
): Promise<ProcessEnd> {
  const { stdout, stderr } = started.child;
  const outputs = [readOutput(stdout, 'stdout', options), readOutput(stderr, 'stderr', options)];
  const limit = limitTime(options, (signal) => endProcess(started, signal));
  try {
    const end = await ended(started.child);
    await readOn(outputs);
    return { ...end, ...(limit.isOver() ? { timedOut: true } : {}) };
  } catch (error) {
    return explainStart(command, options, error);
  } finally {
    limit.release();
  }
}

interface Output {
  readonly ended: Promise<unknown>;
  /** Hands on what has arrived and reads no more. */
  stop(): void;
}

function readOutput(
  stream: Readable | null,
  name: OutputStream,
  { onLine, onOutput }: RunOptions,
): Output {
  const splitter = createLineSplitter((line) => onLine?.(name, line));
  if (stream === null) return { ended: Promise.resolve(), stop: () => undefined };
  stream.on('data', (chunk: Buffer) => {
    onOutput?.(name, chunk);
    splitter.push(chunk);
  });
  return {
    ended: new Promise((resolve) => stream.on('close', resolve)),
    stop: () => {
      stream.destroy();
      splitter.end();
    },
  };
}

function ended(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === null) resolve({ code: code ?? 1 });
      else resolve({ code: 128 + constants.signals[signal], signal });
    });
  });
}

async function readOn(outputs: readonly Output[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  // The detour over setImmediate reads what arrived while this process was busy.
  const patience = new Promise((resolve) => {
    timer = setTimeout(() => setImmediate(resolve), READ_ON_MS);
  });
  await Promise.race([patience, Promise.all(outputs.map((output) => output.ended))]);
  clearTimeout(timer);
  for (const output of outputs) output.stop();
}

function endProcess({ child, group }: Started, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(group ? -child.pid : child.pid, signal);
  } catch {
    // Nobody is left to be ended.
  }
}

// The words and codes of a shell, so that a missing program is the same in every kind of machine.
function explainStart(command: HostCommand, options: RunOptions, error: unknown): ProcessEnd {
  const code = errorCode(error);
  const reason = code === 'ENOENT' ? 'No such file or directory' : String(code ?? error);
  const line = `${command.program}: ${reason}`;
  options.onLine?.('stderr', line);
  options.onOutput?.('stderr', Buffer.from(`${line}\n`));
  return { code: code === 'ENOENT' ? 127 : 126 };
}
