import type { CharmDefinition } from '../charm/charm.ts';
import type { Format } from './text/formats.ts';

/** What the command is run on and with. */
export interface Scene {
  readonly definition: CharmDefinition;
  /** Where the unit's memory lies. */
  readonly charmDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Writes to the standard output. */
  readonly print: (text: string) => void;
  /** Writes to the standard error output. */
  readonly complain: (text: string) => void;
}

/** One call of a sub-command. */
export interface Call {
  readonly scene: Scene;
  readonly args: readonly string[];
  /** How data shall be printed for a program; undefined for people. */
  readonly format?: Format;
}

/** One word of the `reactive` command. */
export interface SubCommand {
  readonly name: string;
  /** What follows its name, as the help shows it. */
  readonly usage: string;
  /** One line, without a final full stop. */
  readonly summary: string;
  /** How many arguments it takes, at least and at most. */
  readonly takes: readonly [number, number];
  /** True when its first argument may be any text, so that `--` has to stand before one like `-x`. */
  readonly takesFlag?: true;
  /** True when `--format` may follow its name. */
  readonly hasFormats?: boolean;
  /** @returns the exit code. */
  readonly run: (call: Call) => Promise<number>;
}

/** Any number of arguments. */
export const MANY: number = Infinity;

/** Ends the command with a message and an exit code; not a bug, so without a stack trace. */
export class CommandError extends Error {
  /** 1: what was asked for is not there or may not be done; 2: the command line is wrong. */
  readonly code: 1 | 2;

  constructor(code: 1 | 2, message: string) {
    super(message);
    this.code = code;
  }
}

/** What was asked for is not there, or may not be done. */
export function refusal(text: string, fix?: string, code: 1 | 2 = 1): CommandError {
  const advice = fix === undefined ? '' : `\n  fix: ${fix}`;
  return new CommandError(code, `reactive: ${text}${advice}\n`);
}

/** The command line is wrong. */
export function wrongUsage({ name, usage }: Pick<SubCommand, 'name' | 'usage'>): CommandError {
  const line = ['reactive', name, usage].filter((word) => word !== '').join(' ');
  return new CommandError(2, `Usage: ${line}\n`);
}

/** Prints lines to the standard output, each with its end. */
export function printLines({ print }: Scene, lines: readonly string[]): number {
  if (lines.length > 0) print(`${lines.join('\n')}\n`);
  return 0;
}
