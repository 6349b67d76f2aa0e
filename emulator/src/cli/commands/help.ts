import { UsageError } from '../command.ts';
import type { Command } from '../command.ts';
import { formatHelp, formatOverview } from '../help.ts';

/** Makes `help`, which prints the table of commands. @param commands all others. */
export function createHelpCommand(commands: readonly Command[]): Command {
  return {
    name: 'help',
    purpose: 'Show help on a command.',
    usage: '[COMMAND]',
    arity: [0, 1],
    options: {},
    run: async ({ args: [name], surroundings: { writer } }) => {
      if (name === undefined) {
        writer.result(formatOverview(commands));
        return 0;
      }
      const found = commands.find((it) => it.name === name || it.aliases?.includes(name));
      if (found === undefined) throw new UsageError(`"${name}" is not a command`);
      writer.result(formatHelp(found));
      return 0;
    },
  };
}
