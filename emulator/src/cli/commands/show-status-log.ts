import type { StatusEntry } from '../../events.ts';
import { readStatusLog } from '../../storage/status-log.ts';
import { findApplication, findUnit } from '../../transitions/transition.ts';
import { UsageError, choiceOption, isSet, numberOption, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { formatColumns } from '../columns.ts';
import type { Model } from '../../model.ts';
import { namedUnit } from '../leader-argument.ts';
import { TABLE_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { modelDirectory, readModel } from '../run-session.ts';
import { formatInstant } from '../time.ts';

const TYPES = ['unit', 'juju-unit', 'workload', 'application'] as const;

/** `juju show-status-log`: the record of which hook ran when; update-status is not in it. */
export const showStatusLogCommand: Command = {
  name: 'show-status-log',
  purpose: 'Output past statuses for the specified entity.',
  usage: 'UNIT|APPLICATION',
  arity: [1, 1],
  options: {
    format: TABLE_FORMAT_OPTION,
    type: {
      type: 'string',
      value: 'TYPE',
      help: `Type of statuses: ${TYPES.join(', ')} (default unit: juju-unit and workload)`,
    },
    n: { type: 'string', short: 'n', value: 'N', help: 'The last N statuses (default 20)' },
    days: { type: 'string', value: 'N', help: 'Statuses of the last N days' },
    'from-date': { type: 'string', value: 'YYYY-MM-DD', help: 'Statuses since that day' },
    utc: { type: 'boolean', help: 'Display timestamps in the UTC timezone' },
    'include-status-updates': {
      type: 'boolean',
      help: 'Include update-status hooks',
      ignored: true,
    },
  },
  run: showStatusLog,
};

const DEFAULT_SIZE = 20;

async function showStatusLog(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const format = formatOf(invocation, 'tabular');
  const pick = readPick(invocation);
  const model = await readModel(surroundings);
  const isChosen = chooseEntity(invocation, model);
  const entries = pick(readStatusLog(modelDirectory(surroundings)).filter(isChosen));
  const utc = isSet(invocation, 'utc');
  const { writer } = surroundings;
  if (entries.length === 0) {
    writer.note('no status history available');
    return 0;
  }
  if (format === 'tabular') {
    const rows = entries.map(({ time, type, status, message }) => [
      formatInstant(time, utc),
      type,
      status,
      message,
    ]);
    writer.result(formatColumns([['Time', 'Type', 'Status', 'Message'], ...rows]));
    return 0;
  }
  const data = entries.map(({ time, type, status, message }) => ({
    status,
    ...(message === '' ? {} : { message }),
    since: formatInstant(time, utc),
    type,
  }));
  writer.result(formatData(format, data));
  return 0;
}

/** @throws UsageError for an unknown type, DiagnosticsError for what is not in the model */
function chooseEntity(invocation: Invocation, model: Model): (entry: StatusEntry) => boolean {
  const [target = ''] = invocation.args;
  const type =
    choiceOption(invocation, 'type', TYPES) ?? (target.includes('/') ? 'unit' : 'application');
  if (type === 'application') {
    const { name } = findApplication(model, target);
    return (entry) => entry.type === 'application' && entry.entity === name;
  }
  const { name } = findUnit(model, namedUnit(invocation, model, target));
  return (entry) =>
    entry.entity === name &&
    entry.type !== 'application' &&
    (type === 'unit' || entry.type === type);
}

/** @throws UsageError for more than one of -n, --days and --from-date */
function readPick(
  invocation: Invocation,
): (entries: readonly StatusEntry[]) => readonly StatusEntry[] {
  const size = numberOption(invocation, 'n', 1);
  const days = numberOption(invocation, 'days', 1);
  const date = textOption(invocation, 'from-date');
  if ([size, days, date].filter((it) => it !== undefined).length > 1) {
    throw new UsageError('only one of -n, --days and --from-date can be given', invocation.command);
  }
  if (days === undefined && date === undefined) return (all) => all.slice(-(size ?? DEFAULT_SIZE));
  const since =
    date === undefined
      ? invocation.surroundings.now().getTime() - (days ?? 0) * 86_400_000
      : Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(since) || (date !== undefined && !/^\d{4}-\d\d-\d\d$/.test(date))) {
    throw new UsageError(
      `parsing backlog date "${date ?? ''}": expected YYYY-MM-DD`,
      invocation.command,
    );
  }
  return (all) => all.filter(({ time }) => Date.parse(time) >= since);
}
