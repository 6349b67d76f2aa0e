import { resolve } from 'node:path';
import { UsageError, choiceOption, numberOption, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { RunOptions } from '../run-session.ts';

/** Options of commands that may make a model; Juju has them elsewhere or not at all. */
export const SESSION_OPTIONS: Command['options'] = {
  containers: {
    type: 'string',
    value: 'docker|stand-in|auto',
    help: "Where the charms' containers run (default auto)",
  },
  machines: {
    type: 'string',
    value: 'namespace|prefix|auto',
    help: 'How machines get their own root folder (default auto)',
  },
  images: {
    type: 'string',
    value: 'DIR',
    help: 'Image catalogue of the stand-in container engine',
  },
  'agent-version': {
    type: 'string',
    value: 'V',
    help: 'Version that agents claim, for a new model',
  },
  seed: {
    type: 'string',
    value: 'N',
    help: 'Order of hooks where Juju leaves it open, for a new model',
  },
};

/** Reads these options. @throws UsageError for values that are none. */
export function sessionOptions(invocation: Invocation): RunOptions {
  const containers = choiceOption(invocation, 'containers', [
    'docker',
    'stand-in',
    'auto',
  ] as const);
  const machines = choiceOption(invocation, 'machines', ['namespace', 'prefix', 'auto'] as const);
  const images = textOption(invocation, 'images');
  const agentVersion = textOption(invocation, 'agent-version');
  if (agentVersion !== undefined && !/^\d+\.\d+(?:\.\d+|-\w+)*$/.test(agentVersion)) {
    throw new UsageError(
      `--agent-version is "${agentVersion}", expected a version such as 3.6.11`,
      invocation.command,
    );
  }
  const seed = numberOption(invocation, 'seed');
  return {
    mayCreate: true,
    ...(containers === undefined ? {} : { containers }),
    ...(machines === undefined ? {} : { machines }),
    ...(images === undefined ? {} : { images: resolve(invocation.surroundings.cwd, images) }),
    create: {
      ...(agentVersion === undefined ? {} : { agentVersion }),
      ...(seed === undefined ? {} : { seed }),
    },
  };
}
