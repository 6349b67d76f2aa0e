import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { FileDeclaration, Host, LinkDeclaration, RunOptions, RunResult } from './host.ts';
import { isMissing, replaceFile } from '../memory/memory-file.ts';

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
    declareLink,
    readLink: readLinkIfPresent,
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
  await replaceFile({ path, content, mode, durable: true });
  return true;
}

async function declareLink({ path, target }: LinkDeclaration): Promise<boolean> {
  if ((await readLinkIfPresent(path)) === target) return false;
  await mkdir(dirname(path), { recursive: true });
  // A link cannot be replaced in place: a new one takes over its name.
  const temporary = `${path}.${process.pid}.new`;
  await rm(temporary, { force: true });
  await symlink(target, temporary);
  await rename(temporary, path);
  return true;
}

async function readLinkIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (isMissing(error) || isNoLink(error)) return undefined;
    throw error;
  }
}

function isNoLink(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EINVAL';
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & PERMISSION_BITS;
}

const DEFAULT_TIMEOUT_SECONDS = 120;
const NOT_STARTED = 127;
const OUT_OF_TIME = 124;

/** How long to wait for output after a program has ended: what it left behind may hold the pipes. */
const GRACE_MILLISECONDS = 500;

async function runProgram(
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
