import { resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { UsageError, isSet, textOptions } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { deployBundle } from '../deploy/deploy-bundle.ts';
import { deployCharm } from '../deploy/deploy-charm.ts';
import { SESSION_OPTIONS, sessionOptions } from '../deploy/session-options.ts';
import { kindOf } from '../deploy/user-files.ts';
import { settle, withSession } from '../run-session.ts';

const IGNORED: Command['options'] = {
  base: { type: 'string', help: 'The base to deploy', ignored: true },
  series: { type: 'string', help: 'The series to deploy', ignored: true },
  channel: { type: 'string', help: 'Channel of a charm of the store', ignored: true },
  revision: { type: 'string', help: 'Revision of a charm of the store', ignored: true },
  constraints: { type: 'string', multiple: true, help: 'Machine constraints', ignored: true },
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
    resource: {
      type: 'string',
      multiple: true,
      value: 'NAME=FILE',
      help: 'File of a resource of the charm',
    },
    storage: {
      type: 'string',
      multiple: true,
      value: 'NAME=COUNT,SIZE',
      help: 'Storage of each unit',
    },
    trust: { type: 'boolean', help: 'Allow the charm access to trusted credentials' },
    'dry-run': { type: 'boolean', help: 'Show what would change, and change nothing' },
    ...SESSION_OPTIONS,
    ...IGNORED,
  },
  details:
    'Everything is checked before the first change: a fault leaves the model, or its absence, as it was.\n' +
    'A resource that is not given is missed only when the charm asks for it.',
  run: deploy,
};

async function deploy(invocation: Invocation): Promise<number> {
  const [given = '', application] = invocation.args;
  const { surroundings } = invocation;
  const path = resolve(surroundings.cwd, given);
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
  return withSession(surroundings, options, async (session) => {
    await deployCharm(invocation, session, { path, application });
    return isSet(invocation, 'dry-run') ? 0 : settle(surroundings, session);
  });
}

function refuseForBundles(invocation: Invocation, application: string | undefined): void {
  const given = ['config', 'num-units', 'to', 'trust', 'resource', 'storage'].filter(
    (name) => invocation.options[name] !== undefined,
  );
  const [first] = application === undefined ? given : ['an application name'];
  if (first === undefined) return;
  const what = application === undefined ? `--${first}` : first;
  throw new UsageError(`${what} is not for bundles; write it into an overlay`, invocation.command);
}

function notFound(given: string): Error {
  if (/^(?:(?:ch|cs|local):.*|[a-z][a-z0-9-]*)$/.test(given)) {
    return userError('CHARM_FROM_STORE', `the embedded model has no store to get "${given}" from`, {
      fix: 'give the path of a bundle or of a .charm file, such as ./build/charms/NAME.charm',
    });
  }
  return userError('DEPLOY_NOT_FOUND', `there is no charm or bundle at ${given}`, {
    fix: 'check the path; charms are built with "charm build"',
  });
}
