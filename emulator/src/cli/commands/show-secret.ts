import { userError } from '@reactive-charms/juju';
import { UsageError, isSet, numberOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { PROGRAM } from '../help.ts';
import { readerOf } from '../../large-record.ts';
import type { Model, Secret } from '../../model.ts';
import { FORMAT_OPTION, printData } from '../output.ts';
import { readModel } from '../run-session.ts';
import { viewSecret } from '../secrets/secret-view.ts';

/** `juju show-secret`. */
export const showSecretCommand: Command = {
  name: 'show-secret',
  purpose: 'Show details for a secret.',
  usage: 'ID|LABEL',
  arity: [1, 1],
  options: {
    format: FORMAT_OPTION,
    reveal: { type: 'boolean', help: 'Show the content' },
    revision: { type: 'string', short: 'r', value: 'N', help: 'Of this revision (default latest)' },
    revisions: { type: 'boolean', help: 'Show the revisions' },
  },
  run: showSecret,
};

async function showSecret(invocation: Invocation): Promise<number> {
  const { command, args } = invocation;
  const revision = numberOption(invocation, 'revision', 1);
  const [revisions, reveal] = [isSet(invocation, 'revisions'), isSet(invocation, 'reveal')];
  for (const [name, given] of Object.entries({ reveal, revision: revision !== undefined })) {
    if (revisions && given) {
      throw new UsageError(`specify either --revisions or --${name} but not both`, command);
    }
  }
  const model = await readModel(invocation.surroundings);
  const secret = findSecret(model, args[0] ?? '');
  const number = revision ?? secret.latest;
  if (secret.revisions[number] === undefined) {
    throw userError('SECRET_NOT_FOUND', `secret "${secret.id}" has no revision ${number}`, {
      fix: `its revisions: ${Object.keys(secret.revisions).join(', ')}`,
    });
  }
  const view = viewSecret(secret, {
    revisions,
    access: model,
    ...(reveal ? { reveal: number } : {}),
  });
  printData(invocation, { [secret.id]: view });
  return 0;
}

/** By id, by URI, or by the owner's label. */
function findSecret(model: Model, text: string): Secret {
  const id = text.replace(/^secret:(?:\/\/[^/]*\/)?/, '');
  const found =
    readerOf(model.secrets)(id) ?? Object.values(model.secrets).find(({ label }) => label === text);
  if (found !== undefined && text !== '') return found;
  throw userError('SECRET_NOT_FOUND', `secret "${text}" not found`, {
    fix: `list the secrets with "${PROGRAM} secrets"`,
  });
}
