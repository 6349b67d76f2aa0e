import { SETTABLE_STATUSES } from '@reactive-charms/juju';
import { isJsonMap } from '../json.ts';
import type { JsonMap, JsonValue } from '../json.ts';
import type { HandlerRun, Round } from '../dispatch/settling.ts';
import type { Opinion } from '../dispatch/status.ts';

/** What one run of the engine did; kept for whoever debugs flags. Holds names, never values. */
export interface FlightRecord {
  /** The hook, or `action NAME`. */
  readonly hook: string;
  /** Start of the run, as an ISO 8601 time. */
  readonly startedAt: string;
  /** How long the run took; absent where nobody could say. */
  readonly milliseconds?: number;
  readonly rounds: readonly Round[];
  /** Who said what about the status. */
  readonly opinions?: readonly Opinion[];
  /** The first line of the error that ended the run; absent when it succeeded. */
  readonly error?: string;
  /** The process ended before the run did, so nothing more is known of it. */
  readonly killed?: true;
  /** Runs for which a record has no room: handler id → how many, and their milliseconds. */
  readonly omitted?: Readonly<Record<string, readonly [number, number]>>;
}

/** What is known when a run has ended in one way or the other. */
export function hasFailed({ error, killed }: FlightRecord): boolean {
  return error !== undefined || killed === true;
}

/** Writes a record as one line. Flag changes are texts such as `+ready` and `-ready`. */
export function printRecord(record: FlightRecord): string {
  const { rounds, ...rest } = record;
  return JSON.stringify({ ...rest, rounds: rounds.map(compactRound) });
}

function compactRound({ name, runs, dropped, failed }: Round): object {
  return {
    name,
    runs: runs.map(({ id, milliseconds, transitions }) => ({
      id,
      ms: milliseconds,
      ...(transitions.length > 0 ? { changes: transitions.map(compactTransition) } : {}),
    })),
    ...(dropped.length > 0 ? { dropped } : {}),
    ...(failed === undefined ? {} : { failed }),
  };
}

function compactTransition({ flag, to }: HandlerRun['transitions'][number]): string {
  return `${to === 'set' ? '+' : '-'}${flag}`;
}

/** Reads a record, also one of the older form; undefined when it is not one. */
export function readRecord(value: JsonValue): FlightRecord | undefined {
  if (!isJsonMap(value)) return undefined;
  const { hook, startedAt, milliseconds, rounds, opinions, error, killed, omitted } = value;
  if (typeof hook !== 'string' || typeof startedAt !== 'string') return undefined;
  return {
    hook,
    startedAt,
    rounds: listOf(rounds).flatMap(readRound),
    ...(typeof milliseconds === 'number' ? { milliseconds } : {}),
    ...(opinions === undefined ? {} : { opinions: listOf(opinions).flatMap(readOpinion) }),
    ...(typeof error === 'string' ? { error } : {}),
    ...(killed === true ? { killed } : {}),
    ...(isJsonMap(omitted) ? { omitted: readOmitted(omitted) } : {}),
  };
}

function readRound(round: JsonMap): Round[] {
  const { name, runs, dropped, failed } = round;
  if (typeof name !== 'string') return [];
  return [
    {
      name,
      runs: listOf(runs).flatMap(readRun),
      dropped: textsOf(dropped),
      ...(typeof failed === 'string' ? { failed } : {}),
    },
  ];
}

function readRun({ id, ms, changes, transitions }: JsonMap): HandlerRun[] {
  if (typeof id !== 'string') return [];
  return [
    {
      id,
      milliseconds: typeof ms === 'number' ? ms : 0,
      transitions: [
        ...textsOf(changes).map((text): HandlerRun['transitions'][number] => ({
          flag: text.slice(1),
          to: text.startsWith('+') ? 'set' : 'cleared',
        })),
        ...listOf(transitions).flatMap(readTransition),
      ],
    },
  ];
}

/** In the form of records before there were times. */
function readTransition({ flag, to }: JsonMap): HandlerRun['transitions'][number][] {
  return typeof flag === 'string' && (to === 'set' || to === 'cleared') ? [{ flag, to }] : [];
}

function readOpinion({ layer, about, status, message }: JsonMap): Opinion[] {
  const known = SETTABLE_STATUSES.find((name) => name === status);
  if (known === undefined || typeof layer !== 'string' || typeof message !== 'string') return [];
  return [{ layer, about: about === 'application' ? about : 'unit', status: known, message }];
}

function readOmitted(omitted: JsonMap): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    Object.entries(omitted).flatMap(([id, counts]) => {
      const [runs, totalMs] = Array.isArray(counts) ? counts : [];
      return typeof runs === 'number' && typeof totalMs === 'number'
        ? [[id, [runs, totalMs] as const] as const]
        : [];
    }),
  );
}

function listOf(value: JsonValue | undefined): JsonMap[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => isJsonMap(item)) : [];
}

function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === 'string') : [];
}
