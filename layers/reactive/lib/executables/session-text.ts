import type { FlagStore, FlagValues } from '../flags/flag-store.ts';
import { parseJsonText } from '../json.ts';
import type { JsonMap, JsonValue } from '../json.ts';
import { readFiles, readJson, readMap, readText, readTexts } from '../memory/memory-checks.ts';
import type { Memory } from '../memory/memory.ts';

/** What a program is told about the run that has started it. */
export interface Snapshot {
  /** The running hook, or `action NAME`. */
  readonly run: string;
  /** The phase of the run: `hook`, or the number of the round. */
  readonly phase: string;
  /** Flags that changed in the round before. */
  readonly changed: readonly string[];
  readonly flags: FlagValues;
  /** Ids of handlers that run only once and have run. */
  readonly invoked: readonly string[];
  /** Handler id → path → hash of the file when the handler last ran. */
  readonly files: Memory['files'];
  /** How much of the journal has been taken into account, in bytes. */
  readonly journalBytes: number;
}

/** Something that a program asks of the engine. */
export type Operation =
  | { readonly op: 'set'; readonly flag: string; readonly value: JsonValue }
  | { readonly op: 'clear'; readonly flag: string }
  | { readonly op: 'toggle'; readonly flag: string; readonly condition: boolean }
  /** Handlers have run, and shall not do so again if they run only once. */
  | { readonly op: 'invoked'; readonly ids: readonly string[] }
  /** A handler is due because of files with these hashes. */
  | { readonly op: 'files'; readonly id: string; readonly hashes: Hashes };

/** Path → hash of a file; null where there is none. */
export type Hashes = Memory['files'][string];

/** What operations change. */
export interface SessionState {
  readonly flags: FlagStore;
  readonly invoked: Set<string>;
  readonly files: Map<string, Hashes>;
}

/** Does what a program has asked for. */
export function replay(operations: readonly Operation[], state: SessionState): void {
  for (const operation of operations) apply(operation, state);
}

function apply(operation: Operation, { flags, invoked, files }: SessionState): void {
  switch (operation.op) {
    case 'set':
      flags.set(operation.flag, operation.value);
      break;
    case 'clear':
      flags.clear(operation.flag);
      break;
    case 'toggle':
      flags.toggle(operation.flag, operation.condition);
      break;
    case 'invoked':
      operation.ids.forEach((id) => invoked.add(id));
      break;
    case 'files':
      files.set(operation.id, operation.hashes);
      break;
  }
}

/** Writes operations as lines of the journal. */
export function printOperations(operations: readonly Operation[]): string {
  return operations.map((operation) => `${JSON.stringify(operation)}\n`).join('');
}

/**
 * Reads lines of the journal. A last line without an end was not written to its end, and its writer
 * knows that.
 * @throws Error naming the line that is none of an operation.
 */
export function parseOperations(text: string): Operation[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => parseOperation(`line ${index + 1}`, line));
}

function parseOperation(where: string, line: string): Operation {
  const map = readMap(where, readJsonLine(where, line));
  const flag = (): string => readText(`${where}.flag`, map['flag']);
  switch (readText(`${where}.op`, map['op'])) {
    case 'set':
      return { op: 'set', flag: flag(), value: map['value'] ?? null };
    case 'clear':
      return { op: 'clear', flag: flag() };
    case 'toggle':
      return { op: 'toggle', flag: flag(), condition: map['condition'] === true };
    case 'invoked':
      return { op: 'invoked', ids: readTexts(`${where}.ids`, map['ids']) };
    case 'files':
      return readHashes(where, map);
    default:
      throw new Error(`${where} is no operation`);
  }
}

function readHashes(where: string, { id, hashes }: JsonMap): Operation {
  const key = readText(`${where}.id`, id);
  const { [key]: known = {} } = readFiles(where, hashes === undefined ? {} : { [key]: hashes });
  return { op: 'files', id: key, hashes: known };
}

function readJsonLine(where: string, line: string): JsonValue {
  try {
    return parseJsonText(line);
  } catch {
    throw new Error(`${where} is not JSON`);
  }
}

/** Writes a snapshot as the text of its file. */
export function printSnapshot(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot)}\n`;
}

/** @throws Error when the text is no snapshot. */
export function parseSnapshot(text: string): Snapshot {
  const root = readMap('the session', readJson('the session', text));
  const { run, phase, changed, flags, invoked, files, journalBytes } = root;
  return {
    run: readText('run', run),
    phase: readText('phase', phase),
    changed: readTexts('changed', changed),
    flags: readMap('flags', flags),
    invoked: readTexts('invoked', invoked),
    files: readFiles('files', files),
    journalBytes: Number(journalBytes),
  };
}
