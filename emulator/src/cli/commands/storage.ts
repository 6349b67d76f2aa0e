import { formatYaml } from '@reactive-charms/juju/files';
import { choiceOption, isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
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
    format: { type: 'string', value: 'tabular|json|yaml', help: 'Specify output format' },
    filesystem: { type: 'boolean', help: 'Only file systems, in JSON and YAML' },
    volume: { type: 'boolean', help: 'Only volumes, in JSON and YAML' },
  },
  run: storage,
};

async function storage(invocation: Invocation): Promise<number> {
  const { writer } = invocation.surroundings;
  const format = choiceOption(invocation, 'format', ['tabular', 'json', 'yaml'] as const);
  const model = await readModel(invocation.surroundings);
  if (Object.keys(model.storage).length === 0) {
    writer.note('No storage to display.');
    return 0;
  }
  if (format !== 'json' && format !== 'yaml') {
    writer.result(formatStorage(model));
    return 0;
  }
  const view = viewAllStorage(model);
  const only = isSet(invocation, 'filesystem') ? 'filesystems' : 'volumes';
  const isPart = isSet(invocation, 'filesystem') || isSet(invocation, 'volume');
  const data = isPart ? { [only]: view[only] ?? {} } : view;
  writer.result(format === 'json' ? JSON.stringify(data) : formatYaml(data));
  return 0;
}
