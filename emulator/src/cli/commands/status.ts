import { formatYaml } from '@reactive-charms/juju/files';
import { choiceOption, isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { readModel } from '../run-session.ts';
import { formatStatusTabular, relationLines } from '../status/status-tabular.ts';
import { viewStatus } from '../status/status-view.ts';

/** `juju status`. */
export const statusCommand: Command = {
  name: 'status',
  purpose: 'Report the status of the model, its machines, applications and units.',
  usage: '',
  arity: [0, 0],
  options: {
    format: { type: 'string', value: 'tabular|json|yaml', help: 'Specify output format' },
    relations: { type: 'boolean', help: "Show 'relations' section in tabular output" },
    color: { type: 'boolean', help: 'Use colours also when the output is no terminal' },
  },
  run: status,
};

async function status(invocation: Invocation): Promise<number> {
  const formats = ['tabular', 'json', 'yaml'] as const;
  const format = choiceOption(invocation, 'format', formats) ?? 'tabular';
  const { writer, now } = invocation.surroundings;
  const model = await readModel(invocation.surroundings);
  const view = viewStatus(model, now());
  if (format === 'json') writer.result(JSON.stringify(view));
  else if (format === 'yaml') writer.result(formatYaml(view));
  else {
    const relations = isSet(invocation, 'relations') ? relationLines(model) : [];
    const colour = writer.hasColour || isSet(invocation, 'color');
    writer.result(formatStatusTabular(view, { relations, colour }));
    if (Object.keys(model.applications).length === 0)
      writer.note('\nModel "' + model.name + '" is empty.');
  }
  return 0;
}
