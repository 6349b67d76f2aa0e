import { dirname } from 'node:path';
import type { CharmDefinition } from './charm/charm.ts';
import { dispatch } from './dispatch/dispatch.ts';
import { describeError } from './dispatch/failure.ts';
import { fault } from './errors.ts';
import { writeLine } from './output.ts';

/**
 * The whole program of a charm: runs the hook or action that the environment names, or the `reactive`
 * command. The only place that decides the exit code.
 */
export function main(definition: CharmDefinition): void {
  const [program = '.', command, ...args] = process.argv.slice(1);
  process.once('exit', refuseEarlyEnd);
  void run(definition, { program, command, args })
    .catch((error: unknown) => {
      writeLine('stderr', describeError(error));
      return 1;
    })
    .then((code) => {
      process.off('exit', refuseEarlyEnd);
      // Sockets that a handler left open would keep the process alive.
      process.exit(code);
    });
}

interface CommandLine {
  readonly program: string;
  readonly command: string | undefined;
  readonly args: readonly string[];
}

async function run(
  definition: CharmDefinition,
  { program, command, args }: CommandLine,
): Promise<number> {
  if (command !== 'reactive') return dispatch(definition, process.env);
  const { runReactiveCommand } = await import('./command/reactive-command.ts');
  // bin/reactive starts the bundle by its path, so its folder is the charm directory.
  return runReactiveCommand(definition, args, dirname(program));
}

/** Nothing was committed yet, so Juju must not take the hook for a success. */
function refuseEarlyEnd(code: number): void {
  if (code !== 0) return;
  const { message } = fault(
    'ENDED_EARLY',
    'the program ended before the hook did: a handler called process.exit, or waits for something that cannot happen any more',
  );
  writeLine('stderr', message);
  process.exitCode = 1;
}
