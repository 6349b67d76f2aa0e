import { parseArgs } from 'node:util';
import { UsageError, parseArgsOptions } from './command.ts';
import type { Command, Invocation } from './command.ts';
import { errorCode, errorMessage } from './error-facts.ts';

/** A command line before it meets its surroundings. */
export type ParsedCommand = Omit<Invocation, 'surroundings'>;

/**
 * Finds the command and parses its options and arguments, which may be mixed, as in Juju.
 * @param argv without the program's name.
 * @throws UsageError for unknown commands and options, and for too few or too many arguments.
 */
export function parseCommand(commands: readonly Command[], argv: readonly string[]): ParsedCommand {
  const [word = 'help', ...rest] = argv;
  const command = findCommand(commands, word);
  if (rest.includes('--help') || rest[0] === '-h') {
    if (command.rawAfter === undefined || rest[0]?.startsWith('-')) {
      return { command: findCommand(commands, 'help'), args: [command.name], options: {} };
    }
  }
  const [own, raw] = splitRaw(command, rest);
  const { values, positionals } = parse(command, own);
  const args = [...positionals, ...raw];
  const [fewest, most] = command.arity;
  if (args.length < fewest) {
    throw new UsageError(`${command.name} needs ${command.usage.trim()}`, command);
  }
  if (args.length > most) {
    const extra = args.slice(most).map((arg) => JSON.stringify(arg));
    throw new UsageError(`unrecognized args: ${extra.join(' ')}`, command);
  }
  return { command, args, options: values };
}

/** What people type in place of a command. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ['--help', 'help'],
  ['-h', 'help'],
  ['--version', 'version'],
]);

/** @throws UsageError with the nearest name for an unknown command. */
function findCommand(commands: readonly Command[], word: string): Command {
  const wanted = FLAGS.get(word) ?? word;
  const found = commands.find(({ name, aliases }) => name === wanted || aliases?.includes(wanted));
  if (found !== undefined) return found;
  const known = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const near = known.find((name) => distance(name, wanted) <= 2);
  const guess = near === undefined ? '' : `; did you mean "${near}"?`;
  throw new UsageError(`${JSON.stringify(word)} is not a command${guess}`);
}

function parse(
  command: Command,
  args: readonly string[],
): { readonly values: Invocation['options']; readonly positionals: readonly string[] } {
  try {
    return parseArgs({
      args: [...args],
      options: parseArgsOptions(command),
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const [sentence = ''] = errorMessage(error).split('\n');
    const code = errorCode(error);
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const option = /'(-[^']+)'/.exec(sentence)?.[1] ?? '';
      throw new UsageError(`option provided but not defined: ${option}`, command);
    }
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
      const ambiguous = /^Option '(-\S+).*' argument is ambiguous/.exec(sentence)?.[1];
      if (ambiguous === undefined) throw new UsageError(sentence.replace(/\.$/, ''), command);
      throw new UsageError(
        `${ambiguous} needs a value; one that begins with "-" is written behind "=", as in --option=-1`,
        command,
      );
    }
    throw error;
  }
}

/** Cuts off what belongs to another program, such as the command of `ssh`. */
function splitRaw(
  command: Command,
  args: readonly string[],
): [own: readonly string[], raw: readonly string[]] {
  if (command.rawAfter === undefined) return [args, []];
  const { tokens } = parseArgs({
    args: [...args],
    options: parseArgsOptions(command),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  let positionals = 0;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') {
      return [args.slice(0, token.index), args.slice(token.index + 1)];
    }
    if (token.kind !== 'positional') continue;
    positionals += 1;
    if (positionals > command.rawAfter) {
      return [args.slice(0, token.index), args.slice(token.index)];
    }
  }
  return [args, []];
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_unused, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
