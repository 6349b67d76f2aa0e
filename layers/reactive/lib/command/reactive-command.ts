import { DiagnosticsError } from '@reactive-charms/juju';
import type { CharmDefinition } from '../charm/charm.ts';
import { codeOf, messageOf } from '../memory/files.ts';
import { writeText } from '../output.ts';
import { parseCommandLine } from './command-line.ts';
import { CommandError, refusal } from './sub-command.ts';
import type { Scene } from './sub-command.ts';

/**
 * Runs the `reactive` command, which also answers to `charms.reactive`.
 * @param charmDirectory where the unit's memory lies.
 * @returns the exit code: 0, 1 when something named is not there or may not be done now, 2 for a
 * wrong command line.
 */
export async function runReactiveCommand(
  definition: CharmDefinition,
  args: readonly string[],
  charmDirectory: string,
): Promise<number> {
  const scene: Scene = {
    definition,
    charmDirectory,
    environment: process.env,
    now: () => new Date(),
    // The streams of `process` would lose what a pipe has no room for when the process ends.
    print: (text) => writeText('stdout', text),
    complain: (text) => writeText('stderr', text),
  };
  return runCommand(scene, args);
}

/** Runs the command in a scene; see `runReactiveCommand`. */
export async function runCommand(scene: Scene, args: readonly string[]): Promise<number> {
  try {
    const { command, ...call } = parseCommandLine(args);
    return await command.run({ scene, ...call });
  } catch (error) {
    if (error instanceof CommandError) return refuse(scene, error);
    if (error instanceof DiagnosticsError)
      return refuse(scene, new CommandError(1, `${error.message}\n`));
    const fix = FIXES.get(codeOf(error));
    if (fix === undefined) throw error;
    return refuse(scene, refusal(messageOf(error), fix));
  }
}

function refuse({ complain }: Scene, { code, message }: CommandError): number {
  complain(message);
  return code;
}

const AS_ROOT = 'run it as root, for example with sudo';

/** What to do about errors of the operating system, by their codes. */
const FIXES: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', AS_ROOT],
  ['EISDIR', 'name a file: a folder stands there'],
  ['EPERM', AS_ROOT],
]);
