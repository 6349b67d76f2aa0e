import type { ParseArgsConfig } from 'node:util';
import type { Environment } from '@reactive-charms/juju';
import type { Terminal } from '../debug/start-session.ts';
import type { LogRecord } from '../events.ts';
import type { Fault } from '../faults.ts';
import type { Model } from '../model.ts';
import type { Session, SessionOptions } from '../session.ts';
import type { Interruption } from './interruption.ts';
import type { Writer } from './writer.ts';

/** The way from a command to models; injected, so that commands run in tests without agents. */
export interface Models {
  /** Opens and locks the model. */
  open(options: SessionOptions): Promise<Session>;
  /** Reads the model without lock; undefined when there is none. */
  read(directory: string): Promise<Model | undefined>;
  /** Reads the log of the model, oldest first. */
  readLog(directory: string): Promise<LogRecord[]>;
}

/** What surrounds a command: nothing else of the process is used. */
export interface Surroundings {
  readonly writer: Writer;
  readonly models: Models;
  readonly environment: Environment;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** What goes wrong on demand while the command is at work. */
  readonly faults?: readonly Fault[];
  /** Asks a person; undefined when there is nobody to ask. */
  readonly ask?: (question: string) => Promise<string>;
  /** Ctrl-C; undefined where nobody can press it. */
  readonly interruption?: Interruption;
  /** The terminal; undefined where input or output is none. */
  readonly terminal?: Terminal;
}

/** One option of a command. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** How the value is called in the help. */
  readonly value?: string;
  readonly help: string;
  /** True for options of Juju that have no meaning here: they are named in a note and ignored. */
  readonly ignored?: boolean;
}

/** Option values as parsed: a boolean, a text, or texts. */
export type OptionValues = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>;

/** A command line that was parsed. */
export interface Invocation {
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: OptionValues;
  readonly surroundings: Surroundings;
}

/** A command of the program. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly purpose: string;
  /** The arguments after the name, as the usage line shows them. */
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Fewest and most arguments. */
  readonly arity: readonly [fewest: number, most: number];
  /** The number of arguments after which everything is taken as it stands, options included. */
  readonly rawAfter?: number;
  readonly details?: string;
  /** Answers the exit code. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** The user typed something that no command understands; the program exits with code 2. */
export class UsageError extends Error {
  readonly command: Command | undefined;

  /** @param command whose help to point at. */
  constructor(message: string, command?: Command) {
    super(message);
    this.name = 'UsageError';
    this.command = command;
  }
}

/** A text option. */
export function textOption(invocation: Invocation, name: string): string | undefined {
  const value = invocation.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A text option that may be given several times. */
export function textOptions(invocation: Invocation, name: string): string[] {
  const value = invocation.options[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A boolean option. */
export function isSet(invocation: Invocation, name: string): boolean {
  return invocation.options[name] === true;
}

/** An option as it is typed: `--name`, or `-n` where the name is a letter. */
export function flagOf(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

/** A whole number of at least `least`. @throws UsageError otherwise. */
export function numberOption(invocation: Invocation, name: string, least = 0): number | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least) return number;
  throw new UsageError(
    `${flagOf(name)} is ${JSON.stringify(text)}, expected a whole number of at least ${least}`,
    invocation.command,
  );
}

/** One of some words. @throws UsageError for another. */
export function choiceOption<T extends string>(
  invocation: Invocation,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const found = allowed.find((word) => word === text);
  if (found !== undefined) return found;
  throw new UsageError(
    `--${name} is ${JSON.stringify(text)}, expected one of ${allowed.join(', ')}`,
    invocation.command,
  );
}

/** Options of every command of Juju; no help lists them. */
const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  model: { type: 'string', short: 'm', help: 'Model to operate in', ignored: true },
  quiet: { type: 'boolean', short: 'q', help: 'Show no informational output' },
  verbose: { type: 'boolean', short: 'v', help: 'Show more verbose output', ignored: true },
  debug: { type: 'boolean', help: 'Show more of what the client does', ignored: true },
};

/** An option of every command of Juju that has formats. */
const OUTPUT_OPTION: Readonly<Record<string, OptionSpec>> = {
  output: { type: 'string', short: 'o', value: 'FILE', help: 'Specify an output file' },
};

/** The options of a command, with those that its help does not list. */
export function allOptions({ options }: Command): Readonly<Record<string, OptionSpec>> {
  return {
    ...COMMON_OPTIONS,
    ...(options['format'] === undefined ? {} : OUTPUT_OPTION),
    ...options,
  };
}

/** The options in the form of `parseArgs`. */
export function parseArgsOptions(command: Command): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(allOptions(command)).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), multiple: multiple ?? false },
    ]),
  );
}
