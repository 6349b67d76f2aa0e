import { formatYaml } from '@reactive-charms/juju/files';
import { choiceOption, isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { formatColumns } from '../columns.ts';
import type { Application } from '../../model.ts';
import { findApplication } from '../../transitions/transition.ts';
import { readModel } from '../run-session.ts';

/** `juju actions`. */
export const actionsCommand: Command = {
  name: 'actions',
  aliases: ['list-actions'],
  purpose: 'List actions defined for an application.',
  usage: 'APPLICATION',
  arity: [1, 1],
  options: {
    schema: { type: 'boolean', help: 'Display the full action schema' },
    format: { type: 'string', value: 'tabular|json|yaml', help: 'Specify output format' },
  },
  run: actions,
};

async function actions(invocation: Invocation): Promise<number> {
  const [name = ''] = invocation.args;
  const { writer } = invocation.surroundings;
  const format = choiceOption(invocation, 'format', ['tabular', 'json', 'yaml'] as const);
  const { charm } = findApplication(await readModel(invocation.surroundings), name);
  const definitions = Object.entries(charm.actions).sort(([a], [b]) => (a < b ? -1 : 1));
  if (definitions.length === 0) {
    writer.note(`No actions defined for ${name}.`);
    return 0;
  }
  const described = definitions.map(([action, { description }]) => {
    return [action, description === '' ? 'No description' : description] as const;
  });
  if (isSet(invocation, 'schema') || format === 'json' || format === 'yaml') {
    const data = isSet(invocation, 'schema') ? viewSchemas(charm) : Object.fromEntries(described);
    writer.result(format === 'json' ? JSON.stringify(data) : formatYaml(data));
    return 0;
  }
  const rows = described.map(([action, text]) => [action, text.trimEnd()]);
  writer.result(formatColumns([['Action', 'Description'], ...rows]));
  return 0;
}

function viewSchemas({ actions: all }: Application['charm']): Record<string, unknown> {
  const schemas = Object.entries(all).map(([name, definition]) => [
    name,
    {
      additionalProperties: definition.additionalProperties ?? true,
      description: definition.description,
      properties: definition.params,
      ...(definition.required.length === 0 ? {} : { required: definition.required }),
      title: name,
      type: 'object',
    },
  ]);
  return Object.fromEntries(schemas);
}
