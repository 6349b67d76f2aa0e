import { runCli } from '../../../src/cli.ts';
import type { Workspace } from '../../support/workspace.ts';

/** What a run of the `charm` command gave. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly problems: string;
}

/** Runs the `charm` command in a workspace. */
export async function runCharm(workspace: Workspace, ...argv: readonly string[]): Promise<Outcome> {
  let output = '';
  let problems = '';
  const code = await runCli(argv, {
    cwd: workspace.root,
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
