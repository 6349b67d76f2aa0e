import { userError } from '@reactive-charms/juju';
import { formatYaml } from '@reactive-charms/juju/files';
import type { Command, Invocation } from '../command.ts';
import { readerOf } from '../../large-record.ts';
import { findApplication, listFix } from '../../transitions/transition.ts';
import { readModel } from '../run-session.ts';

/** `juju show-action`. */
export const showActionCommand: Command = {
  name: 'show-action',
  purpose: 'Show detailed information about an action.',
  usage: 'APPLICATION ACTION',
  arity: [2, 2],
  options: {},
  run: showAction,
};

async function showAction({
  args: [name = '', action = ''],
  surroundings,
}: Invocation): Promise<number> {
  const { charm } = findApplication(await readModel(surroundings), name);
  const definition = readerOf(charm.actions)(action);
  if (definition === undefined) {
    throw userError('ACTION_UNKNOWN', `unknown action "${action}"`, {
      fix: listFix('actions', Object.keys(charm.actions)),
    });
  }
  const parameters = Object.entries(definition.params).flatMap(([key, schema]) => {
    if (typeof schema !== 'object' || schema === null) return [];
    const fields = new Map<string, unknown>(Object.entries(schema));
    const view = {
      type: fields.get('type') ?? null,
      description: fields.get('description') ?? null,
      ...(fields.has('default') ? { default: fields.get('default') } : {}),
    };
    return [[key, view] as const];
  });
  surroundings.writer.result(`${definition.description}\n\nArguments`);
  surroundings.writer.result(formatYaml(Object.fromEntries(parameters)));
  return 0;
}
