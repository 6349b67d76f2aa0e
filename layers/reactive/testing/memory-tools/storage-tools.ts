import type { HookTools } from '@reactive-charms/juju';
import { refuse } from './state-memory.ts';
import type { StateMemory } from './state-memory.ts';

/** Storage that is attached to this unit. */
export function storageTools(memory: StateMemory): Pick<HookTools, 'storageList' | 'storageGet'> {
  return {
    storageList: async () =>
      memory.answer('storage-list', () => Object.keys(memory.state.storage ?? {}).sort()),
    storageGet: async (id) =>
      memory.answer(
        `storage-get ${id}`,
        () =>
          memory.state.storage?.[id] ??
          refuse('storage-get', `invalid value "${id}" for option -s: storage not found`, 2),
      ),
  };
}
