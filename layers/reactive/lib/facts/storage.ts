import { HookToolError } from '@reactive-charms/juju';
import type { StorageFacts } from '@reactive-charms/juju';
import type { StorageInstance } from '../dispatch/context.ts';
import type { Memory } from '../memory/memory.ts';
import type { FactSources } from './facts.ts';

type Storage = Memory['storage'];

/**
 * The attached instances: remembered, with what a storage hook announces; read anew when in doubt. An
 * instance that is being detached counts as gone already, as a departing unit does: nothing may begin
 * to use it, and its hook still names its location.
 */
export async function readStorage(sources: FactSources): Promise<Storage> {
  const { hook, tools, memory, storage, inDoubt } = sources;
  if (storage.length === 0) return {};
  const { run } = hook;
  const leaving = run.kind === 'storage' && run.hook.endsWith('-storage-detaching');
  const known = inDoubt ? await readAll(sources) : memory.storage;
  if (run.kind !== 'storage') return known;
  const { [run.storageId]: found, ...others } = known;
  if (leaving) return others;
  const { storageKind: kind, location } = run;
  const told = kind === undefined || location === undefined ? undefined : { kind, location };
  const instance = told ?? (inDoubt ? found : undefined) ?? (await tools.storageGet(run.storageId));
  return { ...others, [run.storageId]: instance };
}

/** In a storage hook the environment tells of its own instance, so that one is not asked for. */
async function readAll({ hook, tools }: FactSources): Promise<Storage> {
  const { run } = hook;
  const own = run.kind === 'storage' ? run.storageId : undefined;
  const ids = (await tools.storageList()).filter((id) => id !== own);
  const instances = await Promise.all(
    ids.map(async (id): Promise<[string, StorageFacts][]> => {
      const instance = await unlessUnready(tools.storageGet(id));
      return instance === undefined ? [] : [[id, instance]];
    }),
  );
  return Object.fromEntries(instances.flat());
}

/** Juju may list an instance before it is provisioned; its attached hook will tell of it. */
async function unlessUnready(answer: Promise<StorageFacts>): Promise<StorageFacts | undefined> {
  try {
    return await answer;
  } catch (error) {
    const isUnready =
      error instanceof HookToolError && /not (?:provisioned|attached|found)/.test(error.stderr);
    if (isUnready) return undefined;
    throw error;
  }
}

/** The instances as handlers see them, of one storage or all, sorted by storage and number. */
export function listStorage(storage: Storage, name?: string): readonly StorageInstance[] {
  return Object.entries(storage)
    .filter(([id]) => name === undefined || storageOf(id) === name)
    .map(([id, { kind, location }]) => ({ id, name: storageOf(id), kind, location }))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)) || numberIn(a) - numberIn(b));
}

/** The storage of metadata.yaml that an instance is one of: `data` for `data/0`. */
export function storageOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

function numberIn({ id }: StorageInstance): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}
