import { resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { UsageError, isSet, textOption, textOptions } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { attachAll, prepareResources, storeResources } from '../deploy/attach-resources.ts';
import { readGivenOptions, splitConfigArguments } from '../deploy/option-arguments.ts';
import type { Application, CharmArtefact } from '../../model.ts';
import type { Session } from '../../session.ts';
import { upgradeCharm } from '../../transitions/applications.ts';
import { setConfig } from '../../transitions/config.ts';
import { findApplication, sequence } from '../../transitions/transition.ts';
import type { Transition } from '../../transitions/transition.ts';
import { settle, withSession } from '../run-session.ts';

/** `juju refresh`. */
export const refreshCommand: Command = {
  name: 'refresh',
  aliases: ['upgrade-charm'],
  purpose: "Refresh an application's charm.",
  usage: 'APPLICATION --path FILE',
  arity: [1, 1],
  options: {
    path: { type: 'string', value: 'FILE', help: 'The charm to refresh to' },
    switch: { type: 'string', value: 'FILE', help: 'Another charm, also of another name' },
    'force-units': { type: 'boolean', help: 'Refresh units in error too' },
    config: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE|FILE',
      help: 'Options to set after the refresh',
    },
    resource: {
      type: 'string',
      multiple: true,
      value: 'NAME=FILE',
      help: 'File of a resource of the charm',
    },
    base: { type: 'string', help: 'The base', ignored: true },
    channel: { type: 'string', help: 'Channel of a charm of the store', ignored: true },
    revision: { type: 'string', help: 'Revision of a charm of the store', ignored: true },
    storage: { type: 'string', multiple: true, help: 'Storage of new units', ignored: true },
    force: { type: 'boolean', help: 'Bypass checks', ignored: true },
    trust: { type: 'string', help: 'Trust, see "config APPLICATION trust=true"', ignored: true },
  },
  run: refresh,
};

async function refresh(invocation: Invocation): Promise<number> {
  const [application = ''] = invocation.args;
  const { surroundings, command } = invocation;
  const [path, other] = [textOption(invocation, 'path'), textOption(invocation, 'switch')];
  if (path !== undefined && other !== undefined) {
    throw new UsageError('--switch and --path are mutually exclusive', command);
  }
  const resources = textOptions(invocation, 'resource');
  return withSession(surroundings, {}, async (session) => {
    const before = findApplication(session.model, application);
    const given = path ?? other;
    if (given === undefined && resources.length === 0) {
      throw userError('CHARM_PATH', 'the embedded model has no store to refresh from', {
        fix: 'give --path FILE',
      });
    }
    const charm =
      given === undefined
        ? before.charm
        : await session.importCharm(resolve(surroundings.cwd, given));
    if (other === undefined) checkName(before, charm);
    await change(invocation, session, { before, charm });
    return settle(surroundings, session);
  });
}

function checkName({ name, charm: before }: Application, charm: CharmArtefact): void {
  if (charm.name === before.name) return;
  throw userError(
    'CHARM_NAME',
    `cannot refresh "${name}" from charm "${before.name}" to "${charm.name}"`,
    { fix: 'give a charm of the same name, or give it with --switch' },
  );
}

async function change(
  invocation: Invocation,
  session: Session,
  { before, charm }: { readonly before: Application; readonly charm: CharmArtefact },
): Promise<void> {
  const { writer } = invocation.surroundings;
  const { name: application } = before;
  const resources = await prepareResources(invocation, session, { application, charm });
  const transitions: Transition[] = [];
  const isNew = charm.sha256 !== before.charm.sha256;
  if (isNew) {
    transitions.push(upgradeCharm({ application, charm, force: isSet(invocation, 'force-units') }));
  }
  transitions.push(attachAll(application, resources));
  const config = splitConfigArguments(textOptions(invocation, 'config'));
  if (config.pairs.length + config.files.length > 0) {
    const { cwd } = invocation.surroundings;
    const target = { application, options: charm.options, cwd };
    transitions.push(setConfig(application, await readGivenOptions(config, target)));
  }
  const all = sequence(...transitions);
  all(session.model);
  await storeResources(resources);
  session.update(all);
  for (const { revision } of resources) writer.note(`uploaded resource "${revision.name}"`);
  if (isNew) writer.note(`refreshed "${application}" to revision ${charm.revision}`);
  else writer.note(`charm "${charm.name}" is up to date: revision ${charm.revision}`);
}
