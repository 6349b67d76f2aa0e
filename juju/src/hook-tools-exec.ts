import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams, SpawnSyncReturns } from 'node:child_process';
import { MISSING_TOOL } from './tool-call.ts';
import type { ToolCall, ToolResult, ToolRunner } from './tool-call.ts';

/** Tools that run side by side; the agent serves one at a time anyway. */
const MAXIMUM_PROCESSES = 8;

/**
 * Runs the hook tools as executables on PATH, as Juju offers them to every charm. A tool that is not
 * there answers with code 127, as in a shell.
 * @param environment variables that the tools get; they need PATH and the JUJU_* variables.
 */
export function createExecRunner(environment: NodeJS.ProcessEnv): ToolRunner {
  const inTurn = createTurnstile(MAXIMUM_PROCESSES);
  let asked: (() => void)[] = [];
  return async (call) => {
    // Whoever asks for several things asks for them in the same breath.
    const isAlone = await new Promise<boolean>((resolve) => {
      asked.push(() => resolve(asked.length === 1));
      if (asked.length > 1) return;
      queueMicrotask(() => {
        asked.forEach((answer) => answer());
        asked = [];
      });
    });
    return inTurn(async (others) =>
      isAlone && others === 0 ? runAlone(call, environment) : runProcess(call, environment),
    );
  };
}

/**
 * Runs a tool while nothing else runs. It is what most hooks do, and costs half of what a process
 * beside others does, with its streams and events.
 */
function runAlone({ tool, args, stdin }: ToolCall, env: NodeJS.ProcessEnv): ToolResult {
  const input = stdin ?? '';
  const { status, signal, stdout, stderr, error } = startAlone();
  if (error !== undefined && codeOf(error) === 'ENOENT') {
    return { code: MISSING_TOOL, stdout: '', stderr: `${tool} is not on PATH` };
  }
  // A tool that exits without reading breaks the pipe; its exit code tells the story.
  if (error !== undefined && codeOf(error) !== 'EPIPE') throw startFailure(tool, error);
  const note = signal === null ? '' : `killed by ${signal}`;
  return { code: status ?? 1, stdout, stderr: stderr + note };

  function startAlone(): SpawnSyncReturns<string> {
    try {
      return spawnSync(tool, args, { env, input, encoding: 'utf8', maxBuffer: Infinity });
    } catch (cause) {
      throw startFailure(tool, cause);
    }
  }
}

async function runProcess(
  { tool, args, stdin }: ToolCall,
  environment: NodeJS.ProcessEnv,
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = start(tool, args, environment);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => {
      if (codeOf(error) !== 'ENOENT') reject(startFailure(tool, error));
      else resolve({ code: MISSING_TOOL, stdout: '', stderr: `${tool} is not on PATH` });
    });
    child.on('close', (code, signal) => {
      const note = signal === null ? '' : `killed by ${signal}`;
      resolve({ code: code ?? 1, stdout: text(stdout), stderr: text(stderr) + note });
    });
    // A tool that exits without reading breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}

function start(
  tool: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams {
  try {
    return spawn(tool, args, { env, stdio: 'pipe' });
  } catch (error) {
    throw startFailure(tool, error);
  }
}

/** Node's own message may quote an argument, and so a secret. */
function startFailure(tool: string, error: unknown): Error {
  return new Error(`hook tool ${tool} could not be started: ${codeOf(error) ?? 'unknown reason'}`);
}

function codeOf(error: unknown): string | undefined {
  // The error may be of another realm, so no class is asked.
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode ? String(error.code) : undefined;
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

/** Lets at most some tasks run at a time, and tells each how many others do; the rest waits in line. */
function createTurnstile(places: number): <T>(task: (others: number) => Promise<T>) => Promise<T> {
  let free = places;
  const line: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => line.push(enter));
    try {
      return await task(places - free - 1);
    } finally {
      const next = line.shift();
      if (next) next();
      else free += 1;
    }
  };
}
