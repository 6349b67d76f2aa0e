import { createInterface } from 'node:readline/promises';
import { readLog } from '../storage/log-file.ts';
import { loadModel } from '../storage/model-file.ts';
import type { Models, Surroundings } from './command.ts';
import { runCommand } from './run-command.ts';
import { Writer } from './writer.ts';

/**
 * Runs the program `juju-local` in this process: the only place of the command line that touches
 * `process`.
 * @param argv arguments without the program's name.
 * @returns the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { stdout, stderr, env: environment } = process;
  // A reader that has seen enough, such as `head`, is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  endOnSignals(argv[0] === 'ssh');
  const models: Models = {
    // Loaded when a command needs agents: `status` and `help` answer sooner without.
    open: async (options) => (await import('../session.ts')).openSession(options),
    read: async (directory) => loadModel(directory),
    readLog: async (directory) => readLog(directory),
  };
  const surroundings: Surroundings = {
    writer: new Writer({ stdout, stderr, environment }),
    models,
    environment,
    cwd: process.cwd(),
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    ...(process.stdin.isTTY ? { ask } : {}),
  };
  return runCommand(argv, surroundings);
}

/**
 * Ends this process in order, so that the hooks it runs, which stand in groups of their own, end with
 * it; the next command runs them again. In a shell on a machine the keys belong to the shell.
 */
function endOnSignals(hasShell: boolean): void {
  const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (!hasShell || signal !== 'SIGINT') process.exit(code);
    });
  }
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
