import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { formatColumns } from '../columns.ts';
import type { Application } from '../../model.ts';
import { findApplication } from '../../transitions/transition.ts';
import { TABLE_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
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
    format: TABLE_FORMAT_OPTION,
  },
  run: actions,
};

async function actions(invocation: Invocation): Promise<number> {
  const [name = ''] = invocation.args;
  const { writer } = invocation.surroundings;
  const format = formatOf(invocation, 'tabular');
  const { charm } = findApplication(await readModel(invocation.surroundings), name);
  const definitions = Object.entries(charm.actions).sort(([a], [b]) => (a < b ? -1 : 1));
  if (definitions.length === 0) {
    writer.note(`No actions defined for ${name}.`);
    return 0;
  }
  const described = definitions.map(([action, { description }]) => {
    return [action, description === '' ? 'No description' : description] as const;
  });
  const isSchema = isSet(invocation, 'schema');
  if (isSchema || format !== 'tabular') {
    const data = isSchema ? viewSchemas(charm) : Object.fromEntries(described);
    writer.result(formatData(format === 'json' ? 'json' : 'yaml', data));
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
