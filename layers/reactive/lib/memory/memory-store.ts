import type { HookTools } from '@reactive-charms/juju';
import type { CharmDefinition } from '../charm/charm.ts';
import { openMemoryFile } from './memory-file.ts';
import type { Memory } from './memory.ts';
import type { Release } from './unit-lock.ts';

/** What was found at the start of a run. */
export interface StoredMemory {
  /** Undefined while no hook of the unit has succeeded. */
  readonly memory?: Memory;
  /** True when the memory may lag behind Juju: the last hook did not reach its end, or was not kept. */
  readonly interrupted: boolean;
}

/** The place where a unit's memory lies. */
export interface MemoryStore {
  /**
   * Reads the memory. Databags of units are read from its text when somebody looks at them, so what
   * is damaged there is found only then.
   * @throws DiagnosticsError STATE_DAMAGED naming the place and the key.
   */
  load(): Promise<StoredMemory>;
  /** Notes that the memory may lag behind Juju from now on, because a hook has begun. */
  begin(hook: string): Promise<void>;
  /**
   * Replaces the memory as a whole, and writes nothing where it is as it was when it was loaded. With
   * `finished`, also notes that the hook has ended.
   */
  save(memory: Memory, options: { readonly finished: boolean }): Promise<void>;
  /** Notes that nothing remembered shall be relied upon: the next hook reads everything again. */
  doubt(): Promise<void>;
  /**
   * Has the unit for itself until the promise's function is called: between `load` and `save` nobody
   * else may change the memory. Hooks, actions and the `reactive` command all do so.
   * @param who what others are told who wait, for example `hook install`.
   * @throws DiagnosticsError UNIT_BUSY naming who has it, when that lasts for too long.
   */
  lock(who: string, waitSeconds: number): Promise<Release>;
}

/** Where a unit's memory is to be found. */
export interface MemoryPlace {
  readonly charmDirectory: string;
  /** Hook tools; absent outside hooks, where the controller cannot be asked. */
  readonly tools?: Pick<HookTools, 'stateGet' | 'stateSet'>;
}

/** Opens the memory of a unit: in its charm's folder, or kept by the controller. */
export async function openMemory(
  { state }: Pick<CharmDefinition, 'state'>,
  place: MemoryPlace,
): Promise<MemoryStore> {
  if (state !== 'controller') return openMemoryFile(place.charmDirectory);
  const { openControllerMemory } = await import('./controller-memory.ts');
  return openControllerMemory(place);
}
