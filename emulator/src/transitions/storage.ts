import { userError } from '@reactive-charms/juju';
import type { Metadata, StorageDefinition, UnitName } from '@reactive-charms/juju';
import { storageOf } from '../due/storage-hooks.ts';
import { readerOf } from '../large-record.ts';
import type { Application, Model, StorageHook, StorageInstance } from '../model.ts';
import { findApplication, findUnit, listFix, withUniter, without } from './transition.ts';
import type { Transition } from './transition.ts';

/** In mebibytes, where nobody says anything. */
const DEFAULT_SIZE = 1024;

/** What the operator asks of one storage. */
export interface StorageWish {
  readonly count: number;
  /** In mebibytes. @default the charm's minimum size, or 1024 where it has none */
  readonly size?: number;
}

/**
 * Gives a unit more of one storage. The charm hears of it by a storage-attached hook.
 * @throws DiagnosticsError when there is no such unit or storage, or the count would be above the
 *   maximum of the charm.
 */
export function addStorage(
  unit: UnitName,
  name: string,
  options: { readonly count?: number; readonly size?: number } = {},
): Transition {
  return (model) => {
    const { application } = findUnit(model, unit);
    const { charm, storage: wish } = findApplication(model, application);
    const definition = readerOf(charm.metadata.storage)(name);
    const task = `adding "${name}" storage to ${unit}`;
    if (!definition) throw unknownStorage(task, charm.metadata, name);
    const { count = 1, size = wish[name]?.size } = options;
    checkChange({ task, definition, current: countOf(model, unit, name), change: count });
    return makeInstances(model, { unit, name, definition, count, size });
  };
}

/**
 * Starts the removal of a piece of storage: a storage-detaching hook, then it is gone. What its unit
 * has not heard of is gone at once.
 * @throws DiagnosticsError when there is no such storage, or fewer than the charm's minimum would stay.
 */
export function removeStorage(id: string): Transition {
  return (model) => {
    const instance = readerOf(model.storage)(id);
    if (!instance) {
      throw userError('STORAGE_NOT_FOUND', `storage "${id}" not found`, {
        fix: listFix('pieces of storage', Object.keys(model.storage)),
      });
    }
    if (instance.life === 'dying') return model;
    const { application, uniter, life } = findUnit(model, instance.owner);
    const definition = findApplication(model, application).charm.metadata.storage[instance.name];
    if (definition && life === 'alive') {
      const current = countOf(model, instance.owner, instance.name);
      checkChange({ task: `removing storage ${id}`, definition, current, change: -1 });
    }
    if (!uniter.storage.includes(id)) return { ...model, storage: without(model.storage, id) };
    return { ...model, storage: { ...model.storage, [id]: { ...instance, life: 'dying' } } };
  };
}

/** Gives a unit what its charm needs, or what the operator asked for, of each storage it has too little of. */
export function provideStorage(model: Model, unit: UnitName, application: Application): Model {
  let next = model;
  for (const [name, definition] of Object.entries(application.charm.metadata.storage)) {
    const wish = application.storage[name];
    const wanted = wish?.count ?? boundsOf(definition).minimum;
    const count = wanted - countOf(next, unit, name);
    if (count <= 0) continue;
    next = makeInstances(next, { unit, name, definition, count, size: wish?.size });
  }
  return next;
}

/**
 * Checks and completes what an operator asks of one storage at deployment.
 * @throws DiagnosticsError for storage that the charm has not, or not as often, or only bigger.
 */
export function completeStorageWish(
  charm: Metadata,
  name: string,
  { count, size }: StorageWish,
): Application['storage'][string] {
  const definition = readerOf(charm.storage)(name);
  if (!definition) throw unknownStorage('cannot deploy', charm, name);
  const { minimum, maximum } = boundsOf(definition);
  const least = definition.minimumSize ?? 0;
  const store = `charm "${charm.name}" store "${name}"`;
  if (count < minimum) {
    const fix = 'raise the count';
    throw storageCount(`${store}: ${minimum} instances required, ${count} specified`, fix);
  }
  if (maximum !== undefined && count > maximum) {
    const fix = 'lower the count';
    throw storageCount(`${store}: at most ${maximum} instances supported, ${count} specified`, fix);
  }
  if (size !== undefined && size < least) {
    const text = `${store}: minimum storage size is ${formatSize(least)}, ${formatSize(size)} specified`;
    throw userError('STORAGE_SIZE', text, { fix: `ask for ${least}M or more` });
  }
  return { count, size: size ?? defaultSize(definition) };
}

