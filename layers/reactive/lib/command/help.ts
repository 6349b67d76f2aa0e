import { printLines, refusal } from './sub-command.ts';
import type { Call, SubCommand } from './sub-command.ts';
import { formatColumns, indent } from './text/columns.ts';
import { nearestName } from './text/nearest.ts';

/** Sub-commands under a common title. */
export interface SubCommandGroup {
  readonly title: string;
  readonly commands: readonly SubCommand[];
}

/** Topics of the help beside the names of sub-commands. */
const COMPATIBLE_TOPIC = 'charms.reactive';

/**
 * Makes the sub-command `help`.
 * @param groups our own sub-commands.
 * @param compatible those that charms.reactive has too.
 */
export function createHelp(
  groups: readonly SubCommandGroup[],
  compatible: readonly SubCommandGroup[],
): SubCommand {
  return {
    name: 'help',
    usage: '[COMMAND|charms.reactive]',
    summary: 'this text, or what a command does; or the commands of charms.reactive',
    takes: [0, 1],
    run: async ({ scene, args: [topic] }: Call) => {
      if (topic === undefined) return printLines(scene, [formatHelp(groups)]);
      if (topic === COMPATIBLE_TOPIC) return printLines(scene, [formatCompatibleHelp(compatible)]);
      const commands = [...groups, ...compatible].flatMap((group) => group.commands);
      const command = commands.find(({ name }) => name === topic);
      if (command === undefined) {
        throw unknownCommand(
          topic,
          commands.map(({ name }) => name),
        );
      }
      return printLines(scene, [`Usage: reactive ${lineOf(command)}`, '', `  ${command.summary}`]);
    },
  };
}

/** The command line names no sub-command that there is. */
export function unknownCommand(name: string, names: readonly string[]): Error {
  const nearest = nearestName(name, names);
  return refusal(
    `there is no command ${name}`,
    nearest === undefined ? '`reactive help` lists all commands' : `did you mean ${nearest}?`,
    2,
  );
}

const INTRODUCTION = `Usage: reactive COMMAND

Looks at the flags and handlers of this unit, and changes flags. What is shown is what the next hook
will find, but for flags that tell of a change; in a handler in another language, what the running
hook has.`;

const CONCLUSION = `PATTERN may hold * and ?. flags, handlers and trace take --format json (or yaml, py, csv, tab, raw).
Exit codes: 0; 1 when what was named is not there or may not be done now; 2 for a wrong line.
The commands of charms.reactive work too: \`reactive help charms.reactive\` lists them.`;

function formatHelp(groups: readonly SubCommandGroup[]): string {
  const width = Math.max(
    ...groups.flatMap(({ commands }) => commands.map((each) => lineOf(each).length)),
  );
  const sections = groups.map(({ title, commands }) => formatGroup(title, commands, width));
  return [INTRODUCTION, ...sections, CONCLUSION].join('\n\n');
}

function formatCompatibleHelp(groups: readonly SubCommandGroup[]): string {
  return [
    'Usage: charms.reactive [-r | -j | -p | -y | -c | -t | --format FORMAT] COMMAND',
    'The commands of charms.reactive. The formats are raw, json, py, yaml, csv and tab.',
    ...groups.map(({ title, commands }) => formatGroup(title, commands, 0)),
  ].join('\n\n');
}

function formatGroup(title: string, commands: readonly SubCommand[], width: number): string {
  const rows = commands.map((command) => [lineOf(command).padEnd(width), command.summary]);
  return [title, ...indent(formatColumns(rows).split('\n'))].join('\n');
}

function lineOf({ name, usage }: SubCommand): string {
  return usage === '' ? name : `${name} ${usage}`;
}
