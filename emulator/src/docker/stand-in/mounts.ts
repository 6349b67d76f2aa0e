import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isPathBind, parseBind } from '../binds.ts';
import type { Bind } from '../binds.ts';
import { EngineRefusal } from '../http-exchange.ts';
import { reasonOf, textsOf } from '../json.ts';
import { bindSourcePath } from '../machine.ts';
import type { ServedMachine } from '../machine.ts';
import type { ImageWrite } from './image-catalogue.ts';
import type { ContainerRecord } from './store.ts';

/**
 * What a container sees of its machine: its own binds, then those of the containers whose volumes it
 * takes; of two with one target the first counts.
 * @param find finds another container of the machine by name or id.
 */
export function mountsOf(
  container: ContainerRecord,
  find: (reference: string) => ContainerRecord | undefined,
): Bind[] {
  const own = textsOf(container.hostConfig['Binds']).map(parseBind);
  const inherited = textsOf(container.hostConfig['VolumesFrom'])
    .map((text) => find(text.split(':')[0] ?? ''))
    .flatMap((other) => (other === undefined || other === container ? [] : mountsOf(other, find)));
  const all = [...own, ...inherited];
  return all.filter(({ target }, at) => all.findIndex((bind) => bind.target === target) === at);
}

/** Makes the sources of binds that are missing, as folders, as the Engine does. */
export function makeBindSources(machine: ServedMachine, mounts: readonly Bind[]): void {
  for (const bind of mounts.filter(isPathBind)) {
    const path = bindSourcePath(machine, bind.source);
    if (statSync(path, { throwIfNoEntry: false }) === undefined)
      mkdirSync(path, { recursive: true });
  }
}

/**
 * Puts an image's files where the container's binds lead; a file that no bind covers would stay inside
 * the container, so there is nothing to do for it.
 * @returns the files that go when the container ends.
 * @throws EngineRefusal when a file of the catalogue is missing.
 */
export function writeFiles(
  machine: ServedMachine,
  mounts: readonly Bind[],
  writes: readonly ImageWrite[],
): string[] {
  const passing: string[] = [];
  for (const write of writes) {
    const path = pathOnHost(machine, mounts, write.to);
    if (path === undefined) continue;
    copy(write, path);
    if (write.while === 'running') passing.push(path);
  }
  return passing;
}

/** Removes files that a running container had put there. */
export function removeFiles(files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
}

function pathOnHost(
  machine: ServedMachine,
  mounts: readonly Bind[],
  inside: string,
): string | undefined {
  const [nearest] = mounts
    .filter((bind) => isPathBind(bind) && covers(bind.target, inside))
    .sort((a, b) => b.target.length - a.target.length);
  if (nearest === undefined) return undefined;
  return join(bindSourcePath(machine, nearest.source), inside.slice(nearest.target.length));
}

function covers(target: string, path: string): boolean {
  return path === target || path.startsWith(target.endsWith('/') ? target : `${target}/`);
}

function copy(write: ImageWrite, path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // A program that still runs, or a link that leads elsewhere, must not be written through.
    rmSync(path, { force: true });
    copyFileSync(write.from, path);
    chmodSync(path, write.mode);
  } catch (error) {
    const reason = reasonOf(error);
    throw new EngineRefusal(500, `the image's file ${write.from} cannot be written: ${reason}`);
  }
}