/** A size in mebibytes in Juju's words, which calls them megabytes. */
function formatSize(size: number): string {
  let [value, unit] = [size, 0];
  for (; value >= 1000; unit += 1) value /= 1000;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${'MGTPEZY'.charAt(unit)}B`;
}

/** Notes that a unit has heard of storage, or has let go of it. */
export function storageHookDone(model: Model, unit: UnitName, hook: StorageHook): Model {
  const owner = findUnit(model, unit);
  const others = owner.uniter.storage.filter((id) => id !== hook.storage);
  // What was removed while its hook was in error is not there any more to be detached.
  if (hook.event === 'attached' && model.storage[hook.storage]) {
    return withUniter(model, owner, { storage: [...others, hook.storage] });
  }
  const next = withUniter(model, owner, { storage: others });
  return { ...next, storage: without(next.storage, hook.storage) };
}

/** Takes the storage of a dead unit out of the model. */
export function dropStorageOf(model: Model, unit: UnitName): Model {
  return storageOf(model, unit).reduce<Model>(
    (next, { id }) => ({ ...next, storage: without(next.storage, id) }),
    model,
  );
}

interface NewInstances {
  readonly unit: UnitName;
  readonly name: string;
  readonly definition: StorageDefinition;
  readonly count: number;
  /** What was asked for, in mebibytes. */
  readonly size: number | undefined;
}

function makeInstances(model: Model, { unit, name, definition, count, size }: NewInstances): Model {
  const given = Math.max(size ?? defaultSize(definition), definition.minimumSize ?? 0);
  const instances = Array.from({ length: count }, (_item, index): StorageInstance => {
    const number = model.next.storage + index;
    return {
      id: `${name}/${number}`,
      name,
      kind: definition.type,
      owner: unit,
      life: 'alive',
      location: locationOf(name, number, definition),
      size: given,
      since: model.time,
    };
  });
  return {
    ...model,
    storage: { ...model.storage, ...Object.fromEntries(instances.map((one) => [one.id, one])) },
    next: { ...model.next, storage: model.next.storage + count },
  };
}

/** Where there is room for several, each has a folder of its own. Source: Juju's FilesystemMountPoint. */
function locationOf(name: string, number: number, definition: StorageDefinition): string {
  const { type, location } = definition;
  // Not in /dev, which is the host's: a plain file stands for the device.
  if (type === 'block') return `/var/lib/juju/devices/loop${number}`;
  const id = `${name}/${number}`;
  if (location === undefined) return `/var/lib/juju/storage/${id}`;
  return boundsOf(definition).maximum === 1 ? location : `${location.replace(/\/$/, '')}/${id}`;
}

function defaultSize({ minimumSize }: StorageDefinition): number {
  return minimumSize ?? DEFAULT_SIZE;
}

function boundsOf({ count }: StorageDefinition): NonNullable<StorageDefinition['count']> {
  return count ?? { minimum: 1, maximum: 1 };
}

function countOf(model: Model, unit: UnitName, name: string): number {
  return storageOf(model, unit).filter((one) => one.name === name && one.life === 'alive').length;
}

interface CountChange {
  readonly task: string;
  readonly definition: StorageDefinition;
  readonly current: number;
  readonly change: number;
}

/** Juju's words for a count that the charm does not allow. */
function checkChange({ task, definition, current, change }: CountChange): void {
  const { minimum, maximum } = boundsOf(definition);
  const [verb, by, total] = [change < 0 ? 'detach' : 'attach', Math.abs(change), current + change];
  if (minimum === 1 && maximum === 1 && total !== 1) {
    throw storageCount(`${task}: cannot ${verb}, storage is singular`);
  }
  const brings = `${verb}ing ${by} storage instance${by === 1 ? '' : 's'} brings the total to ${total}`;
  if (total < minimum) {
    throw storageCount(`${task}: ${brings}, which is less than the minimum of ${minimum}`);
  }
  if (maximum !== undefined && total > maximum) {
    throw storageCount(`${task}: ${brings}, exceeding the maximum of ${maximum}`);
  }
}

function storageCount(text: string, fix?: string): Error {
  return userError('STORAGE_COUNT', text, fix === undefined ? {} : { fix });
}

function unknownStorage(task: string, charm: Metadata, name: string): Error {
  return userError(
    'STORAGE_UNKNOWN',
    `${task}: charm "${charm.name}" has no store called "${name}"`,
    { fix: listFix('stores', Object.keys(charm.storage)) },
  );
}
