import { unknownCommand } from './help.ts';
import { CommandError, refusal, wrongUsage } from './sub-command.ts';
import type { SubCommand } from './sub-command.ts';
import { HELP, SUB_COMMANDS } from './table.ts';
import { FORMATS } from './text/formats.ts';
import type { Format } from './text/formats.ts';

/** A command line that can be run. */
export interface CommandLine {
  readonly command: SubCommand;
  readonly args: readonly string[];
  readonly format?: Format;
}

/**
 * Reads a command line. The format stands before the name of the sub-command, as charms.reactive has
 * it, or anywhere behind the name of one of ours.
 * @throws CommandError saying what is wrong, and which command was probably meant.
 */
export function parseCommandLine(line: readonly string[]): CommandLine {
  const head = takeFormats(line, { upToName: true });
  const [name = 'help', ...rest] = head.words;
  if (HELP_OPTIONS.includes(name)) return { command: HELP, args: [] };
  const command = SUB_COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw unknownCommand(name, namesOf(SUB_COMMANDS));
  if (HELP_OPTIONS.includes(rest.join(' '))) return { command: HELP, args: [name] };
  const tail = command.hasFormats
    ? takeFormats(rest, { upToName: false })
    : { words: command.takesFlag ? flagFirst(name, rest) : rest, format: undefined };
  const [least, most] = command.takes;
  if (tail.words.length < least || tail.words.length > most) throw wrongUsage(command);
  const format = tail.format ?? head.format;
  return { command, args: tail.words, ...(format ? { format } : {}) };
}

/** A mistyped option must not become a flag. */
function flagFirst(command: string, words: readonly string[]): readonly string[] {
  const [first = ''] = words;
  if (first === '--') return words.slice(1);
  if (!first.startsWith('-')) return words;
  const fix = `if it is a flag, write \`reactive ${command} -- ${first}\``;
  throw refusal(`${command} takes no option ${first}`, fix, 2);
}

const HELP_OPTIONS = ['--help', '-h'];

function namesOf(commands: readonly SubCommand[]): string[] {
  return commands.map(({ name }) => name);
}

interface Taken {
  readonly words: readonly string[];
  readonly format: Format | undefined;
}

/** Takes the options for formats out of some words. */
function takeFormats(line: readonly string[], { upToName }: { readonly upToName: boolean }): Taken {
  const words: string[] = [];
  let format: Format | undefined;
  for (let place = 0; place < line.length; place += 1) {
    const word = line[place] ?? '';
    if (word === '--format') {
      place += 1;
      format = findFormat(line[place] ?? '');
    } else if (word.startsWith('--format=')) {
      format = findFormat(word.slice('--format='.length));
    } else {
      const named = FORMATS.find(({ name, letter }) => word === letter || word === `--${name}`);
      if (named === undefined && upToName) return { words: line.slice(place), format };
      if (named === undefined) words.push(word);
      else format = named.name;
    }
  }
  return { words, format };
}

function findFormat(text: string): Format {
  const format = FORMATS.find(({ name }) => name === text);
  if (format !== undefined) return format.name;
  const names = FORMATS.map(({ name }) => name).join(', ');
  throw text === ''
    ? new CommandError(2, `reactive: --format needs one of ${names}\n`)
    : refusal(`there is no format ${text}`, `use one of ${names}`, 2);
}
