import type { Command, Invocation } from '../command.ts';
import { durationOption } from '../duration.ts';
import { readModel } from '../run-session.ts';
import { renderStatus } from '../status/render-status.ts';
import { watchStatus } from '../watch-status.ts';

/** `juju status`. */
export const statusCommand: Command = {
  name: 'status',
  purpose: 'Report the status of the model, its machines, applications and units.',
  usage: '[SELECTOR ...]',
  arity: [0, Number.MAX_SAFE_INTEGER],
  options: {
    format: {
      type: 'string',
      value: 'tabular|json|yaml|oneline',
      help: 'Specify output format',
    },
    relations: { type: 'boolean', help: "Show 'relations' section in tabular output" },
    storage: { type: 'boolean', help: "Show 'storage' section in tabular output" },
    utc: { type: 'boolean', help: 'Display timestamps in the UTC timezone' },
    watch: { type: 'string', value: 'DURATION', help: 'Show it again and again, for example 1s' },
    color: { type: 'boolean', help: 'Use colours also when the output is no terminal' },
    'no-color': { type: 'boolean', help: 'Use no colours' },
  },
  details:
    'A selector names machines, applications, units or statuses; "*" stands for any text. Applications\n' +
    'related to what is selected are shown without their units.',
  run: status,
};

async function status(invocation: Invocation): Promise<number> {
  const { writer } = invocation.surroundings;
  const every = durationOption(invocation, 'watch');
  if (every !== undefined) return watchStatus(invocation, every);
  const model = await readModel(invocation.surroundings);
  const { text, isEmpty } = renderStatus(invocation, model);
  if (text !== '') writer.result(text);
  if (isEmpty && invocation.args.length > 0) {
    writer.note(`Nothing matched specified filter${invocation.args.length === 1 ? '' : 's'}.`);
  } else if (Object.keys(model.applications).length === 0) {
    writer.note(`\nModel "${model.name}" is empty.`);
  }
  return 0;
}
