import { UsageError, isSet, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { Model, Secret } from '../../model.ts';
import { TABLE_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
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
    format: TABLE_FORMAT_OPTION,
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
  const format = formatOf(invocation, 'tabular');
  const model = await readModel(invocation.surroundings);
  const found = filterByOwner(invocation, model);
  if (format === 'tabular') {
    writer.result(formatSecrets(found, now()));
    return 0;
  }
  const revisions = isSet(invocation, 'revisions');
  const views = found.map((secret) => [secret.id, viewSecret(secret, { revisions })] as const);
  const data = Object.fromEntries(views);
  writer.result(formatData(format, data));
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
