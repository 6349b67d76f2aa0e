import { formatYaml } from '@reactive-charms/juju/files';
import type { Task } from '../../model.ts';
import { sortKeys } from './task-view.ts';

/** What Juju's plain output does not count as the action's own results. */
const HIDDEN = ['return-code', 'stdout', 'stderr', 'stdout-encoding', 'stderr-encoding'];

/** Prints tasks as `juju run` does: the results of one, or a short record of each of several. */
export function formatTasks(tasks: readonly Task[]): string {
  const [only, ...more] = tasks;
  if (only === undefined) return '';
  if (more.length === 0) return formatTask(only);
  const records = tasks.map((task) => [task.unit, viewShort(task)] as const);
  return formatYaml(sortKeys(Object.fromEntries(records)));
}

function formatTask(task: Task): string {
  const failed = task.status === 'failed' ? [`Action id ${task.id} failed: ${task.message}`] : [];
  const streams = [task.results['stdout'], task.results['stderr']]
    .filter((text) => typeof text === 'string')
    .map((text) => text.replace(/^\n+|\n+$/g, ''))
    .filter((text) => text !== '');
  const lines = [...failed, ownResults(task), ...streams];
  return lines.map((line) => `${line}\n`).join('');
}

function viewShort(task: Task): Record<string, unknown> {
  return {
    id: task.id,
    ...(task.message === '' ? {} : { message: task.message }),
    output: ownResults(task),
    status: task.status,
  };
}

/** The action's own results as YAML, with a newline at the end as Juju has it. */
function ownResults(task: Task): string {
  if (Object.keys(task.results).length === 0) return `Task ${task.id} ${task.status}\n`;
  const own = Object.entries(task.results).filter(([name]) => !HIDDEN.includes(name));
  if (own.length === 0) return '';
  const text = formatYaml(sortKeys(Object.fromEntries(own)));
  return text.endsWith('\n') ? text : `${text}\n`;
}
