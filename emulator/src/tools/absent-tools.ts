import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { ownApplication } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/*
 * Tools about things that this model does not have: storage, resources, secrets, cloud credentials.
 * They answer as Juju does where there are none.
 */

/** `storage-list [NAME]`: none (C91). */
export const storageList: Tool = {
  name: 'storage-list',
  synopsis: '[<storage-name>]',
  purpose: 'list storage attached to the unit',
  output: 'smart',
  run: ({ args: [, ...rest] }) => {
    expectNoMore(rest);
    return { value: [] };
  },
};

/** `storage-get [-s ID] [KEY]`: there is no storage to read (C90). */
export const storageGet: Tool = {
  name: 'storage-get',
  synopsis: '[<key>]',
  purpose: 'print information for the storage instance with the specified ID',
  output: 'smart',
  flags: () => [{ names: ['s'], kind: 'text', help: 'specify a storage instance by id' }],
  run: ({ texts }) => {
    const id = texts['s'];
    if (id === undefined) throw usageFailure('no storage instance specified');
    throw usageFailure(`invalid value ${quote(id)} for option -s: storage not found`);
  },
};

/** `resource-get NAME`: no resource has been uploaded (C89). */
export const resourceGet: Tool = {
  name: 'resource-get',
  synopsis: '<resource name>',
  purpose: 'get the path to the locally cached resource file',
  output: 'none',
  run: ({ run, args: [name, ...rest] }) => {
    if (name === undefined) throw usageFailure('missing required resource name');
    expectNoMore(rest);
    const known = ownApplication(run).charm.metadata.resources[name];
    const what = known ? 'has not been uploaded' : 'is not declared by the charm';
    throw runFailure(`could not download resource: resource ${quote(name)} ${what}`);
  },
};

/** `credential-get`: a model on one host has no cloud. */
export const credentialGet: Tool = {
  name: 'credential-get',
  synopsis: '',
  purpose: 'access cloud credentials',
  output: 'smart',
  run: ({ args }) => {
    expectNoMore(args);
    throw runFailure('cannot access cloud credentials: this model has no cloud');
  },
};

/** `secret-ids`: none (C104). */
export const secretIds: Tool = {
  name: 'secret-ids',
  synopsis: '',
  purpose: 'print secret IDs',
  output: 'smart',
  run: ({ args }) => {
    expectNoMore(args);
    return { value: null };
  },
};

/** `secret-get [ID] [KEY]`: no secret is found (C101). */
export const secretGet: Tool = {
  name: 'secret-get',
  synopsis: '<ID> [key[#base64]]',
  purpose: 'get the content of a secret',
  output: 'yaml',
  formats: ['yaml', 'json'],
  flags: () => [
    { names: ['label'], kind: 'text', help: 'a label used to identify the secret in hooks' },
    { names: ['peek'], kind: 'boolean', help: 'get the latest revision just this time' },
    { names: ['refresh'], kind: 'boolean', help: 'get the latest revision and track it' },
  ],
  run: ({ args: [id], texts, booleans }) => {
    const name = id ?? texts['label'];
    if (name === undefined) throw usageFailure('require either a secret URI or label');
    if (booleans['peek'] && booleans['refresh']) {
      throw usageFailure('specify one of --peek or --refresh but not both');
    }
    throw runFailure(`secret ${quote(name)} not found`);
  },
};
