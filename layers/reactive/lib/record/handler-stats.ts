import type { FlightRecord } from './flight-record.ts';
import { ENGINE_ROUND } from './origins.ts';

/** What is known of all runs of a handler. */
export interface HandlerStats {
  readonly runs: number;
  /** Start of the hook in which it ran last, as an ISO 8601 time. */
  readonly lastRun: string;
  /** How long the last run took that did not fail. */
  readonly lastMs: number;
  readonly totalMs: number;
  /** Runs that ended with an error; they count as runs too. */
  readonly failures: number;
}

/** Statistics by handler id. */
export type StatsByHandler = ReadonlyMap<string, HandlerStats>;

/** Handlers whose statistics are kept: those that ran last. More are no charm, but a mistake. */
export const KEPT_HANDLERS = 1000;

/** Adds what happened in a run to the statistics. */
export function addToStats(stats: StatsByHandler, record: FlightRecord): StatsByHandler {
  const next = new Map(stats);
  const add = (
    id: string,
    runs: number,
    times?: Pick<HandlerStats, 'lastMs' | 'totalMs'>,
  ): void => {
    const before = next.get(id) ?? { runs: 0, lastMs: 0, totalMs: 0, failures: 0 };
    next.set(id, {
      runs: before.runs + runs,
      lastRun: record.startedAt,
      lastMs: times?.lastMs ?? before.lastMs,
      totalMs: rounded(before.totalMs + (times?.totalMs ?? 0)),
      failures: before.failures + (times ? 0 : runs),
    });
  };
  for (const { name, runs, failed } of record.rounds) {
    if (name === ENGINE_ROUND) continue;
    for (const { id, milliseconds } of runs) {
      add(id, 1, { lastMs: milliseconds, totalMs: milliseconds });
    }
    if (failed !== undefined) add(failed, 1);
  }
  Object.entries(record.omitted ?? {}).forEach(([id, [runs, totalMs]]) =>
    add(id, runs, { lastMs: rounded(totalMs / runs), totalMs }),
  );
  return next;
}

/** The statistics of the handlers that ran last. */
export function recentStats(stats: StatsByHandler): StatsByHandler {
  if (stats.size <= KEPT_HANDLERS) return stats;
  const byTime = [...stats].sort(([, a], [, b]) => b.lastRun.localeCompare(a.lastRun));
  return new Map(byTime.slice(0, KEPT_HANDLERS));
}

/** Milliseconds, to a tenth. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
