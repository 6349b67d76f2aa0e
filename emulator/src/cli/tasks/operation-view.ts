import { unitTag, userError } from '@reactive-charms/juju';
import type { Instant, Model, Task, TaskStatus } from '../../model.ts';
import { PROGRAM } from '../help.ts';
import { viewLog, viewTiming, sortKeys } from './task-view.ts';

/** The tasks of one `juju run`. */
export interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly status: TaskStatus;
  readonly enqueued: Instant;
  readonly started?: Instant;
  readonly completed?: Instant;
  /** In the order of their ids; at least one. */
  readonly tasks: readonly Task[];
}

/** Lists the operations of a model, the oldest first. */
export function listOperations(model: Model): Operation[] {
  const groups = new Map<string, Task[]>();
  for (const task of sortTasks(Object.values(model.tasks))) {
    groups.set(task.operation, [...(groups.get(task.operation) ?? []), task]);
  }
  return [...groups]
    .map(([id, tasks]) => toOperation(id, tasks))
    .sort((a, b) => Number(a.id) - Number(b.id));
}

/** Finds an operation. @throws DiagnosticsError when there is none of this id */
export function findOperation(model: Model, id: string): Operation {
  const found = listOperations(model).find((operation) => operation.id === id);
  if (found !== undefined) return found;
  throw userError('OPERATION_NOT_FOUND', `operation "${id}" not found`, {
    fix: `list the operations with "${PROGRAM} operations"`,
  });
}

/** Makes what `juju show-operation` shows. */
export function viewOperation(operation: Operation, utc: boolean): Record<string, unknown> {
  const [first] = operation.tasks;
  const tasks = operation.tasks.map((task) => [
    task.id,
    {
      host: task.unit,
      status: task.status,
      timing: viewTiming(task, utc),
      ...(task.log.length === 0 ? {} : { log: viewLog(task, utc) }),
      ...(task.message === '' ? {} : { message: task.message }),
      ...(Object.keys(task.results).length === 0 ? {} : { results: sortKeys(task.results) }),
    },
  ]);
  return {
    summary: operation.summary,
    status: operation.status,
    action: { name: first?.action ?? '', parameters: sortKeys(first?.params ?? {}) },
    timing: viewTiming(operation, utc),
    tasks: Object.fromEntries(tasks),
  };
}

/** Whether an operation or a task is still to come to its end. */
export function isOpen({ status }: { readonly status: TaskStatus }): boolean {
  return ['pending', 'running', 'aborting'].includes(status);
}

function toOperation(id: string, tasks: readonly Task[]): Operation {
  const [first] = tasks;
  const started = tasks.flatMap((task) => task.started ?? []).sort()[0];
  const completed = tasks
    .flatMap((task) => task.completed ?? [])
    .sort()
    .at(-1);
  const isOver = !tasks.some(isOpen);
  return {
    id,
    summary: `${first?.action ?? ''} run on ${tasks.map(({ unit }) => unitTag(unit)).join(',')}`,
    status: statusOf(tasks),
    enqueued: first?.enqueued ?? '',
    ...(started === undefined ? {} : { started }),
    ...(completed === undefined || !isOver ? {} : { completed }),
    tasks,
  };
}

/** What counts most comes first. */
const ORDER: readonly TaskStatus[] = [
  'running',
  'aborting',
  'pending',
  'failed',
  'aborted',
  'cancelled',
];

function statusOf(tasks: readonly Task[]): TaskStatus {
  return ORDER.find((status) => tasks.some((task) => task.status === status)) ?? 'completed';
}

function sortTasks(tasks: readonly Task[]): Task[] {
  return [...tasks].sort((a, b) => Number(a.id) - Number(b.id));
}
