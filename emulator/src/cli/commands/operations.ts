import { isSet, numberOption, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { formatColumns } from '../columns.ts';
import { PLAIN_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { readModel } from '../run-session.ts';
import { listOperations, viewOperation } from '../tasks/operation-view.ts';
import type { Operation } from '../tasks/operation-view.ts';
import { formatPlainTime } from '../time.ts';

const LIST = { type: 'string', value: 'NAME[,...]' } as const;

/** `juju operations`. */
export const operationsCommand: Command = {
  name: 'operations',
  aliases: ['list-operations'],
  purpose: 'List pending, running, or completed operations.',
  usage: '',
  arity: [0, 0],
  options: {
    actions: { ...LIST, help: 'Only operations of these actions' },
    applications: { ...LIST, help: 'Only operations on these applications' },
    apps: { ...LIST, help: 'The same as --applications' },
    units: { ...LIST, help: 'Only operations on these units' },
    machines: { ...LIST, help: 'Only operations on these machines' },
    status: { ...LIST, help: 'Only operations of these statuses' },
    limit: { type: 'string', value: 'N', help: 'At most so many operations (default 50)' },
    offset: { type: 'string', value: 'N', help: 'Leave so many operations out' },
    format: PLAIN_FORMAT_OPTION,
    utc: { type: 'boolean', help: 'Show times in UTC' },
  },
  run: operations,
};

const DEFAULT_LIMIT = 50;
const LONGEST_LIST = 5;

async function operations(invocation: Invocation): Promise<number> {
  const { writer } = invocation.surroundings;
  const format = formatOf(invocation, 'plain');
  const limit = numberOption(invocation, 'limit') ?? DEFAULT_LIMIT;
  const offset = numberOption(invocation, 'offset') ?? 0;
  const model = await readModel(invocation.surroundings);
  const isOnMachine = (machine: string, operation: Operation): boolean =>
    operation.tasks.some(({ unit }) => model.units[unit]?.machine === machine);
  const found = listOperations(model).filter((it) => isWanted(invocation, it, isOnMachine));
  const shown = found.slice(offset, offset + (limit === 0 ? DEFAULT_LIMIT : limit));
  if (shown.length === 0) {
    writer.note('no matching operations');
    return 0;
  }
  const utc = isSet(invocation, 'utc');
  if (format === 'plain') {
    const isCut = shown.length < found.length;
    if (isCut) {
      const [first, last] = [offset + 1, offset + shown.length];
      writer.result(`Displaying operation results ${first} to ${last}.`);
    }
    writer.result(formatOperations(shown, utc));
    return 0;
  }
  const data = Object.fromEntries(shown.map((it) => [it.id, viewOperation(it, utc)]));
  writer.result(formatData(format, data));
  return 0;
}

function isWanted(
  invocation: Invocation,
  operation: Operation,
  isOnMachine: (machine: string, operation: Operation) => boolean,
): boolean {
  const { tasks, status } = operation;
  const listed = (name: string): string[] =>
    (textOption(invocation, name) ?? '').split(',').filter((word) => word !== '');
  const isAny = (names: readonly string[], test: (name: string) => boolean): boolean =>
    names.length === 0 || names.some(test);
  const applications = [...listed('applications'), ...listed('apps')];
  const [units, machines] = [listed('units'), listed('machines')];
  const isTarget =
    applications.length + units.length + machines.length === 0 ||
    applications.some((name) => tasks.some(({ unit }) => unit.startsWith(`${name}/`))) ||
    units.some((name) => tasks.some(({ unit }) => unit === name)) ||
    machines.some((name) => isOnMachine(name, operation));
  return (
    isTarget &&
    isAny(listed('actions'), (name) => tasks.some(({ action }) => action === name)) &&
    isAny(listed('status'), (name) => status === name)
  );
}

function formatOperations(operations: readonly Operation[], utc: boolean): string {
  const time = (instant: string | undefined): string =>
    instant === undefined ? '' : formatPlainTime(instant, utc);
  const rows = operations.map(({ id, status, started, completed, tasks, summary }) => {
    const ids = tasks.slice(0, LONGEST_LIST).map((task) => task.id);
    const list = `${ids.join(',')}${tasks.length > LONGEST_LIST ? '...' : ''}`;
    return [id, status, time(started), time(completed), list, summary];
  });
  const header = ['ID', 'Status', 'Started', 'Finished', 'Task IDs', 'Summary'];
  return formatColumns([header, ...rows], { right: [0] });
}
