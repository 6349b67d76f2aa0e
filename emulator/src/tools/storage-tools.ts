import { storageOf } from '../due/storage-hooks.ts';
import type { StorageInstance } from '../model.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { withWrites } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/** `storage-list [NAME]`: ids of the unit's storage (C91). */
export const storageList: Tool = {
  name: 'storage-list',
  synopsis: '[<storage-name>]',
  purpose: 'list storage attached to the unit',
  output: 'smart',
  run: ({ run, args: [name, ...rest] }) => {
    expectNoMore(rest);
    const wanted = storageOf(run.model, run.unit).filter(
      (storage) => name === undefined || storage.name === name,
    );
    return { value: wanted.sort(byNumber).map(({ id }) => id) };
  },
};

/** `storage-get [-s ID] [KEY]`: kind and location of one piece of storage (C90). */
export const storageGet: Tool = {
  name: 'storage-get',
  synopsis: '[<key>]',
  purpose: 'print information for the storage instance with the specified ID',
  output: 'smart',
  flags: [
    {
      names: ['s'],
      kind: 'text',
      help: 'specify a storage instance by id',
      read: (id, run) => {
        if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*\/(?:0|[1-9]\d*)$/.test(id)) {
          throw new Error(`invalid storage ID ${quote(id)}`);
        }
        if (!findStorage(run, id)) throw new Error('storage not found');
        return id;
      },
    },
  ],
  run: ({ run, texts, processPath, args: [key, ...rest] }) => {
    const storage = findStorage(run, texts['s'] ?? storageOfHook(run));
    if (!storage) throw usageFailure('no storage instance specified');
    expectNoMore(rest);
    const { kind } = storage;
    const location = processPath(storage.location);
    if (key === undefined || key === '') return { value: { kind, location } };
    if (key === 'kind') return { value: kind };
    if (key === 'location') return { value: location };
    throw runFailure(`invalid storage attribute ${quote(key)}`);
  },
};

/** `storage-add NAME[=COUNT] …`: more storage for the unit, when the hook commits. */
export const storageAdd: Tool = {
  name: 'storage-add',
  synopsis: '<charm storage name>[=count] ...',
  purpose: 'add storage instances',
  output: 'none',
  run: ({ run, args }) => {
    if (args.length === 0) throw usageFailure('storage add requires a storage directive');
    const added = new Map<string, number>();
    for (const [name, count] of args.map(readDirective)) {
      if (added.has(name)) throw usageFailure(`storage ${quote(name)} specified more than once`);
      added.set(name, count);
    }
    const before = new Map(Object.entries(run.writes.storage));
    for (const [name, count] of added) before.set(name, (before.get(name) ?? 0) + count);
    return { run: withWrites(run, { storage: Object.fromEntries(before) }) };
  },
};

function readDirective(directive: string): [name: string, count: number] {
  const [name = '', text = '1', ...more] = directive.split('=');
  if (name === '' || more.length > 0) {
    throw usageFailure(`expected "name=directive" or "name", got ${quote(directive)}`);
  }
  const fields = text.split(',').filter((field) => field !== '');
  const problem = `cannot parse directive for storage ${quote(name)}: `;
  if (fields.length === 0) {
    throw usageFailure(`${problem}storage directives require at least one field to be specified`);
  }
  const bad = fields.find((field) => /^(?:-\d+|0+)$/.test(field));
  if (bad !== undefined) {
    throw usageFailure(
      `${problem}cannot parse count: count must be greater than zero, got ${quote(bad)}`,
    );
  }
  const [first = '', ...others] = fields;
  if (others.length > 0 || !/^\d+$/.test(first)) {
    throw usageFailure(`only count can be specified for ${quote(name)}`);
  }
  return [name, Number(first)];
}

function findStorage(run: HookRun, id: string | undefined): StorageInstance | undefined {
  const storage = id === undefined ? undefined : run.model.storage[id];
  return storage?.owner === run.unit ? storage : undefined;
}

function storageOfHook({ purpose }: HookRun): string | undefined {
  if (purpose.kind !== 'hook' || purpose.hook.kind !== 'storage') return undefined;
  return purpose.hook.storage;
}

function byNumber(a: StorageInstance, b: StorageInstance): number {
  return numberOf(a) - numberOf(b);
}

function numberOf({ id }: StorageInstance): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}
