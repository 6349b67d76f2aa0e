import { userError } from '@reactive-charms/juju';
import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { PROGRAM } from '../help.ts';
import { readerOf } from '../../large-record.ts';
import type { Model, Task } from '../../model.ts';
import { PLAIN_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { isOpen } from '../tasks/operation-view.ts';
import { WAIT_OPTIONS, readOrWork } from '../tasks/read-or-work.ts';
import { formatTasks } from '../tasks/task-text.ts';
import { viewTask } from '../tasks/task-view.ts';

/** `juju show-task`. */
export const showTaskCommand: Command = {
  name: 'show-task',
  purpose: 'Show results of a task by ID.',
  usage: 'TASK-ID',
  arity: [1, 1],
  options: {
    format: PLAIN_FORMAT_OPTION,
    ...WAIT_OPTIONS,
  },
  run: showTask,
};

async function showTask(invocation: Invocation): Promise<number> {
  const [id = ''] = invocation.args;
  const { writer } = invocation.surroundings;
  const format = formatOf(invocation, 'plain');
  const { model, isOver } = await readOrWork(invocation, (it) => !isOpen(findTask(it, id)));
  const task = findTask(model, id);
  const view = viewTask(task, isSet(invocation, 'utc'));
  writer.result(format === 'plain' ? formatTasks([task]) : formatData(format, view));
  return isOver ? 0 : 1;
}

function findTask(model: Model, id: string): Task {
  const task = readerOf(model.tasks)(id);
  if (task !== undefined) return task;
  throw userError('TASK_NOT_FOUND', `task "${id}" not found`, {
    fix: `"${PROGRAM} operations" lists operations with the ids of their tasks`,
  });
}
