import type { HookTools } from '../hook-tools.ts';
import { isStorageId } from '../names.ts';
import { readList, readStorage } from '../tool-answers.ts';
import type { ToolCaller } from '../tool-call.ts';

/** Storage that is attached to this unit. */
export function storageTools({ json }: ToolCaller): Pick<HookTools, 'storageList' | 'storageGet'> {
  return {
    storageList: async () => readList('storage-list', isStorageId, await json('storage-list')),
    storageGet: async (id) => readStorage(await json('storage-get', '-s', id)),
  };
}
