import type { LogRecordLevel } from '../events.ts';
import type { RelationView } from '../relation-view.ts';
import type { Transition } from '../transitions/transition.ts';
import type { Instant, ResourceRevision } from '../model.ts';
import { usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { FlagDefinition, ParsedFlags } from './flags.ts';
import type { OutputFormat } from './format.ts';
import type { Value } from './value.ts';
import { findEntered } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';

/** A hook tool: what it accepts and what it does. It has no effects; its answer names them. */
export interface Tool {
  readonly name: string;
  /** The arguments as the help shows them. */
  readonly synopsis: string;
  readonly purpose: string;
  /** How it answers: with `--format` (and its default), without, or with the flag as a relic (C38). */
  readonly output: OutputFormat | 'none' | 'format-ignored';
  /** Which formats `--format` takes. @default all */
  readonly formats?: readonly OutputFormat[];
  /** Its own flags. */
  readonly flags?: readonly FlagDefinition[];
  readonly run: (call: ToolInput) => ToolAnswer;
}

/** A call as a tool sees it, with its flags read. */
export interface ToolInput extends ParsedFlags {
  readonly run: HookRun;
  /** Reads a file that the caller named, `-` for standard input. */
  readonly readText: (path: string) => string;
  /** The same, byte for byte. */
  readonly readBytes: (path: string) => Buffer;
  /** How the caller must be told a path of its machine. */
  readonly processPath: (inside: string) => string;
  readonly now: Instant;
}

/** A record that a tool writes to the log. */
export interface ToolLog {
  readonly level: LogRecordLevel;
  readonly message: string;
}

/** What a tool answers and asks for. Everything is optional: a silent success is `{}`. */
export interface ToolAnswer {
  /** Printed in the format asked for. */
  readonly value?: Value;
  /** Printed instead of `value` in the format `smart`. */
  readonly smart?: Value;
  /** Printed as it stands. */
  readonly text?: string;
  readonly stderr?: string;
  /** The run after the call, with what it read and is to write. */
  readonly run?: HookRun;
  /** An effect on the model that does not wait for the end of the hook. */
  readonly transition?: Transition;
  readonly log?: readonly ToolLog[];
  /** A file that must lie on the unit's machine before the tool answers. */
  readonly resource?: ResourceFile;
}

/** A resource and where it belongs on the unit's machine. */
export interface ResourceFile {
  readonly revision: ResourceRevision;
  /** Path inside the machine. */
  readonly path: string;
}

/** Refuses arguments that are left over (C6). @throws ToolFailure */
export function expectNoMore(args: readonly string[]): void {
  if (args.length === 0) return;
  throw usageFailure(`unrecognized args: [${args.map(quote).join(' ')}]`);
}

/** The `-r` flag: a relation that the unit has entered, by number. */
export const RELATION_FLAG: FlagDefinition = {
  names: ['r', 'relation'],
  kind: 'text',
  help: 'specify a relation by id',
  read: (text, run) => {
    const colon = text.lastIndexOf(':');
    const number = text.slice(colon + 1);
    if (!/^[+-]?\d+$/.test(number)) throw new Error('invalid relation id');
    const view = findEntered(run, Number(number));
    if (!view || !prefixFits(run, view, text.slice(0, Math.max(colon, 0)))) {
      throw new Error('relation not found');
    }
    return String(Number(number));
  },
};

/** The relation of a call: `-r`, else that of the hook (C12). @throws ToolFailure without either */
export function relationNumber(call: ToolInput): number {
  const number = relationOf(call);
  if (number === undefined) throw usageFailure('no relation id specified');
  return number;
}

/** The relation of a call if it has one: `-r`, else that of the hook. */
export function relationOf({ texts, run }: ToolInput): number | undefined {
  const text = texts['relation'];
  return text === undefined ? run.relation?.number : Number(text);
}

/** Juju ignores what stands before the number; a switch makes it as strict as `ops` expects. */
function prefixFits(run: HookRun, { own }: RelationView, prefix: string): boolean {
  if (run.model.fidelity.relationPrefix === 'ignored') return true;
  return prefix === '' || prefix === own.endpoint;
}
