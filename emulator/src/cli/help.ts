import { flagOf } from './command.ts';
import type { Command, OptionSpec } from './command.ts';
import { formatColumns } from './columns.ts';
import { examplesOf } from './examples.ts';

/** The name of the program in its texts. */
export const PROGRAM = 'juju-local';

/** The command that the scripts of completion call. */
export const COMPLETE = '__complete';

/** The list of all commands. */
export function formatOverview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, aliases = [], purpose }) => [
    `  ${[name, ...aliases].join(', ')}`,
    purpose,
  ]);
  return `Usage: ${PROGRAM} COMMAND [options]

An embedded Juju model in the folder .juju-local (or $JUJU_LOCAL_DIR).

Commands:
${formatColumns(rows)}
See "${PROGRAM} help COMMAND" for its options.
`;
}

/** The help of one command. */
export function formatHelp(command: Command): string {
  const parts = [
    `Usage: ${PROGRAM} ${command.name}${hasOptions(command) ? ' [options]' : ''} ${command.usage}`.trimEnd(),
    `\n${command.purpose}\n`,
  ];
  const aliases = command.aliases ?? [];
  if (aliases.length > 0) parts.push(`Aliases: ${aliases.join(', ')}\n`);
  if (hasOptions(command)) {
    const rows = Object.entries(command.options).map(([name, spec]) => [
      `  ${formatOption(name, spec)}`,
      spec.ignored ? `${spec.help} (ignored here)` : spec.help,
    ]);
    parts.push(`Options:\n${formatColumns(rows)}`);
  }
  if (command.details !== undefined) parts.push(`${command.details.trimEnd()}\n`);
  const examples = examplesOf(command.name).map((line) => `  ${PROGRAM} ${line}\n`);
  if (examples.length > 0) parts.push(`Examples:\n${examples.join('')}`);
  return parts.join('\n');
}

function hasOptions(command: Command): boolean {
  return Object.keys(command.options).length > 0;
}

function formatOption(name: string, { short, type, value }: OptionSpec): string {
  const flags = short === undefined || short === name ? flagOf(name) : `-${short}, --${name}`;
  return type === 'boolean' ? flags : `${flags} ${value ?? 'VALUE'}`;
}
