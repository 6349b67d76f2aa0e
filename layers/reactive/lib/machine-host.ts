import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { FileDeclaration, Host, RunOptions, RunResult } from './host.ts';
import { isMissing, replaceFile } from './memory-file.ts';

const PERMISSION_BITS = 0o7777;

/**
 * The machine that this process runs on.
 * @param charmDirectory folder of the running charm.
 * @param environment what programs that a handler runs inherit.
 */
export function createMachineHost(charmDirectory: string, environment: NodeJS.ProcessEnv): Host {
  return {
    charmDirectory,
    hostname,
    readFile: readIfPresent,
    declareFile,
    remove: async (path) => rm(path, { recursive: true, force: true }),
    run: async (program, args, options = {}) =>
      runProgram(program, args, { ...options, inherited: environment }),
  };
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function declareFile({
  path,
  content,
  mode,
  directoryMode,
}: FileDeclaration): Promise<boolean> {
  if ((await readIfPresent(path)) === content && (await modeOf(path)) === mode) return false;
  await mkdir(dirname(path), { recursive: true, mode: directoryMode ?? 0o755 });
  await replaceFile(path, content, mode);
  return true;
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & PERMISSION_BITS;
}

const DEFAULT_TIMEOUT_SECONDS = 120;
const NOT_FOUND = 127;
const OUT_OF_TIME = 124;

async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions & { readonly inherited: NodeJS.ProcessEnv },
): Promise<RunResult> {
  const { inherited, environment, stdin, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...inherited, ...environment },
      stdio: 'pipe',
      // A group of its own, so that what the program started dies with it when time is up.
      detached: true,
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    let isOutOfTime = false;
    const timer = setTimeout(() => {
      isOutOfTime = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutSeconds * 1000);
    const finish = (code: number, more = ''): void => {
      clearTimeout(timer);
      resolve({ code, stdout: output.stdout, stderr: output.stderr + more });
    };
    child.on('error', (error) => finish(NOT_FOUND, error.message));
    child.on('close', (code) => {
      if (isOutOfTime)
        finish(OUT_OF_TIME, `${program} did not end within ${timeoutSeconds} seconds`);
      else finish(code ?? 1);
    });
    // A program that ends without reading breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}
