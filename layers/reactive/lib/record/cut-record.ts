import type { Round } from '../dispatch/settling.ts';
import type { Opinion } from '../dispatch/status.ts';
import type { FlightRecord } from './flight-record.ts';
import { KEPT_HANDLERS, rounded } from './handler-stats.ts';
import { maskPatterns } from './mask.ts';

/** What a record has room for; the first half and the last half of the runs are kept. */
export const RECORD_ROOM = {
  runs: 100,
  transitions: 200,
  dropped: 50,
  opinions: 20,
  characters: 300,
} as const;

/**
 * Cuts a record to what is kept of it, so that not even a run of ten thousand handlers fills the
 * disk. What is left out still counts in the statistics.
 */
export function cutRecord(record: FlightRecord): FlightRecord {
  const { rounds, opinions, error, omitted, ...rest } = record;
  const all = rounds.reduce((count, { runs }) => count + runs.length, 0);
  const cut = all > RECORD_ROOM.runs ? cutRuns(rounds, all) : { rounds, omitted };
  return {
    ...rest,
    ...(rest.milliseconds === undefined ? {} : { milliseconds: rounded(rest.milliseconds) }),
    rounds: cutDetails(cut.rounds),
    ...(cut.omitted === undefined ? {} : { omitted: cut.omitted }),
    ...(opinions === undefined ? {} : { opinions: cutOpinions(opinions) }),
    ...(error === undefined ? {} : { error: cutText(maskPatterns(error)) }),
  };
}

function cutRuns(
  rounds: readonly Round[],
  all: number,
): { rounds: readonly Round[]; omitted: Record<string, readonly [number, number]> } {
  const omitted = new Map<string, readonly [number, number]>();
  let place = 0;
  const kept = rounds.map((round) => ({
    ...round,
    runs: round.runs.filter(({ id, milliseconds }) => {
      place += 1;
      const isKept = place <= RECORD_ROOM.runs / 2 || place > all - RECORD_ROOM.runs / 2;
      if (!isKept && (omitted.has(id) || omitted.size < KEPT_HANDLERS)) {
        const [runs, totalMs] = omitted.get(id) ?? [0, 0];
        omitted.set(id, [runs + 1, rounded(totalMs + milliseconds)]);
      }
      return isKept;
    }),
  }));
  return {
    rounds: kept.filter(({ runs, failed }) => runs.length > 0 || failed !== undefined),
    omitted: Object.fromEntries(omitted),
  };
}

function cutDetails(rounds: readonly Round[]): Round[] {
  let transitionsLeft: number = RECORD_ROOM.transitions;
  let droppedLeft: number = RECORD_ROOM.dropped;
  return rounds.map((round) => {
    const runs = round.runs.map((run) => {
      const transitions = run.transitions.slice(0, transitionsLeft);
      transitionsLeft -= transitions.length;
      return { id: run.id, transitions, milliseconds: rounded(run.milliseconds) };
    });
    const dropped = round.dropped.slice(0, droppedLeft);
    droppedLeft -= dropped.length;
    return { ...round, runs, dropped };
  });
}

function cutOpinions(opinions: readonly Opinion[]): Opinion[] {
  return opinions
    .slice(0, RECORD_ROOM.opinions)
    .map((opinion) => ({ ...opinion, message: cutText(maskPatterns(opinion.message)) }));
}

function cutText(text: string): string {
  const { characters } = RECORD_ROOM;
  return text.length > characters ? `${text.slice(0, characters - 1)}…` : text;
}
