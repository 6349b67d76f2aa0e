import { isUnitName } from '@reactive-charms/juju';
import type { Command, Invocation } from '../command.ts';
import { formatColumns } from '../columns.ts';
import type { Application } from '../../model.ts';
import { findApplication, findUnit } from '../../transitions/transition.ts';
import { TABLE_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { readModel } from '../run-session.ts';

/** `juju resources`. */
export const resourcesCommand: Command = {
  name: 'resources',
  aliases: ['list-resources'],
  purpose: 'Show the resources for an application or unit.',
  usage: 'APPLICATION|UNIT',
  arity: [1, 1],
  options: {
    format: TABLE_FORMAT_OPTION,
  },
  run: resources,
};

async function resources(invocation: Invocation): Promise<number> {
  const [target = ''] = invocation.args;
  const { writer } = invocation.surroundings;
  const format = formatOf(invocation, 'tabular');
  const model = await readModel(invocation.surroundings);
  const isUnit = isUnitName(target);
  const name = isUnit ? findUnit(model, target).application : target;
  const application = findApplication(model, name);
  const names = Object.keys(application.charm.metadata.resources).sort();
  if (names.length === 0) {
    writer.note('No resources to display.');
    return 0;
  }
  if (format !== 'tabular') {
    const data = { resources: names.map((it) => viewResource(application, it)) };
    writer.result(formatData(format, data));
    return 0;
  }
  const rows = names.map((it) => {
    const uploaded = application.resources[it];
    const revision = uploaded === undefined ? '-' : uploaded.since.slice(0, 16);
    return isUnit ? [it, revision] : [it, uploaded === undefined ? 'upload' : USER, revision];
  });
  const header = isUnit ? ['Resource', 'Revision'] : ['Resource', 'Supplied by', 'Revision'];
  writer.result(formatColumns([header, ...rows]));
  return 0;
}

/** Whoever works with the embedded model is its administrator. */
const USER = 'admin';

function viewResource(
  { name: application, charm, resources: uploaded }: Application,
  name: string,
): Record<string, unknown> {
  const definition = charm.metadata.resources[name];
  const resource = uploaded[name];
  return {
    resourceid: `${application}/${name}`,
    applicationId: application,
    name,
    type: definition?.type ?? 'file',
    path: definition?.filename ?? '',
    ...(resource === undefined ? {} : { revision: resource.since.slice(0, 16) }),
    fingerprint: resource?.sha256 ?? '',
    size: resource?.size ?? 0,
    origin: 'upload',
    used: resource !== undefined,
    timestamp: (resource?.since ?? '0001-01-01T00:00:00Z').replace(/\.\d+Z$/, 'Z'),
    ...(resource === undefined ? {} : { username: USER }),
  };
}
