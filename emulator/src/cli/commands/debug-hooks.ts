import { userError } from '@reactive-charms/juju';
import { checkDebugNames } from '../../debug/hook-names.ts';
import { startDebugSession } from '../../debug/start-session.ts';
import { textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { namedUnit } from '../leader-argument.ts';
import { modelDirectory, readModel } from '../run-session.ts';

const IGNORED: Command['options'] = {
  'no-host-key-checks': { type: 'boolean', help: 'Skip host key checking', ignored: true },
  proxy: { type: 'boolean', help: 'Proxy through the API server', ignored: true },
  pty: { type: 'string', value: 'true|false', help: 'Enable pseudo-tty allocation', ignored: true },
};

/** `juju debug-hooks`. Source: contract juju.md section 3.16. */
export const debugHooksCommand: Command = {
  name: 'debug-hooks',
  aliases: ['debug-hook'],
  purpose: 'Open a tmux session in which shells stand for hooks and actions of a unit.',
  usage: 'UNIT [HOOK|ACTION ...]',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: IGNORED,
  details:
    'Without names, all hooks and actions are meant. The first window is a shell of yours: any command\n' +
    "that works the unit, there or elsewhere, opens a window for each hook that is due, with the hook's\n" +
    'environment and its tools. What the shell there exits with is the result of the hook.',
  run: (invocation) => debug(invocation, undefined),
};

/** `juju debug-code`. */
export const debugCodeCommand: Command = {
  name: 'debug-code',
  purpose: 'Open a tmux session in which hooks and actions of a unit run with a terminal.',
  usage: 'UNIT [HOOK|ACTION ...]',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: {
    at: {
      type: 'string',
      value: 'LOCATION[,...]',
      help: 'Where the charm is to stop, in JUJU_DEBUG_AT (default all)',
    },
    ...IGNORED,
  },
  run: (invocation) => debug(invocation, textOption(invocation, 'at') ?? 'all'),
};

async function debug(invocation: Invocation, debugAt: string | undefined): Promise<number> {
  const { surroundings } = invocation;
  const [target = '', ...names] = invocation.args;
  const model = await readModel(surroundings);
  const unit = namedUnit(invocation, model, target);
  const charm = model.applications[model.units[unit]?.application ?? '']?.charm;
  if (charm) checkDebugNames(unit, charm, names);
  const { terminal, cwd, environment } = surroundings;
  if (terminal === undefined) {
    throw userError('NO_TERMINAL', `${invocation.command.name} needs a terminal`, {
      fix: 'run it where both its input and its output are a terminal',
    });
  }
  await startDebugSession(
    { unit, names, ...(debugAt === undefined ? {} : { debugAt }) },
    { directory: modelDirectory(surroundings), cwd, environment, terminal },
  );
  return 0;
}
