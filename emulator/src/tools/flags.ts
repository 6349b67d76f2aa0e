import { usageFailure } from './failure.ts';
import type { HookRun } from './hook-run.ts';

/** One flag of a hook tool. */
export interface FlagDefinition {
  /** Its names without hyphens, the short one first if there is one. */
  readonly names: readonly [string, ...string[]];
  readonly kind: 'boolean' | 'text';
  readonly help: string;
  /** Checks and rewrites the text; a throw of this message ends in `invalid value`. */
  readonly read?: (text: string, run: HookRun) => string;
}

/** Flags by each of their names. */
export type FlagTable = ReadonlyMap<string, FlagDefinition>;

/** Orders flags by name, once for all calls of a tool. */
export function makeFlagTable(definitions: readonly FlagDefinition[]): FlagTable {
  return new Map(
    definitions.flatMap((definition) =>
      definition.names.map((name): [string, FlagDefinition] => [name, definition]),
    ),
  );
}

/** What the command line said. Values stand under the last name of their flag. */
export interface ParsedFlags {
  readonly texts: Readonly<Record<string, string>>;
  readonly booleans: Readonly<Record<string, boolean>>;
  readonly args: readonly string[];
  /** True for `--help` and `-h`. */
  readonly help: boolean;
}

/**
 * Reads a command line as Juju's gnuflag does: flags and arguments mix, `--` ends the flags, a single
 * hyphen with several letters is a cluster. Source: contract juju.md section 2.1.
 * @throws ToolFailure with code 2 for unknown flags and bad values.
 */
export function parseFlags(table: FlagTable, argv: readonly string[], run: HookRun): ParsedFlags {
  const state: State = { texts: {}, booleans: {}, args: [], help: false, argv, next: 0, run };
  for (let word = takeWord(state); word !== undefined; word = takeWord(state)) {
    if (word === '--') break;
    if (word === '-' || !word.startsWith('-')) state.args.push(word);
    else if (word.startsWith('--')) readLong(table, word, state);
    else readCluster(table, word, state);
  }
  const { texts, booleans, args, help, next } = state;
  return { texts, booleans, help, args: [...args, ...argv.slice(next)] };
}

/** Reads Go's spelling of a boolean; undefined for anything else. */
function readGoBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'True', 'TRUE'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'False', 'FALSE'].includes(text) ? false : undefined;
}

/** Writes a text as Go's `%q` does. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /\\u00(0[0-9a-f]|1[0-9a-f])|\\b|\\f|\u007f/g,
    (match, hex: string | undefined) =>
      GO_ESCAPES[match] ?? (hex === undefined ? match : `\\x${hex}`),
  );
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  '\\u0007': '\\a',
  '\\u000b': '\\v',
  '\u007f': '\\x7f',
};

interface State {
  readonly texts: Record<string, string>;
  readonly booleans: Record<string, boolean>;
  readonly args: string[];
  help: boolean;
  readonly argv: readonly string[];
  /** The place of the next word. */
  next: number;
  readonly run: HookRun;
}

function takeWord(state: State): string | undefined {
  const word = state.argv[state.next];
  state.next += 1;
  return word;
}

/** A flag as it was written, and its value. */
interface Given {
  readonly option: string;
  readonly text: string;
}

function readLong(table: FlagTable, word: string, state: State): void {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals === -1 ? undefined : equals);
  const value = equals === -1 ? undefined : word.slice(equals + 1);
  const definition = find(table, name, state);
  if (!definition) return;
  if (definition.kind === 'boolean')
    setBoolean(state, definition, { option: `--${name}`, text: value ?? 'true' });
  else
    setText(state, definition, {
      option: `--${name}`,
      text: value ?? nextWord(`--${name}`, state),
    });
}

function readCluster(table: FlagTable, word: string, state: State): void {
  for (let index = 1; index < word.length; index += 1) {
    const name = word.charAt(index);
    const definition = find(table, name, state);
    if (!definition) continue;
    if (definition.kind === 'boolean') {
      setBoolean(state, definition, { option: `-${name}`, text: 'true' });
      continue;
    }
    const rest = word.slice(index + 1);
    setText(state, definition, {
      option: `-${name}`,
      text: rest === '' ? nextWord(`-${name}`, state) : rest,
    });
    return;
  }
}

function find(table: FlagTable, name: string, state: State): FlagDefinition | undefined {
  const definition = table.get(name);
  if (definition) return definition;
  if (name !== 'help' && name !== 'h') {
    throw usageFailure(`option provided but not defined: ${name.length === 1 ? '-' : '--'}${name}`);
  }
  state.help = true;
  return undefined;
}

function nextWord(option: string, state: State): string {
  const word = takeWord(state);
  if (word === undefined) throw usageFailure(`option needs an argument: ${option}`);
  return word;
}

function setBoolean(state: State, { names }: FlagDefinition, { option, text }: Given): void {
  const value = readGoBoolean(text);
  if (value === undefined) {
    const why = `strconv.ParseBool: parsing ${quote(text)}: invalid syntax`;
    throw usageFailure(`invalid value ${quote(text)} for option ${option}: ${why}`);
  }
  state.booleans[keyOf(names)] = value;
}

function setText(state: State, { names, read }: FlagDefinition, { option, text }: Given): void {
  try {
    state.texts[keyOf(names)] = read ? read(text, state.run) : text;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageFailure(`invalid value ${quote(text)} for option ${option}: ${why}`);
  }
}

function keyOf(names: FlagDefinition['names']): string {
  return names.at(-1) ?? names[0];
}
