import type { Task } from '../../model.ts';
import { formatTaskTime } from '../time.ts';

/** When a task, or an operation, was asked for, began and ended. */
export interface TimingView {
  readonly enqueued?: string;
  readonly started?: string;
  readonly completed?: string;
}

/** A task in `juju run --format=json` and `juju show-task`. */
export interface TaskView {
  readonly id: string;
  readonly log?: readonly string[];
  readonly message?: string;
  readonly results?: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly timing: TimingView;
  readonly unit: string;
}

/** Makes the view of a task; keys stand in the order of Juju's output. */
export function viewTask(task: Task, utc: boolean): TaskView {
  return {
    id: task.id,
    ...(task.log.length === 0 ? {} : { log: viewLog(task, utc) }),
    ...(task.message === '' ? {} : { message: task.message }),
    ...(Object.keys(task.results).length === 0 ? {} : { results: sortKeys(task.results) }),
    status: task.status,
    timing: viewTiming(task, utc, SORTED),
    unit: task.unit,
  };
}

/** The progress messages of a task with their times. */
export function viewLog(task: Task, utc: boolean): string[] {
  return task.log.map(({ time, message }) => `${formatTaskTime(time, utc)} ${message}`);
}

type Stage = keyof TimingView;

const SORTED: readonly Stage[] = ['completed', 'enqueued', 'started'];

/** The times that are known. @param order of the keys, which Juju's two views have differently */
export function viewTiming(
  times: Partial<Record<Stage, string>>,
  utc: boolean,
  order: readonly Stage[] = ['enqueued', 'started', 'completed'],
): TimingView {
  const known = order.flatMap((stage) => {
    const time = times[stage];
    return time === undefined ? [] : [[stage, formatTaskTime(time, utc)] as const];
  });
  return Object.fromEntries(known);
}

/** The exit code of a task's program; undefined when it was not run. */
export function returnCode({ results }: Task): number | undefined {
  const code = results['return-code'];
  return typeof code === 'number' ? code : undefined;
}

/** Orders the keys of nested maps, as Go prints them. */
export function sortKeys(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sorted = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([key, value]) => [key, isRecord(value) ? sortKeys(value) : value]),
  );
}

/** Whether a value is a map with texts as keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
