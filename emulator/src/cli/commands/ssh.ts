import { openShell } from '../../shell.ts';
import { isLocked } from '../../storage/lock.ts';
import type { Command, Invocation } from '../command.ts';
import { namedMachine } from '../named-machine.ts';
import { modelDirectory, readModel, withSession } from '../run-session.ts';
import { visitMachines } from '../visit-machines.ts';

/** `juju ssh`. */
export const sshCommand: Command = {
  name: 'ssh',
  purpose: "Open a shell, or run a command, in a machine's own root folder.",
  usage: 'UNIT|MACHINE [COMMAND ...]',
  arity: [1, Number.MAX_SAFE_INTEGER],
  rawAfter: 1,
  options: {
    'no-host-key-checks': { type: 'boolean', help: 'Skip host key checking', ignored: true },
    proxy: { type: 'boolean', help: 'Proxy through the API server', ignored: true },
    pty: {
      type: 'string',
      value: 'true|false',
      help: 'Enable pseudo-tty allocation',
      ignored: true,
    },
  },
  details:
    'Exits with the code of the shell or the command. While another command is at work on the model, as\n' +
    'in a debug session, no container engine answers in the shell.',
  run: ssh,
};

async function ssh(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const [target = '', ...words] = invocation.args;
  const model = await readModel(surroundings);
  const machine = namedMachine(invocation, model, target);
  const command = words.length === 0 ? undefined : words.join(' ');
  const directory = modelDirectory(surroundings);
  const unit = Object.values(model.units).find((it) => it.machine === machine)?.name;
  if (unit !== undefined && !isLocked(directory)) {
    return withSession(surroundings, {}, (session) => session.shell(unit, command));
  }
  return openShell(await visitMachines(directory, model), machine, {
    term: surroundings.environment['TERM'] ?? 'dumb',
    ...(command === undefined ? {} : { command }),
  });
}
