import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { DiagnosticsError, formatDiagnostic } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import { UsageError, allOptions, isSet, textOption } from './command.ts';
import type { Invocation, Surroundings } from './command.ts';
import { COMMANDS } from './command-table.ts';
import { PROGRAM } from './help.ts';
import { InterruptedError } from './interruption.ts';
import { parseCommand } from './parse-command.ts';
import type { ParsedCommand } from './parse-command.ts';
import { systemFailure } from './system-failure.ts';

/** Exit codes of the program. */
export const EXIT = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs a command line. Mistakes of the user are printed without a stack trace.
 * @returns the exit code.
 */
export async function runCommand(
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { writer } = surroundings;
  try {
    const parsed = parseCommand(COMMANDS, argv);
    const invocation = { ...parsed, surroundings };
    if (isSet(invocation, 'quiet')) writer.silence();
    noteIgnored(parsed, surroundings);
    return await runWithOutput(invocation);
  } catch (error) {
    if (error instanceof UsageError) {
      writer.error(`error: ${error.message}`);
      const topic = error.command === undefined ? 'help' : `help ${error.command.name}`;
      writer.note(`  see "${PROGRAM} ${topic}"`);
      return EXIT.usage;
    }
    if (error instanceof InterruptedError) {
      writer.note(`interrupted; "${PROGRAM} agents" goes on with what is still due`);
      return EXIT.interrupted;
    }
    const told = systemFailure(error) ?? error;
    if (told instanceof DiagnosticsError) {
      for (const diagnostic of told.diagnostics) {
        writer.error(formatDiagnostic(withShortPath(diagnostic, surroundings.cwd)));
      }
      return EXIT.failure;
    }
    throw error;
  }
}

/** Runs a command; with `--output` its results go to that file, when it has ended. */
async function runWithOutput(invocation: Invocation): Promise<number> {
  const { command, surroundings } = invocation;
  const output = textOption(invocation, 'output');
  if (output === undefined || command.options['output'] !== undefined)
    return command.run(invocation);
  const take = surroundings.writer.capture();
  const code = await command.run(invocation);
  await writeFile(resolve(surroundings.cwd, output), take());
  return code;
}

/** Files below the current folder are named as the user would name them. */
function withShortPath(diagnostic: Diagnostic, cwd: string): Diagnostic {
  const { place } = diagnostic;
  if (place === undefined || !place.file.startsWith(`${cwd}/`)) return diagnostic;
  return { ...diagnostic, place: { ...place, file: relative(cwd, place.file) } };
}

function noteIgnored({ command, options }: ParsedCommand, { writer }: Surroundings): void {
  for (const [name, spec] of Object.entries(allOptions(command))) {
    if (spec.ignored && options[name] !== undefined) {
      writer.note(`note: --${name} has no meaning in the embedded model and is ignored`);
    }
  }
}
