import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { allOptions, flagOf, isSet, textOption } from './command.ts';
import type { Invocation } from './command.ts';

/**
 * Runs a command line that was parsed, with what options of every command ask for: with `--output`
 * its results go to that file, when it has ended.
 * @returns the exit code.
 */
export async function runInvocation(invocation: Invocation): Promise<number> {
  const { command, surroundings } = invocation;
  if (isSet(invocation, 'quiet')) surroundings.writer.silence();
  noteIgnored(invocation);
  const output = textOption(invocation, 'output');
  if (output === undefined || command.options['output'] !== undefined)
    return command.run(invocation);
  const take = surroundings.writer.capture();
  const code = await command.run(invocation);
  await writeFile(resolve(surroundings.cwd, output), take());
  return code;
}

function noteIgnored({ command, options, surroundings: { writer } }: Invocation): void {
  for (const [name, spec] of Object.entries(allOptions(command))) {
    if (spec.ignored && options[name] !== undefined) {
      writer.note(`note: ${flagOf(name)} has no meaning in the embedded model and is ignored`);
    }
  }
}
