import { cp } from 'node:fs/promises';
import { basename, join, posix, resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { Model } from '../../model.ts';
import { UsageError, isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { kindOf } from '../deploy/user-files.ts';
import { errorMessage } from '../error-facts.ts';
import { namedMachine } from '../named-machine.ts';
import { modelDirectory, readModel } from '../run-session.ts';
import { visitMachines } from '../visit-machines.ts';
import type { VisitedMachines } from '../visit-machines.ts';

/** `juju scp`: it only copies files and works while another command is at work, as in a debug session. */
export const scpCommand: Command = {
  name: 'scp',
  purpose: "Copy files to and from the machines' own root folders.",
  usage: 'SOURCE ... DESTINATION',
  arity: [2, Number.MAX_SAFE_INTEGER],
  options: {
    recursive: { type: 'boolean', short: 'r', help: 'Copy folders with all that is in them' },
    'no-host-key-checks': { type: 'boolean', help: 'Skip host key checking', ignored: true },
    proxy: { type: 'boolean', help: 'Proxy through the API server', ignored: true },
  },
  details:
    'A file on a machine is UNIT:PATH or MACHINE:PATH, such as web/0:/var/log/web.log; a path that is not\n' +
    'absolute starts in /root. "-- -r", as Juju wants it, means the same as -r.',
  run: scp,
};

async function scp(invocation: Invocation): Promise<number> {
  const { surroundings, args } = invocation;
  const names = args.filter((arg) => arg !== '-r');
  const recursive = isSet(invocation, 'recursive') || names.length < args.length;
  const model = await readModel(surroundings);
  const machines = await visitMachines(modelDirectory(surroundings), model);
  const places = names.map((name) => hostPath(invocation, { model, machines }, name));
  const target = places.pop();
  if (target === undefined || places.length === 0) {
    throw new UsageError(`scp needs ${scpCommand.usage}`, invocation.command);
  }
  const isFolder = (await kindOf(target.path)) === 'folder';
  if (places.length > 1 && !isFolder) {
    throw userError('COPY_TARGET', `${target.name} is no folder, and there are several sources`);
  }
  for (const source of places) {
    const to = isFolder ? join(target.path, basename(source.path)) : target.path;
    await copy(source, { name: target.name, path: to }, recursive);
  }
  return 0;
}

interface NamedPath {
  /** As it was typed. */
  readonly name: string;
  /** On the host. */
  readonly path: string;
}

function hostPath(
  invocation: Invocation,
  { model, machines }: { readonly model: Model; readonly machines: VisitedMachines },
  name: string,
): NamedPath {
  const [, target, inside] = /^([^:/]+(?:\/[^:/]+)*):(.*)$/.exec(name) ?? [];
  if (target === undefined || inside === undefined) {
    return { name, path: resolve(invocation.surroundings.cwd, name) };
  }
  const machine = namedMachine(invocation, model, target);
  return { name, path: machines.hostPath(machine, posix.resolve('/root', inside)) };
}

async function copy(source: NamedPath, target: NamedPath, recursive: boolean): Promise<void> {
  const kind = await kindOf(source.path);
  if (kind === undefined) throw userError('COPY_SOURCE', `${source.name}: there is no such file`);
  if (kind === 'folder' && !recursive) {
    throw userError('COPY_SOURCE', `${source.name} is a folder`, { fix: 'copy it with -r' });
  }
  const options = { recursive, preserveTimestamps: true, verbatimSymlinks: true };
  await cp(source.path, target.path, options).catch((error: unknown) => {
    const why = errorMessage(error);
    throw userError('COPY', `cannot copy ${source.name} to ${target.name}: ${why}`);
  });
}
