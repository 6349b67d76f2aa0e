import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what has come into a folder since it was looked at: all of it if there was no folder. */
export type RestoreFolder = () => Promise<void>;

/**
 * Remembers what lies in the folder of a model that is not there yet, so that a command that fails
 * before it changes anything leaves no empty model behind.
 */
export async function rememberFolder(directory: string): Promise<RestoreFolder> {
  const before = await list(directory);
  return () => removeNew(directory, before);
}

/**
 * Remembers the charms and resources of a model, which commands store before they change it. Whoever
 * calls this, and what it answers, holds the model's lock.
 */
export async function rememberParts(directory: string): Promise<RestoreFolder> {
  const [charms, resources] = [join(directory, 'charms'), join(directory, 'resources')];
  const before = [await list(charms), await list(resources)];
  return async () => {
    await removeNew(charms, before[0]);
    await removeNew(resources, before[1]);
  };
}

/** The names in a folder; undefined when there is no such folder. */
async function list(folder: string): Promise<string[] | undefined> {
  return readdir(folder).catch(() => undefined);
}

async function removeNew(folder: string, before: readonly string[] | undefined): Promise<void> {
  if (before === undefined) {
    await rm(folder, { recursive: true, force: true });
    return;
  }
  for (const name of (await list(folder)) ?? []) {
    if (!before.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
