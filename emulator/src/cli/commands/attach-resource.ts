import type { Command, Invocation } from '../command.ts';
import { attachAll, prepareResources, storeResources } from '../deploy/attach-resources.ts';
import { findApplication } from '../../transitions/transition.ts';
import { settle, withSession } from '../run-session.ts';

/** `juju attach-resource`. */
export const attachResourceCommand: Command = {
  name: 'attach-resource',
  purpose: 'Update a resource for an application.',
  usage: 'APPLICATION NAME=FILE',
  arity: [2, 2],
  options: {},
  details: 'Units run upgrade-charm after it, as after a refresh.',
  run: attach,
};

async function attach(invocation: Invocation): Promise<number> {
  const { args, surroundings } = invocation;
  const [application = '', given = ''] = args;
  return withSession(surroundings, {}, async (session) => {
    const { charm } = findApplication(session.model, application);
    const ready = await prepareResources(invocation, session, {
      application,
      charm,
      texts: [given],
    });
    await storeResources(ready);
    session.update(attachAll(application, ready));
    return settle(surroundings, session);
  });
}
