import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { RunOptions, RunResult } from './host.ts';

const DEFAULT_TIMEOUT_SECONDS = 120;
const NOT_STARTED = 127;
const OUT_OF_TIME = 124;

/** How long to wait for output after a program has ended: what it left behind may hold the pipes. */
const GRACE_MILLISECONDS = 500;

/**
 * Runs a program, which dies with all that it started when its time is up; see `Host.run`.
 * @param options with the environment that it inherits.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions & { readonly inherited: NodeJS.ProcessEnv },
): Promise<RunResult> {
  const { stdin, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = options;
  const child = startProgram(program, args, options);
  if (!child) return { code: NOT_STARTED, stdout: '', stderr: `${program} cannot be started` };
  return new Promise((resolve) => {
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    const timers = [
      setTimeout(() => {
        killGroup(child.pid);
        finish(OUT_OF_TIME, `${program} did not end within ${timeoutSeconds} seconds`);
      }, timeoutSeconds * 1000),
    ];
    const finish = (code: number, more = ''): void => {
      timers.forEach((timer) => clearTimeout(timer));
      [child.stdin, child.stdout, child.stderr].forEach((stream) => stream.destroy());
      resolve({ code, stdout: output.stdout, stderr: output.stderr + more });
    };
    const finishAs = (code: number | null, signal: string | null): void =>
      finish(code ?? 1, signal === null ? '' : `${program} was ended by ${signal}`);
    child.on('error', (error) => finish(NOT_STARTED, error.message));
    child.on('exit', (code, signal) => {
      timers.push(setTimeout(() => finishAs(code, signal), GRACE_MILLISECONDS));
    });
    child.on('close', finishAs);
    // A program that ends without reading breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}

function startProgram(
  program: string,
  args: readonly string[],
  {
    inherited,
    environment,
  }: Pick<RunOptions, 'environment'> & { readonly inherited: NodeJS.ProcessEnv },
): ChildProcessWithoutNullStreams | undefined {
  try {
    return spawn(program, args, {
      env: { ...inherited, ...environment },
      stdio: 'pipe',
      // A group of its own, so that what the program started dies with it when time is up.
      detached: true,
    });
  } catch {
    // Arguments that are too long, or hold what no argument may; Node's message would quote them.
    return undefined;
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}
