import type { Command, Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import { cancelTask } from '../../transitions/tasks.ts';
import { sequence } from '../../transitions/transition.ts';
import { FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { settle, withSession } from '../run-session.ts';

/** `juju cancel-task`. */
export const cancelTaskCommand: Command = {
  name: 'cancel-task',
  purpose: 'Cancel pending or running tasks.',
  usage: 'TASK-ID ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: { format: FORMAT_OPTION },
  run: cancel,
};

async function cancel(invocation: Invocation): Promise<number> {
  const { args, surroundings } = invocation;
  const format = formatOf(invocation, 'yaml');
  return withSession(surroundings, {}, async (session) => {
    session.update(sequence(...args.map(cancelTask)));
    const cancelled = args.map((id) => viewCancelled(session.model, id));
    surroundings.writer.result(formatData(format, { actions: cancelled }));
    return settle(surroundings, session);
  });
}

function viewCancelled({ tasks }: Model, id: string): Record<string, string> {
  const task = tasks[id];
  const completed = task?.completed?.slice(0, 19).replace('T', ' ');
  return {
    action: task?.action ?? '',
    'completed at': completed ?? 'n/a',
    id,
    status: task?.status ?? '',
    unit: task?.unit ?? '',
  };
}
