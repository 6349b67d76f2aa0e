import type { UnitName } from '@reactive-charms/juju';
import type { ModelEvent } from '../../src/events.ts';
import type { Model } from '../../src/model.ts';
import type { Transition } from '../../src/transitions/index.ts';

/** A call of a hook tool and what it must print, byte for byte; what is left out is empty or 0. */
export interface Call {
  /** The command line; single quotes keep words together, `$name` is what an earlier call printed. */
  readonly line: string;
  readonly stdin?: string;
  readonly out?: string | RegExp;
  readonly err?: string | RegExp;
  readonly code?: number;
  /** Keeps what was printed, without the last newline, under a name. */
  readonly keep?: string;
}

/** What a call printed. */
export interface Answer {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** One run of a charm in which tools are called. */
export interface Part {
  readonly unit: UnitName;
  readonly calls: readonly Call[];
  /** Files in the charm directory, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the run ends with. @default 0 */
  readonly exit?: number;
}

/** A run that agents bring about. */
export interface HookPart extends Part {
  /** Name of the hook or action. */
  readonly program: string;
  /** What lets the agent run it. */
  readonly trigger: Transition;
}

/** How a part went. */
export interface Played {
  readonly answers: readonly Answer[];
  /** Files that calls left in the charm directory, of those asked for. */
  readonly files: Readonly<Record<string, string>>;
  /** What the run was told by its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A settled model whose charms do as they are told. */
export interface Stage {
  readonly model: Model;
  /** What `juju-log` has written since `reset`: level, module and text. */
  readonly log: readonly string[];
  /** Brings the model back to what it was after `open`. */
  reset(): void;
  update(transition: Transition): void;
  /** Lets one hook or action call tools, and settles. */
  play(part: HookPart, leaves?: readonly string[]): Promise<Played>;
  /** Calls tools as `juju exec` does. */
  exec(part: Part & { readonly relation?: string }): Promise<Played & { readonly code: number }>;
  close(): Promise<void>;
}

/** Somewhere that charms run: each place must show the same. */
export interface Place {
  readonly name: string;
  /** Whether versions of Juju other than that of the stage bring other tools on PATH. */
  readonly versions: boolean;
  open(): Promise<Stage>;
}

/** A record of `juju-log` as a stage shows it; undefined for others. */
export function logLine(event: ModelEvent): string | undefined {
  if (event.kind !== 'log' || !event.record.module.endsWith('.juju-log')) return undefined;
  const { level, module, message } = event.record;
  return `${level} ${module} ${message}`;
}

/** Splits a command line into words; single quotes keep blanks. */
export function splitLine(line: string): string[] {
  return [...line.matchAll(/(?:[^\s']+|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
}
