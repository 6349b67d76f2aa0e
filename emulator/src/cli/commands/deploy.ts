import { resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import {
  UsageError,
  choiceOption,
  isSet,
  numberOption,
  textOption,
  textOptions,
} from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import type { Session } from '../../session.ts';
import { deployApplication } from '../../transitions/applications.ts';
import { applyBundle } from '../deploy/apply-bundle.ts';
import { readBundleFiles } from '../deploy/bundle-files.ts';
import type { LocalBundle } from '../deploy/bundle-files.ts';
import { readGivenOptions, splitConfigArguments } from '../deploy/option-arguments.ts';
import { kindOf } from '../deploy/user-files.ts';
import { settle, withSession } from '../run-session.ts';
import type { RunOptions } from '../run-session.ts';
import { splitPlaces } from './units.ts';

const IGNORED: Command['options'] = {
  base: { type: 'string', help: 'The base to deploy', ignored: true },
  series: { type: 'string', help: 'The series to deploy', ignored: true },
  channel: { type: 'string', help: 'Channel of a charm of the store', ignored: true },
  revision: { type: 'string', help: 'Revision of a charm of the store', ignored: true },
  constraints: { type: 'string', multiple: true, help: 'Machine constraints', ignored: true },
  resource: { type: 'string', multiple: true, help: 'Resources', ignored: true },
  storage: { type: 'string', multiple: true, help: 'Storage', ignored: true },
  bind: { type: 'string', help: 'Bindings', ignored: true },
  force: { type: 'boolean', help: 'Bypass checks', ignored: true },
};

/** `juju deploy`. */
export const deployCommand: Command = {
  name: 'deploy',
  purpose: 'Deploy a charm or a bundle.',
  usage: 'BUNDLE|CHARM [APPLICATION]',
  arity: [1, 2],
  options: {
    overlay: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: 'Bundles to overlay on the primary bundle',
    },
    config: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE|FILE',
      help: 'Options of the application',
    },
    'num-units': { type: 'string', short: 'n', value: 'N', help: 'Number of units (default 1)' },
    to: { type: 'string', value: 'MACHINE[,...]', help: 'Where to place the units' },
    trust: { type: 'boolean', help: 'Allow the charm access to trusted credentials' },
    'dry-run': { type: 'boolean', help: 'Show what a bundle would change, and change nothing' },
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
    ...IGNORED,
  },
  run: deploy,
};

async function deploy(invocation: Invocation): Promise<number> {
  const [given = '', application] = invocation.args;
  const path = resolve(invocation.surroundings.cwd, given);
  const kind = await kindOf(path);
  if (kind === undefined) throw notFound(given);
  const options = sessionOptions(invocation);
  if (/\.ya?ml$/.test(path) || (kind === 'folder' && (await kindOf(`${path}/bundle.yaml`)))) {
    refuseForBundles(invocation, application);
    return deployBundle(invocation, path, options);
  }
  if (textOptions(invocation, 'overlay').length > 0) {
    throw new UsageError('--overlay is for bundles only', invocation.command);
  }
  return withSession(invocation.surroundings, options, async (session) => {
    await deployCharm(invocation, session, { path, application });
    return settle(invocation.surroundings, session);
  });
}

async function deployBundle(
  invocation: Invocation,
  path: string,
  options: RunOptions,
): Promise<number> {
  const { surroundings } = invocation;
  const overlays = textOptions(invocation, 'overlay').map((it) => resolve(surroundings.cwd, it));
  const local = await readBundleFiles(path, overlays);
  return withSession(surroundings, options, async (session) => {
    const result = await planBundle(session, local);
    const { writer } = surroundings;
    for (const change of result.changes) writer.note(`- ${change}`);
    if (result.changes.length === 0) writer.note('the bundle changes nothing');
    if (isSet(invocation, 'dry-run')) return 0;
    if (result.changes.length > 0) session.update(() => result.model);
    return settle(surroundings, session);
  });
}

async function planBundle(
  session: Session,
  { bundle, charms }: LocalBundle,
): Promise<ReturnType<typeof applyBundle>> {
  const artefacts = new Map<string, Awaited<ReturnType<Session['importCharm']>>>();
  for (const path of new Set(Object.values(charms))) {
    artefacts.set(path, await session.importCharm(path));
  }
  const byApplication = Object.fromEntries(
    Object.entries(charms).flatMap(([name, path]) => {
      const artefact = artefacts.get(path);
      return artefact === undefined ? [] : [[name, artefact]];
    }),
  );
  return applyBundle(session.model, bundle, byApplication);
}

async function deployCharm(
  invocation: Invocation,
  session: Session,
  target: { readonly path: string; readonly application: string | undefined },
): Promise<void> {
  const { writer, cwd } = invocation.surroundings;
  const units = numberOption(invocation, 'num-units');
  const charm = await session.importCharm(target.path);
  const name = target.application ?? charm.name;
  const given = splitConfigArguments(textOptions(invocation, 'config'));
  const config = await readGivenOptions(given, { application: name, options: charm.options, cwd });
  const to = splitPlaces(textOption(invocation, 'to'));
  const deployed = deployApplication({
    name,
    charm,
    config,
    to,
    trusted: isSet(invocation, 'trust'),
    ...(units === undefined ? {} : { units }),
  });
  session.update((model: Model) => deployed(model));
  writer.note(`deployed "${name}" from charm "${charm.name}", revision ${charm.revision}`);
}

function sessionOptions(invocation: Invocation): RunOptions {
  const containers = choiceOption(invocation, 'containers', [
    'docker',
    'stand-in',
    'auto',
  ] as const);
  const machines = choiceOption(invocation, 'machines', ['namespace', 'prefix', 'auto'] as const);
  const images = textOption(invocation, 'images');
  const agentVersion = textOption(invocation, 'agent-version');
  if (agentVersion !== undefined && !/^\d+\.\d+(?:\.\d+|-\w+)*$/.test(agentVersion)) {
    throw new UsageError(`--agent-version is "${agentVersion}", expected a version such as 3.6.11`);
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

function refuseForBundles(invocation: Invocation, application: string | undefined): void {
  const given = ['config', 'num-units', 'to', 'trust'].filter(
    (name) => invocation.options[name] !== undefined,
  );
  const [first] = application === undefined ? given : ['an application name'];
  if (first === undefined) return;
  const what = application === undefined ? `--${first}` : first;
  throw new UsageError(`${what} is not for bundles; write it into an overlay`, invocation.command);
}

function notFound(given: string): Error {
  if (/^[a-z][a-z0-9-]*$/.test(given)) {
    return userError('CHARM_FROM_STORE', `the embedded model has no store to get "${given}" from`, {
      fix: 'give the path of a bundle or of a .charm file, such as ./build/charms/NAME.charm',
    });
  }
  return userError('DEPLOY_NOT_FOUND', `there is no charm or bundle at ${given}`, {
    fix: 'check the path; charms are built with "charm build"',
  });
}
