import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams, SpawnSyncReturns } from 'node:child_process';
import { errorCode } from './error-code.ts';
import { MISSING_TOOL } from './tool-call.ts';
import type { ToolCall, ToolResult } from './tool-call.ts';

/**
 * Runs a tool, and lets nothing else run meanwhile. It is what most hooks do, and costs half of what a process
 * beside others does, with its streams and events.
 */
export function runAlone({ tool, args, stdin }: ToolCall, env: NodeJS.ProcessEnv): ToolResult {
  const input = stdin ?? '';
  const { status, signal, stdout, stderr, error } = startAlone();
  if (error !== undefined && errorCode(error) === 'ENOENT') {
    return { code: MISSING_TOOL, stdout: '', stderr: `${tool} is not on PATH` };
  }
  // A tool that exits without reading breaks the pipe; its exit code tells the story.
  if (error !== undefined && errorCode(error) !== 'EPIPE') throw startFailure(tool, error);
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

/** Runs a tool while others run. */
export async function runBesideOthers(
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
      if (errorCode(error) !== 'ENOENT') reject(startFailure(tool, error));
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
  return new Error(
    `hook tool ${tool} could not be started: ${errorCode(error) ?? 'unknown reason'}`,
  );
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
