import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { TABLE_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { readModel } from '../run-session.ts';
import { formatStorage, viewAllStorage } from '../storage/storage-view.ts';

/** `juju storage`. */
export const storageCommand: Command = {
  name: 'storage',
  aliases: ['list-storage'],
  purpose: 'List storage details.',
  usage: '',
  arity: [0, 0],
  options: {
    format: TABLE_FORMAT_OPTION,
    filesystem: { type: 'boolean', help: 'Only file systems, in JSON and YAML' },
    volume: { type: 'boolean', help: 'Only volumes, in JSON and YAML' },
  },
  run: storage,
};

async function storage(invocation: Invocation): Promise<number> {
  const { writer } = invocation.surroundings;
  const format = formatOf(invocation, 'tabular');
  const model = await readModel(invocation.surroundings);
  if (Object.keys(model.storage).length === 0) {
    writer.note('No storage to display.');
    return 0;
  }
  if (format === 'tabular') {
    writer.result(formatStorage(model));
    return 0;
  }
  const view = viewAllStorage(model);
  const only = isSet(invocation, 'filesystem') ? 'filesystems' : 'volumes';
  const isPart = isSet(invocation, 'filesystem') || isSet(invocation, 'volume');
  const data = isPart ? { [only]: view[only] ?? {} } : view;
  writer.result(formatData(format, data));
  return 0;
}
