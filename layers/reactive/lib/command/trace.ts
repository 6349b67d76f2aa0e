import type { JsonValue } from '../json.ts';
import { parseJsonText } from '../json.ts';
import type { HandlerRun, Round } from '../dispatch/settling.ts';
import type { FlightRecord } from '../record/flight-record.ts';
import { ENGINE_ROUND } from '../record/origins.ts';
import { readRunHistory } from '../record/record-file.ts';
import { printLines, refusal, wrongUsage } from './sub-command.ts';
import type { Call, SubCommand } from './sub-command.ts';
import { formatColumns, indent } from './text/columns.ts';
import { printForPrograms } from './text/formats.ts';
import { formatAgo, formatDuration, formatTime } from './text/times.ts';

/** Tells what happened in the last hooks. */
export const TRACE: SubCommand = {
  name: 'trace',
  usage: '[last|N]',
  summary: 'what happened in the last hook, or in the last N',
  takes: [0, 1],
  hasFormats: true,
  run: async ({ scene, args: [count = 'last'], format }: Call) => {
    const number = count === 'last' ? 1 : Number(count);
    if (!Number.isInteger(number) || number < 1) throw wrongUsage(TRACE);
    const { records } = await readRunHistory(scene.charmDirectory);
    const told = records.slice(-number);
    if (format !== undefined) {
      scene.print(printForPrograms(told.map(asJson), format));
      return 0;
    }
    if (told.length === 0) throw refusal('no hook of this unit has left a record yet');
    return printLines(scene, [
      told.map((record) => tellFlight(record, scene.now()).join('\n')).join('\n\n'),
    ]);
  },
};

/** What is not there is left out. */
function asJson(record: FlightRecord): JsonValue {
  return parseJsonText(JSON.stringify(record));
}

function tellFlight(record: FlightRecord, now: Date): string[] {
  const { hook, startedAt, milliseconds, rounds, opinions = [], error, omitted } = record;
  const took = milliseconds === undefined ? [] : [formatDuration(milliseconds)];
  const left = Object.values(omitted ?? {}).reduce((sum, [runs]) => sum + runs, 0);
  return [
    [hook, formatTime(startedAt), formatAgo(startedAt, now), ...took, tellOutcome(record)].join(
      '  ',
    ),
    ...rounds.flatMap(tellRound),
    ...(left === 0 ? [] : [`  and ${left} more runs, which are not in the record`]),
    ...(error === undefined ? [] : [`  error: ${error}`]),
    ...(opinions.length === 0 ? [] : ['  status', ...indent(indent(tellOpinions(opinions)))]),
  ];
}

function tellOutcome({ error, killed, rounds }: FlightRecord): string {
  if (killed) return 'killed';
  if (error !== undefined) return 'failed';
  return rounds.length === 0 ? 'ok, no handler ran' : 'ok';
}

const TITLES = new Map([
  ['before', 'before the hook'],
  ['hook', 'hook phase'],
  ['action', 'action'],
  ['after', 'after the hook'],
]);

function tellRound({ name, runs, dropped, failed }: Round): string[] {
  if (name === ENGINE_ROUND) return runs.map((run) => `  by the engine  ${tellChanges(run)}`);
  const rows = [
    ...runs.map((run) => [run.id, formatDuration(run.milliseconds), tellChanges(run)]),
    ...(failed === undefined ? [] : [[failed, '', 'failed']]),
    ...dropped.map((id) => [id, '', 'dropped: an earlier handler changed a flag that it needs']),
  ];
  const table = formatColumns(rows, [1]).split('\n');
  return [`  ${TITLES.get(name) ?? `round ${name}`}`, ...indent(indent(table))];
}

function tellChanges({ transitions }: HandlerRun): string {
  return transitions.map(({ flag, to }) => `${to === 'set' ? '+' : '-'}${flag}`).join(' ');
}

function tellOpinions(opinions: NonNullable<FlightRecord['opinions']>): string[] {
  const rows = opinions.map(({ layer, about, status, message }) => [
    about === 'application' ? `${layer} (application)` : layer,
    status,
    message,
  ]);
  return formatColumns(rows).split('\n');
}
