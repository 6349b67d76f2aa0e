import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { errorCode } from './error-code.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { HostCommand, MachineProcess, OutputStream, ProcessEnd } from './types.ts';

/** How long output is read after the process has ended: a background child may hold the pipe. */
const READ_ON_MS = 100;

/** How long a process has to end after SIGTERM. */
const GRACE_MS = 5000;

/** What decides about output and time of a process. */
export type RunOptions = Pick<MachineProcess, 'stdio' | 'onLine' | 'timeoutSeconds'>;

/**
 * Runs a command on the host until it ends; its background children do not count.
 * Source: contract juju.md section 1.
 */
export async function runProcess(command: HostCommand, options: RunOptions): Promise<ProcessEnd> {
  const capture = options.stdio === 'capture';
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.environment,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    // A group of its own can be ended as a whole; but then it would have no terminal.
    detached: capture,
  });
  const outputs = [
    readLines(child.stdout, 'stdout', options.onLine),
    readLines(child.stderr, 'stderr', options.onLine),
  ];
  const guard = guardProcess(child, { group: capture, seconds: options.timeoutSeconds });
  try {
    const end = await ended(child);
    await readOn(outputs);
    return { ...end, ...(guard.timedOut() ? { timedOut: true } : {}) };
  } catch (error) {
    return explainStart(command, options, error);
  } finally {
    guard.release();
  }
}

interface Output {
  readonly ended: Promise<unknown>;
  /** Hands on what has arrived and reads no more. */
  stop(): void;
}

function readLines(
  stream: Readable | null,
  name: OutputStream,
  onLine: MachineProcess['onLine'],
): Output {
  const splitter = createLineSplitter((line) => onLine?.(name, line));
  if (stream === null) return { ended: Promise.resolve(), stop: () => undefined };
  stream.on('data', (chunk: Buffer) => splitter.push(chunk));
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

interface Guard {
  timedOut(): boolean;
  release(): void;
}

// Ends the process when its time is over, and when this program ends before it.
function guardProcess(
  child: ChildProcess,
  { group, seconds }: { readonly group: boolean; readonly seconds: number | undefined },
): Guard {
  let isOver = false;
  const kill = (signal: NodeJS.Signals): void => endProcess(child.pid, { group, signal });
  const killNow = (): void => kill('SIGKILL');
  let timer =
    seconds === undefined
      ? undefined
      : setTimeout(() => {
          isOver = true;
          kill('SIGTERM');
          timer = setTimeout(killNow, GRACE_MS);
        }, seconds * 1000);
  process.once('exit', killNow);
  return {
    timedOut: () => isOver,
    release: () => {
      clearTimeout(timer);
      process.off('exit', killNow);
      // Children that outlive the first signal would outlive the process, too.
      if (isOver) killNow();
    },
  };
}

function endProcess(
  pid: number | undefined,
  { group, signal }: { readonly group: boolean; readonly signal: NodeJS.Signals },
): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, signal);
  } catch {
    // Nobody is left to be ended.
  }
}

// The words and codes of a shell, so that a missing program is the same in every kind of machine.
function explainStart(command: HostCommand, options: RunOptions, error: unknown): ProcessEnd {
  const code = errorCode(error);
  const reason = code === 'ENOENT' ? 'No such file or directory' : String(code ?? error);
  options.onLine?.('stderr', `${command.program}: ${reason}`);
  return { code: code === 'ENOENT' ? 127 : 126 };
}
