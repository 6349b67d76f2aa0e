import type { Round } from '../dispatch/settling.ts';
import type { FlightRecord } from '../record/flight-record.ts';
import { ENGINE_ROUND } from '../record/origins.ts';
import { formatDuration, formatTime } from './text/times.ts';

/** Where in a run something happened, for the middle of a sentence. */
export function nameRound(name: string): string {
  switch (name) {
    case ENGINE_ROUND:
    case 'before':
      return 'before all others';
    case 'hook':
      return 'in the hook phase';
    case 'action':
      return 'as handler of the action';
    case 'after':
      return 'after all others';
    default:
      return `in round ${name}`;
  }
}

/** What a handler did in a run. */
export function tellRun(id: string, { rounds, killed, omitted }: FlightRecord): string {
  const failed = rounds.find((round) => round.failed === id);
  if (failed) return `failed ${nameRound(failed.name)}`;
  const runs = rounds.flatMap(({ name, runs }) =>
    runs.filter((run) => run.id === id).map(({ milliseconds }) => ({ name, milliseconds })),
  );
  const more = omitted?.[id]?.[0] ?? 0;
  const [first] = runs;
  if (first && runs.length + more === 1) {
    return `ran ${nameRound(first.name)}, ${formatDuration(first.milliseconds)}`;
  }
  if (runs.length + more > 0) return `ran ${runs.length + more} times${tellRounds(runs)}`;
  if (rounds.some(({ dropped }) => dropped.includes(id))) {
    return 'was due, but an earlier handler changed a flag that it needs';
  }
  return killed ? 'nobody knows: the hook was killed' : 'did not run';
}

/** Rounds that a sentence names. */
const NAMED_ROUNDS = 5;

function tellRounds(runs: readonly { readonly name: string }[]): string {
  const names = [...new Set(runs.map(({ name }) => name))];
  const isAllNumbers = names.every((name) => /^\d+$/.test(name));
  if (!isAllNumbers || names.length > NAMED_ROUNDS) return '';
  return names.length === 1 ? ` in round ${names[0]}` : ` in rounds ${names.join(', ')}`;
}

/** How a run ended, for people; empty where all went well. */
export function tellEnd({ error, killed }: FlightRecord): string {
  if (error !== undefined) return ' (the hook failed)';
  return killed ? ' (the hook was killed)' : '';
}

/** One line of a run's story. */
export function tellLine(record: FlightRecord, story: string): string {
  return `${formatTime(record.startedAt)}  ${record.hook}: ${story}`;
}

/** A change of a flag, as the record has it. */
export interface FlagChange {
  readonly record: FlightRecord;
  readonly round: Round;
  readonly by: string;
  readonly to: 'set' | 'cleared';
}

/** All changes of a flag that the record knows of, the oldest first. */
export function changesOf(flag: string, records: readonly FlightRecord[]): FlagChange[] {
  return records.flatMap((record) =>
    record.rounds.flatMap((round) =>
      round.runs.flatMap(({ id, transitions }) =>
        transitions
          .filter((transition) => transition.flag === flag)
          .map(({ to }) => ({ record, round, by: id, to })),
      ),
    ),
  );
}
