import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { Model } from '../model.ts';
import { writeFailure } from './disk-failure.ts';
import { openLineFile, writeAll } from './line-file.ts';
import type { LineFile, WriteBytes } from './line-file.ts';
import { isLocked } from './lock.ts';
import { applyPatches, findPatches, isPatches } from './model-diff.ts';
import { readIfThere, readLines } from './read-lines.ts';

/*
 * A saved model is a snapshot, `model.json`, and a journal with a line for each change since. The
 * snapshot names its journal by number, so that the one step from snapshot to snapshot, a rename,
 * also changes the journal: at every instant the two belong together.
 */

/** The saved model of a folder, open for writing. */
export interface ModelFile {
  /** What was saved; undefined when there is nothing yet. */
  readonly model: Model | undefined;
  /**
   * Saves a model. Readers see the model before or after, never half a change.
   * @param before the model that was saved last.
   * @throws DiagnosticsError when there is no room; what was saved before stays.
   */
  readonly save: (model: Model, before: Model) => void;
  close(): void;
}

/** How to open a saved model; the defaults serve everyone but tests. */
export interface ModelFileOptions {
  readonly write?: WriteBytes;
  /** Bytes that a journal may have in any case. */
  readonly smallJournal?: number;
}

/** A journal gets at least this long before a snapshot takes its place. */
const SMALL_JOURNAL = 262_144;

const FORMAT = 2;

/**
 * Reads the saved model of a folder, also while another process writes it.
 * @returns undefined when there is none yet.
 * @throws DiagnosticsError when it is broken or of another format.
 */
export function loadModel(directory: string): Model | undefined {
  const model = readSaved(directory)?.model;
  return model === undefined || isLocked(directory) ? model : withoutRunning(model);
}

/**
 * Opens the saved model of a folder for writing; only one process may.
 * @throws DiagnosticsError when it is broken or of another format.
 */
export function openModelFile(directory: string, options: ModelFileOptions = {}): ModelFile {
  const saved = readSaved(directory);
  const model = saved && withoutRunning(saved.model);
  const { write, smallJournal = SMALL_JOURNAL } = options;
  let number = saved?.journal ?? 0;
  let limit = Math.max(smallJournal, saved?.bytes ?? 0);
  let journal: LineFile | undefined;
  const startJournal = (): void => {
    journal?.close();
    journal = undefined;
    removeOtherJournals(directory, number);
    journal = openLineFile(journalPath(directory, number), write);
  };
  const snapshot = (current: Model): void => {
    const bytes = writeSnapshot({ directory, model: current, journal: number + 1 }, write);
    number += 1;
    limit = Math.max(smallJournal, bytes);
    try {
      startJournal();
    } catch {
      // The snapshot has it all; without a journal the next change makes another one.
    }
  };
  const save = (current: Model, before: Model): void => {
    if (!journal) {
      snapshot(current);
      return;
    }
    journal.append(JSON.stringify(findPatches(before, current)));
    if (journal.size <= limit) return;
    try {
      snapshot(current);
    } catch {
      // The journal has it all; there may be room for a snapshot later.
      limit = journal.size * 2;
    }
  };
  if (saved && model) {
    startJournal();
    if (model !== saved.model) save(model, saved.model);
  }
  return { model, save, close: () => journal?.close() };
}

interface Saved {
  readonly model: Model;
  /** Number of the journal. */
  readonly journal: number;
  /** Size of the snapshot. */
  readonly bytes: number;
}

interface Snapshot {
  readonly format: typeof FORMAT;
  readonly journal: number;
  readonly model: unknown;
}

function readSaved(directory: string): Saved | undefined {
  const path = join(directory, 'model.json');
  for (;;) {
    const text = readIfThere(path);
    if (text === undefined) return undefined;
    const snapshot = readSnapshot(text, directory);
    const lines = readLines(journalPath(directory, snapshot.journal));
    // A writer may have changed both between the two reads.
    if (lines === undefined && readIfThere(path) !== text) continue;
    const model = replay(snapshot, lines ?? [], journalPath(directory, snapshot.journal));
    return { model, journal: snapshot.journal, bytes: text.length };
  }
}

function readSnapshot(text: string, directory: string): Snapshot {
  const file = join(directory, 'model.json');
  const value = parse(text, { file });
  if (isSnapshot(value)) return value;
  const format = formatOf(value);
  throw userError(
    'MODEL_FORMAT',
    typeof format === 'number' && format !== FORMAT
      ? `the model is of format ${format}, and this version works with format ${FORMAT}`
      : `expected a model of format ${FORMAT}`,
    {
      place: { file },
      fix:
        'go on with the version of juju-local that made it, ' +
        `or give up the model: remove the folder ${directory} and deploy anew`,
    },
  );
}

function replay(snapshot: Snapshot, lines: readonly string[], file: string): Model {
  const model = lines.reduce((value: unknown, line, index) => {
    const place = { file, line: index + 1 };
    const patches = parse(line, place);
    try {
      if (isPatches(patches)) return applyPatches(value, patches);
    } catch {
      // Told below, in one way for all that can be wrong.
    }
    throw broken('not a change of the model', place);
  }, snapshot.model);
  if (isModel(model)) return model;
  throw broken(`expected a model of format ${FORMAT}`, { file });
}

function writeSnapshot(
  what: { readonly directory: string; readonly model: Model; readonly journal: number },
  write: WriteBytes | undefined,
): number {
  const { directory, model, journal } = what;
  const path = join(directory, 'model.json');
  const temporary = `${path}.new`;
  const snapshot: Snapshot = { format: FORMAT, journal, model };
  const bytes = Buffer.from(`${JSON.stringify(snapshot)}\n`);
  try {
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeAll({ file, bytes, position: 0 }, write);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw writeFailure(path, error);
  }
  return bytes.length;
}

function journalPath(directory: string, number: number): string {
  return join(directory, `journal-${number}.jsonl`);
}

function removeOtherJournals(directory: string, number: number): void {
  for (const name of readdirSync(directory)) {
    const found = /^journal-(\d+)\.jsonl$/.exec(name)?.[1];
    if (found !== undefined && Number(found) !== number) rmSync(join(directory, name));
  }
}

function parse(text: string, place: { readonly file: string; readonly line?: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw broken(`not JSON: ${error instanceof Error ? error.message : String(error)}`, place);
  }
}

function broken(what: string, place: { readonly file: string; readonly line?: number }): Error {
  return userError('MODEL_BROKEN', what, {
    place,
    fix: 'the saved model cannot be read: remove its folder and deploy anew',
  });
}

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value
    ? value.format
    : undefined;
}

function isSnapshot(value: unknown): value is Snapshot {
  return (
    formatOf(value) === FORMAT &&
    typeof value === 'object' &&
    value !== null &&
    'model' in value &&
    'journal' in value &&
    Number.isSafeInteger(value.journal)
  );
}

// The files are our own; the format number vouches for the rest.
function isModel(value: unknown): value is Model {
  return formatOf(value) === FORMAT;
}

/** A process that was killed in the middle of a hook left its unit executing; the hook is still due. */
function withoutRunning(model: Model): Model {
  const units: Record<string, Model['units'][keyof Model['units']]> = {};
  let stale = false;
  for (const [name, unit] of Object.entries(model.units)) {
    const idle = { status: 'idle' as const, message: '', since: unit.agent.since };
    const running = unit.agent.status === 'executing';
    stale ||= running;
    units[name] = running ? { ...unit, agent: idle } : unit;
  }
  return stale ? { ...model, units } : model;
}
