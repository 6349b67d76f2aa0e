import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

/** The folder of the workspace. */
export const ROOT: string = resolve(__dirname, '../..');

/** How a program ended, and what it wrote. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a program runs. */
export interface Place {
  readonly cwd: string;
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs one of the workspace's own programs as a user would, in a process of its own. */
export async function runOwnProgram(
  name: 'charm' | 'juju-local',
  args: readonly string[],
  { cwd, environment = {} }: Place,
): Promise<Outcome> {
  return runProgram([join(ROOT, 'node_modules/.bin', name), ...args], {
    cwd,
    environment: { ...process.env, NO_COLOR: '1', ...environment },
  });
}

/** Runs any program, with exactly the environment that is given, until it ends. */
export async function runProgram(
  [program = '', ...args]: readonly string[],
  { cwd, environment }: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        written[stream] += text;
      });
    }
    child.on('error', fail);
    child.on('close', (code) => done({ code: code ?? 128, ...written }));
  });
}

/** What a program wrote. @throws Error with all of it unless it ended well. */
export function expectSuccess(outcome: Outcome, program: string): string {
  if (outcome.code === 0) return outcome.stdout;
  throw new Error(
    `${program} ended with exit code ${outcome.code}\n${outcome.stdout}${outcome.stderr}`,
  );
}
