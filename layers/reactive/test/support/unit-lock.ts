import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyProcess } from '../../lib/memory/process-identity.ts';
import { LOCK_FILE } from '../../lib/memory/unit-files.ts';

/** Lets another process have a unit for itself. */
export async function lockFor(pid: number, who: string, charmDirectory: string): Promise<void> {
  const owner = identifyProcess(pid);
  await symlink(`${pid} ${owner?.started} ${who}`, join(charmDirectory, LOCK_FILE));
}
