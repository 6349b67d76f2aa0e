import { isJsonMap, parseJsonText } from '../json.ts';
import type { JsonMap, JsonValue } from '../json.ts';
import { printRecord, readRecord } from './flight-record.ts';
import type { FlightRecord } from './flight-record.ts';
import { addToStats, recentStats } from './handler-stats.ts';
import type { HandlerStats, StatsByHandler } from './handler-stats.ts';

/** What the record of a unit tells. */
export interface RunHistory {
  /** The kept runs, the oldest first. */
  readonly records: readonly FlightRecord[];
  /** Statistics of all handlers, also from runs that are not kept any more. */
  readonly stats: StatsByHandler;
}

/** Runs that are kept. */
export const KEPT_RUNS = 20;

/** What stands in a journal: statistics of forgotten runs, and runs since. */
interface Journal {
  readonly forgotten: StatsByHandler;
  readonly records: readonly FlightRecord[];
}

/**
 * Reads the record of a unit: a line for each run, after a line with the statistics of those that are
 * forgotten. A damaged line counts as empty, because nothing but debugging depends on it.
 * @param last a run that is not written down yet.
 */
export function readJournal(text: string, last?: FlightRecord): RunHistory {
  const { forgotten, records } = parseJournal(text, last);
  return {
    records: records.slice(-KEPT_RUNS),
    stats: records.reduce(addToStats, forgotten),
  };
}

/** Characters of the kept runs; where runs are that long, fewer are kept. */
export const KEPT_CHARACTERS = 131_072;

/** Writes a journal anew with the last runs alone; the others remain in the statistics. */
export function compactJournal(text: string): string {
  const { forgotten, records } = parseJournal(text);
  const lines: string[] = [];
  let room = KEPT_CHARACTERS;
  for (const record of records.slice(-KEPT_RUNS).toReversed()) {
    const line = printRecord(record);
    room -= line.length;
    if (room < 0) break;
    lines.unshift(line);
  }
  const gone = records.slice(0, records.length - lines.length);
  const stats = recentStats(gone.reduce(addToStats, forgotten));
  return [printStats(stats), ...lines].map((line) => `${line}\n`).join('');
}

function parseJournal(text: string, last?: FlightRecord): Journal {
  let forgotten: StatsByHandler = new Map();
  const records: FlightRecord[] = [];
  const addRecord = (record: FlightRecord | undefined): void => {
    if (record === undefined) return;
    // A run whose end was told twice: what was told last is true.
    if (isSameRun(records.at(-1), record)) records.pop();
    records.push(record);
  };
  for (const line of text.split('\n').map(parseLine)) {
    if (isJsonMap(line) && isJsonMap(line['stats'])) forgotten = readStats(line['stats']);
    else if (Array.isArray(line)) line.forEach((item: JsonValue) => addRecord(readRecord(item)));
    else addRecord(readRecord(line));
  }
  addRecord(last);
  return { forgotten, records };
}

function isSameRun(a: FlightRecord | undefined, b: FlightRecord): boolean {
  return a?.hook === b.hook && a.startedAt === b.startedAt;
}

function parseLine(line: string): JsonValue {
  try {
    return line === '' ? null : parseJsonText(line);
  } catch {
    return null;
  }
}

function printStats(stats: StatsByHandler): string {
  const entries = [...stats].map(([id, { runs, lastRun, lastMs, totalMs, failures }]) => [
    id,
    [runs, lastRun, lastMs, totalMs, failures],
  ]);
  return JSON.stringify({ stats: Object.fromEntries(entries) });
}

function readStats(stats: JsonMap): Map<string, HandlerStats> {
  return new Map(
    Object.entries(stats).flatMap(([id, numbers]) => {
      const [runs, lastRun, lastMs, totalMs, failures] = Array.isArray(numbers) ? numbers : [];
      return typeof runs === 'number' &&
        typeof lastRun === 'string' &&
        typeof lastMs === 'number' &&
        typeof totalMs === 'number' &&
        typeof failures === 'number'
        ? [[id, { runs, lastRun, lastMs, totalMs, failures }] as const]
        : [];
    }),
  );
}
