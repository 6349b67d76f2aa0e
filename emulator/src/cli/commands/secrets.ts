import { formatYaml } from '@reactive-charms/juju/files';
import { UsageError, choiceOption, isSet, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { Model, Secret } from '../../model.ts';
import { readModel } from '../run-session.ts';
import { formatSecrets, viewSecret } from '../secrets/secret-view.ts';

/** `juju secrets`. */
export const secretsCommand: Command = {
  name: 'secrets',
  aliases: ['list-secrets'],
  purpose: 'List secrets of the model.',
  usage: '',
  arity: [0, 0],
  options: {
    format: { type: 'string', value: 'tabular|json|yaml', help: 'Specify output format' },
    owner: {
      type: 'string',
      value: 'TAG',
      help: 'Only of this owner, such as application-mysql or unit-mysql-0',
    },
    revisions: { type: 'boolean', help: 'Show the revisions, in JSON and YAML' },
  },
  run: secrets,
};

async function secrets(invocation: Invocation): Promise<number> {
  const { writer, now } = invocation.surroundings;
  const format = choiceOption(invocation, 'format', ['tabular', 'json', 'yaml'] as const);
  const model = await readModel(invocation.surroundings);
  const found = filterByOwner(invocation, model);
  if (format !== 'json' && format !== 'yaml') {
    writer.result(formatSecrets(found, now()));
    return 0;
  }
  const revisions = isSet(invocation, 'revisions');
  const views = found.map((secret) => [secret.id, viewSecret(secret, { revisions })] as const);
  const data = Object.fromEntries(views);
  writer.result(format === 'json' ? JSON.stringify(data) : formatYaml(data));
  return 0;
}

/** @throws UsageError for what is no owner */
function filterByOwner(invocation: Invocation, model: Model): Secret[] {
  const all = Object.values(model.secrets);
  const owner = textOption(invocation, 'owner');
  if (owner === undefined) return all;
  const application = /^application-(.+)$/.exec(owner)?.[1];
  const unit = /^unit-(.+)-(\d+)$/.exec(owner);
  const name = application ?? (unit === null ? undefined : `${unit[1] ?? ''}/${unit[2] ?? ''}`);
  if (name === undefined) throw new UsageError(`invalid owner "${owner}"`, invocation.command);
  return all.filter((secret) => secret.owner.name === name);
}
