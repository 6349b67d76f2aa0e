import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { WAIT_OPTIONS, readOrWork } from '../tasks/read-or-work.ts';
import { findOperation, isOpen, viewOperation } from '../tasks/operation-view.ts';

/** `juju show-operation`. */
export const showOperationCommand: Command = {
  name: 'show-operation',
  purpose: 'Show results of an operation.',
  usage: 'OPERATION-ID',
  arity: [1, 1],
  options: { format: FORMAT_OPTION, ...WAIT_OPTIONS },
  run: showOperation,
};

async function showOperation(invocation: Invocation): Promise<number> {
  const [id = ''] = invocation.args;
  const format = formatOf(invocation, 'yaml');
  const { model, isOver } = await readOrWork(invocation, (it) => !isOpen(findOperation(it, id)));
  const view = viewOperation(findOperation(model, id), isSet(invocation, 'utc'));
  invocation.surroundings.writer.result(formatData(format, view));
  return isOver ? 0 : 1;
}
