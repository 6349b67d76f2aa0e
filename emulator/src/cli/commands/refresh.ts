import { resolve } from 'node:path';
import { isSet, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { upgradeCharm } from '../../transitions/applications.ts';
import { findApplication } from '../../transitions/transition.ts';
import { settle, withSession } from '../run-session.ts';
import { userError } from '@reactive-charms/juju';

/** `juju refresh`. */
export const refreshCommand: Command = {
  name: 'refresh',
  aliases: ['upgrade-charm'],
  purpose: "Refresh an application's charm.",
  usage: 'APPLICATION --path FILE',
  arity: [1, 1],
  options: {
    path: { type: 'string', value: 'FILE', help: 'The charm to refresh to' },
    'force-units': { type: 'boolean', help: 'Refresh units in error too' },
    base: { type: 'string', help: 'The base', ignored: true },
    channel: { type: 'string', help: 'Channel of a charm of the store', ignored: true },
    revision: { type: 'string', help: 'Revision of a charm of the store', ignored: true },
  },
  run: refresh,
};

async function refresh(invocation: Invocation): Promise<number> {
  const [application = ''] = invocation.args;
  const { surroundings } = invocation;
  const given = textOption(invocation, 'path');
  return withSession(surroundings, {}, async (session) => {
    const before = findApplication(session.model, application).charm;
    if (given === undefined) {
      throw userError('CHARM_PATH', 'the embedded model has no store to refresh from', {
        fix: 'give --path FILE',
      });
    }
    const charm = await session.importCharm(resolve(surroundings.cwd, given));
    if (charm.name !== before.name) {
      throw userError(
        'CHARM_NAME',
        `cannot refresh "${application}" from charm "${before.name}" to "${charm.name}"`,
        {
          fix: 'give a charm of the same name',
        },
      );
    }
    if (charm.sha256 === before.sha256) {
      surroundings.writer.note(`charm "${charm.name}" is up to date: revision ${charm.revision}`);
    } else {
      session.update(upgradeCharm({ application, charm, force: isSet(invocation, 'force-units') }));
      surroundings.writer.note(`refreshed "${application}" to revision ${charm.revision}`);
    }
    return settle(surroundings, session);
  });
}
