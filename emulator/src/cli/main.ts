import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import type { Terminal } from '../debug/start-session.ts';
import { readLog } from '../storage/log-file.ts';
import { loadModel } from '../storage/model-file.ts';
import type { Models, Surroundings } from './command.ts';
import { followSignals } from './interruption.ts';
import { EXIT, runCommand } from './run-command.ts';
import { Writer } from './writer.ts';

/**
 * Runs the program `juju-local` in this process: the only place of the command line that touches
 * `process`.
 * @param argv arguments without the program's name.
 * @returns the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { stdout, stderr, env: environment } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as `head`, is no failure.
    if (error.code === 'EPIPE') process.exit(0);
    stderr.write(`error: cannot write the output: ${error.message}\n`);
    process.exit(1);
  });
  // Nobody listens to progress any more: the work goes on.
  stderr.on('error', () => undefined);
  const writer = new Writer({ stdout, stderr, environment });
  const interruption = followSignals({ ignoreInterrupt: OWN_KEYS.has(argv[0] ?? '') });
  const models: Models = {
    // Loaded when a command needs agents: `status` and `help` answer sooner without.
    open: async (options) => (await import('../session.ts')).openSession(options),
    read: async (directory) => loadModel(directory),
    readLog: async (directory) => readLog(directory),
  };
  const surroundings: Surroundings = {
    writer,
    models,
    environment,
    cwd: process.cwd(),
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    interruption,
    ...(process.stdin.isTTY ? { ask } : {}),
    ...(process.stdin.isTTY && stdout.isTTY ? { terminal: createTerminal() } : {}),
  };
  const code = await runCommand(argv, surroundings);
  // What the command would still do is not waited for.
  if (code === EXIT.interrupted) process.exit(code);
  return code;
}

/** Commands that give the terminal to another program. */
const OWN_KEYS: ReadonlySet<string> = new Set(['ssh', 'debug-hooks', 'debug-hook', 'debug-code']);

function createTerminal(): Terminal {
  return {
    self: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    run: (program, args, environment) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, args, { stdio: 'inherit', env: environment });
        child.on('error', reject);
        child.on('exit', (code) => resolve(code ?? 1));
      }),
    onKey: (listener) => {
      const { stdin } = process;
      const hear = (bytes: Buffer): void => listener(bytes.toString('latin1'));
      stdin.setRawMode(true);
      stdin.on('data', hear);
      return () => {
        stdin.off('data', hear);
        stdin.setRawMode(false);
        stdin.pause();
      };
    },
  };
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
