import { runCli } from '../../src/cli.ts';

/** What a run of the `charm` command gave. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly problems: string;
}

/** Runs the `charm` command in a folder. */
export async function runCharm(cwd: string, ...argv: readonly string[]): Promise<Outcome> {
  let output = '';
  let problems = '';
  const code = await runCli(argv, {
    cwd,
    environment: {},
    arch: 'x64',
    write: (text) => {
      output += text;
    },
    writeError: (text) => {
      problems += text;
    },
  });
  return { code, output, problems };
}
