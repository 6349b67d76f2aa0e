import { isSet } from '../command.ts';
import type { Command } from '../command.ts';
import { setTrust } from '../../transitions/applications.ts';
import { changeModel } from '../run-session.ts';

/** `juju trust`. */
export const trustCommand: Command = {
  name: 'trust',
  purpose: 'Set the trust status of a deployed application.',
  usage: 'APPLICATION',
  arity: [1, 1],
  options: {
    remove: { type: 'boolean', help: 'Trust it no longer' },
    scope: { type: 'string', help: 'Scope of the trust', ignored: true },
  },
  run: async (invocation) => {
    const [name = ''] = invocation.args;
    return changeModel(invocation.surroundings, setTrust(name, !isSet(invocation, 'remove')));
  },
};
