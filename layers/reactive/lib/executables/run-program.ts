import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** How to run a program. */
export interface ProgramRun {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutSeconds: number;
  /** Hears each line of its outputs, as it comes. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** How a program ended: by itself, by a signal, or because its time was up. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly isOutOfTime: boolean;
  /** What it printed first; more than fits on a command line is of no use. */
  readonly stdout: string;
}

/** More than any command line takes. */
const KEPT_CHARACTERS = 262_144;

/** A line that goes on is told in pieces of this length, so that a flood fills no memory. */
const LONGEST_LINE = 65_536;

/** Signals that end the engine, and that a program in a group of its own does not get. */
const ENDING_SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** How long to wait for output after the end: what a program left behind may hold its pipes. */
const GRACE_MILLISECONDS = 500;

/**
 * Runs a program to its end, or kills it with all that it has started.
 * @throws the error of the operating system when it cannot be started.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const signals = passSignals();
  try {
    return await runInGroup(run, (pid) => signals.passTo(pid));
  } finally {
    signals.stop();
  }
}

async function runInGroup(
  run: ProgramRun,
  onStart: (pid: number | undefined) => void,
): Promise<ProgramEnd> {
  const child = spawn(run.file, run.args, {
    cwd: run.folder,
    env: run.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what the program started dies with it when time is up.
    detached: true,
  });
  onStart(child.pid);
  let stdout = '';
  const lines = {
    stdout: splitLines((line) => run.onLine(line, 'stdout')),
    stderr: splitLines((line) => run.onLine(line, 'stderr')),
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout.length < KEPT_CHARACTERS) stdout += text;
    lines.stdout.take(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.stderr.take(text));
  let isOutOfTime = false;
  const timer = setTimeout(() => {
    isOutOfTime = true;
    killGroup(child.pid);
  }, run.timeoutSeconds * 1000);
  try {
    const { code, signal } = await waitForEnd(child);
    return { code, signal, isOutOfTime, stdout };
  } finally {
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
    lines.stdout.end();
    lines.stderr.end();
  }
}

async function waitForEnd(child: ChildProcess): Promise<Pick<ProgramEnd, 'code' | 'signal'>> {
  let grace: NodeJS.Timeout | undefined;
  return new Promise<Pick<ProgramEnd, 'code' | 'signal'>>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      grace = setTimeout(() => resolve({ code, signal }), GRACE_MILLISECONDS);
    });
    child.on('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => clearTimeout(grace));
}

/**
 * Lets a program die with the engine: nobody would hear it any more, and the next run would start it
 * again beside the one that is left over. To be called before the program starts, which may be quick.
 */
function passSignals(): { readonly passTo: (pid: number | undefined) => void; stop: () => void } {
  let group: number | undefined;
  const stop = (): void => {
    ENDING_SIGNALS.forEach((signal) => process.off(signal, pass));
  };
  const pass = (signal: NodeJS.Signals): void => {
    killGroup(group);
    stop();
    process.kill(process.pid, signal);
  };
  ENDING_SIGNALS.forEach((signal) => process.on(signal, pass));
  return {
    passTo: (pid) => {
      group = pid;
    },
    stop,
  };
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}

/** Cuts a stream of texts into lines, and lines without an end into pieces. */
function splitLines(onLine: (line: string) => void): {
  readonly take: (text: string) => void;
  readonly end: () => void;
} {
  let rest = '';
  return {
    take: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach((line) => onLine(line));
      if (rest.length < LONGEST_LINE) return;
      onLine(rest);
      rest = '';
    },
    end: () => {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
