import type { UnitName } from '@reactive-charms/juju';
import type { Hook, Model, StorageInstance, Unit } from '../model.ts';
import { shuffle } from './chance.ts';
import { indexOnce } from './index-once.ts';

/** The storage of one unit. */
export function storageOf(model: Model, unit: UnitName): readonly StorageInstance[] {
  return storageByOwner(model.storage).get(unit) ?? [];
}

/**
 * The storage hook that is due: attached for what the unit has not heard of, detaching for what is to
 * go. Storage that is to go before the charm ever heard of it gets no hook.
 */
export function nextStorageHook(model: Model, unit: Unit): Hook | undefined {
  const waiting = storageOf(model, unit.name).filter(({ id, life }) => {
    const ends = life === 'dying' || unit.life === 'dying';
    return unit.uniter.storage.includes(id) === ends;
  });
  const order = `${unit.name} ${unit.uniter.hooksRun}`;
  const [next] = shuffle(model, waiting, ({ id }) => `${order} ${id}`);
  if (!next) return undefined;
  const event = unit.uniter.storage.includes(next.id) ? 'detaching' : 'attached';
  return { kind: 'storage', name: `${next.name}-storage-${event}`, event, storage: next.id };
}

const storageByOwner = indexOnce(
  (storage: Model['storage']): ReadonlyMap<UnitName, readonly StorageInstance[]> => {
    const byOwner = new Map<UnitName, StorageInstance[]>();
    for (const instance of Object.values(storage)) {
      byOwner.set(instance.owner, [...(byOwner.get(instance.owner) ?? []), instance]);
    }
    return byOwner;
  },
);
