import { unitTag } from '@reactive-charms/juju';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { ownApplication, valueIn } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/** `resource-get NAME`: the path of a file that was given to the application, at once (C89). */
export const resourceGet: Tool = {
  name: 'resource-get',
  synopsis: '<resource name>',
  purpose: 'get the path to the locally cached resource file',
  output: 'none',
  run: ({ run, processPath, args: [name, ...rest] }) => {
    if (name === undefined) throw usageFailure('missing required resource name');
    expectNoMore(rest);
    const { charm, resources } = ownApplication(run);
    const revision = valueIn(resources, name);
    if (!revision) {
      const known = Object.hasOwn(charm.metadata.resources, name);
      const what = known ? 'has not been uploaded' : 'is not declared by the charm';
      throw runFailure(`could not download resource: resource ${quote(name)} ${what}`);
    }
    const path = `/var/lib/juju/agents/${unitTag(run.unit)}/resources/${name}/${revision.filename}`;
    return { text: processPath(path), resource: { revision, path } };
  },
};

/** `credential-get`: a model on one host has no cloud. */
export const credentialGet: Tool = {
  name: 'credential-get',
  synopsis: '',
  purpose: 'access cloud credentials',
  output: 'smart',
  run: ({ run, args }) => {
    expectNoMore(args);
    const why = ownApplication(run).trusted ? 'this model has no cloud' : 'permission denied';
    throw runFailure(`cannot access cloud credentials: ${why}`);
  },
};
