import { relative } from 'node:path';
import { DiagnosticsError, formatDiagnostic } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import { UsageError } from './command.ts';
import type { Surroundings } from './command.ts';
import { COMMANDS } from './command-table.ts';
import { PROGRAM } from './help.ts';
import { InterruptedError } from './interruption.ts';
import { parseCommand } from './parse-command.ts';
import { runInvocation } from './run-invocation.ts';
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
    return await runInvocation({ ...parseCommand(COMMANDS, argv), surroundings });
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

/** Files below the current folder are named as the user would name them. */
function withShortPath(diagnostic: Diagnostic, cwd: string): Diagnostic {
  const { place } = diagnostic;
  if (place === undefined || !place.file.startsWith(`${cwd}/`)) return diagnostic;
  return { ...diagnostic, place: { ...place, file: relative(cwd, place.file) } };
}
