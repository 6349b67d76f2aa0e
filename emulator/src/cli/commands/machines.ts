import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { TABLE_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { readModel } from '../run-session.ts';
import { formatMachines } from '../status/status-tabular.ts';
import { viewStatus } from '../status/status-view.ts';

/** `juju machines`. */
export const machinesCommand: Command = {
  name: 'machines',
  aliases: ['list-machines'],
  purpose: 'List the machines of the model.',
  usage: '',
  arity: [0, 0],
  options: {
    format: TABLE_FORMAT_OPTION,
    utc: { type: 'boolean', help: 'Display timestamps in the UTC timezone' },
    color: { type: 'boolean', help: 'Use colours also when the output is no terminal' },
  },
  run: machines,
};

async function machines(invocation: Invocation): Promise<number> {
  const format = formatOf(invocation, 'tabular');
  const { writer, now } = invocation.surroundings;
  const model = await readModel(invocation.surroundings);
  const view = viewStatus(model, now(), isSet(invocation, 'utc'));
  const data = { model: view.model.name, machines: view.machines };
  const colour = writer.hasColour || isSet(invocation, 'color');
  writer.result(
    format === 'tabular' ? formatMachines(view.machines, colour) : formatData(format, data),
  );
  return 0;
}
