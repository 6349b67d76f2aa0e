import type { Command } from '../command.ts';
import { findApplication, findUnit } from '../../transitions/transition.ts';
import { settle, withSession } from '../run-session.ts';
import { unitArgument } from '../unit-argument.ts';

/** `juju ssh`. */
export const sshCommand: Command = {
  name: 'ssh',
  purpose: 'Open a shell, or run a command, on the machine of a unit.',
  usage: 'UNIT [COMMAND ...]',
  arity: [1, Number.MAX_SAFE_INTEGER],
  rawAfter: 1,
  options: {},
  run: async (invocation) => {
    const [target = '', ...command] = invocation.args;
    const { surroundings } = invocation;
    return withSession(surroundings, {}, async (session) => {
      const leader = /^(.+)\/leader$/.exec(target)?.[1];
      const named = leader && findApplication(session.model, leader).leader;
      const unit = findUnit(session.model, named || unitArgument(invocation, target)).name;
      const code =
        command.length === 0
          ? await session.shell(unit)
          : await session.shell(unit, command.join(' '));
      const settled = await settle(surroundings, session);
      return code === 0 ? settled : code;
    });
  },
};
