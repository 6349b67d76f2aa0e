import { isJsonMap, parseJsonText } from '../json.ts';
import type { JsonMap, JsonValue } from '../json.ts';
import type { Round } from '../dispatch/settle.ts';

/** What one run of the engine did; kept for whoever debugs flags. Holds names, never values. */
export interface FlightRecord {
  readonly hook: string;
  /** Start of the run, as an ISO 8601 time. */
  readonly startedAt: string;
  readonly rounds: readonly Round[];
  /** The first line of the error that ended the run; absent when it succeeded. */
  readonly error?: string;
}

/** Runs that are kept. */
export const KEPT_RUNS = 20;

/** Adds a run to the kept ones; the oldest go. */
export function addRecord(
  records: readonly FlightRecord[],
  record: FlightRecord,
): readonly FlightRecord[] {
  return [...records, record].slice(-KEPT_RUNS);
}

/** Writes the records as the text of their file. */
export function printRecords(records: readonly FlightRecord[]): string {
  return `${JSON.stringify(records)}\n`;
}

/** Reads the records; a damaged file counts as empty, because nothing but debugging depends on it. */
export function parseRecords(text: string): readonly FlightRecord[] {
  try {
    const value = parseJsonText(text);
    return Array.isArray(value) ? value.flatMap(readRecord) : [];
  } catch {
    return [];
  }
}

function readRecord(value: JsonValue): FlightRecord[] {
  if (!isJsonMap(value)) return [];
  const { hook, startedAt, rounds, error } = value;
  if (typeof hook !== 'string' || typeof startedAt !== 'string') return [];
  return [
    {
      hook,
      startedAt,
      rounds: listOf(rounds).flatMap(readRound),
      ...(typeof error === 'string' ? { error } : {}),
    },
  ];
}

function readRound(round: JsonMap): Round[] {
  const { name, runs, dropped, failed } = round;
  if (typeof name !== 'string') return [];
  return [
    {
      name,
      runs: listOf(runs).flatMap(({ id, transitions }) =>
        typeof id === 'string'
          ? [{ id, transitions: listOf(transitions).flatMap(readTransition) }]
          : [],
      ),
      dropped: Array.isArray(dropped) ? dropped.filter((id) => typeof id === 'string') : [],
      ...(typeof failed === 'string' ? { failed } : {}),
    },
  ];
}

function readTransition({ flag, to }: JsonMap): Round['runs'][number]['transitions'][number][] {
  return typeof flag === 'string' && (to === 'set' || to === 'cleared') ? [{ flag, to }] : [];
}

function listOf(value: JsonValue | undefined): JsonMap[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => isJsonMap(item)) : [];
}
