import { userError } from '@reactive-charms/juju';
import type { Command, Invocation } from '../command.ts';
import { readerOf } from '../../large-record.ts';
import { listFix } from '../../transitions/transition.ts';
import { FORMAT_OPTION, printData } from '../output.ts';
import { readModel } from '../run-session.ts';
import { viewStorage } from '../storage/storage-view.ts';

/** `juju show-storage`. */
export const showStorageCommand: Command = {
  name: 'show-storage',
  purpose: 'Show storage instance information.',
  usage: 'STORAGE-ID ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: { format: FORMAT_OPTION },
  run: showStorage,
};

async function showStorage(invocation: Invocation): Promise<number> {
  const model = await readModel(invocation.surroundings);
  const views = invocation.args.map((id) => {
    const storage = readerOf(model.storage)(id);
    if (storage !== undefined) return [id, viewStorage(model, storage)] as const;
    throw userError('STORAGE_NOT_FOUND', `storage "${id}" not found`, {
      fix: listFix('pieces of storage', Object.keys(model.storage)),
    });
  });
  printData(invocation, Object.fromEntries(views));
  return 0;
}
