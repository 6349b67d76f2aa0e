import { chmodSync, constants, copyFileSync, linkSync, lstatSync, mkdirSync } from 'node:fs';
import { readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hooksOf } from '@reactive-charms/juju';
import { isTouched, listCharmFiles } from './charm-files.ts';
import type { CharmFile, CharmFiles } from './charm-files.ts';
import type { CharmArtefact } from './model.ts';
import type { CharmStore } from './storage/charm-store.ts';

/** Where a charm is to be put; all paths on the host. */
export interface Deployment {
  readonly charm: CharmArtefact;
  readonly charmDirectory: string;
  readonly manifestDirectory: string;
  /** The URL of the charm that lies there now, if any. */
  readonly before?: string;
}

/**
 * Puts charms into the charm directories of units. Big programs, such as a charm's own runtime, are
 * one file for all units: clones where the file system has them, else hard links that are watched.
 */
export interface CharmDeployer {
  /**
   * Puts a charm's files into a unit's charm directory. Files of the charm before that the new one
   * does not have are removed; files that the charm made itself stay.
   * Source: contract juju.md section 9.1.
   */
  deploy(deployment: Deployment): Promise<void>;
  /**
   * To be called before a charm is run, with what lies in its directory.
   * @returns to be called when the run has ended. If the charm has written into a file that all units
   * share, its unit keeps that as a file of its own and the others get theirs back; if another unit
   * ran meanwhile, nobody knows who it was, and all get theirs back. The files that are lost so are
   * answered.
   */
  watch(charmDirectory: string, charm: CharmArtefact): Promise<() => Promise<readonly string[]>>;
}

/** Who runs with the files of a charm. */
interface Runners {
  readonly now: Set<string>;
  /** Those whose run others have overlapped. */
  readonly together: Set<string>;
}

/** @param charms the unpacked charms. */
export function createCharmDeployer(charms: CharmStore): CharmDeployer {
  const listed = new Map<string, Promise<CharmFiles>>();
  const runners = new Map<string, Runners>();
  let mending: Promise<unknown> = Promise.resolve();
  const filesOf = (charm: CharmArtefact): Promise<CharmFiles> => {
    const known =
      listed.get(charm.path) ??
      charms.unpacked(charm).then((folder) => listCharmFiles(charm, folder));
    listed.set(charm.path, known);
    return known;
  };
  /** Puts files that were written to right; one after the other, for two runs may end at once. */
  const mend = (files: CharmFiles, keep?: (name: string) => void): Promise<string[]> => {
    if (!files.shared.some((name) => isTouched(files, name))) return Promise.resolve([]);
    const work = mending.then(async () => {
      const touched = files.shared.filter((name) => isTouched(files, name));
      for (const name of touched) {
        keep?.(name);
        await charms.restore(files.charm, name);
      }
      return touched;
    });
    mending = work.catch(() => undefined);
    return work;
  };
  return {
    deploy: async (deployment) => {
      const files = await filesOf(deployment.charm);
      await mend(files);
      place(deployment, files);
    },
    watch: async (charmDirectory, charm) => {
      const files = await filesOf(charm);
      if (files.shared.length === 0) return async () => [];
      const { now, together } = runners.get(charm.path) ?? { now: new Set(), together: new Set() };
      runners.set(charm.path, { now, together });
      now.add(charmDirectory);
      if (now.size > 1) for (const one of now) together.add(one);
      return async () => {
        now.delete(charmDirectory);
        const alone = !together.delete(charmDirectory);
        if (!alone) return mend(files);
        await mend(files, (name) => separate(join(files.folder, name), join(charmDirectory, name)));
        return [];
      };
    },
  };
}

function place(deployment: Deployment, files: CharmFiles): void {
  const { charm, charmDirectory } = deployment;
  const names = files.all.map(({ name }) => name);
  removeLeftOvers(deployment, names);
  mkdirSync(charmDirectory, { recursive: true });
  const empty = readdirSync(charmDirectory).length === 0;
  const hooks = new Set(hooksOf(charm.metadata).map((hook) => `hooks/${hook}`));
  for (const file of files.all) {
    const target = join(charmDirectory, file.name);
    if (!empty && file.kind !== 'folder') rmSync(target, { recursive: true, force: true });
    placeFile(join(files.folder, file.name), target, file);
    if (hooks.has(file.name) && file.kind === 'file') chmodSync(target, file.mode | 0o100);
  }
  writeFileSync(join(charmDirectory, 'revision'), String(charm.revision));
  const manifest = manifestPath(deployment, charm.url);
  mkdirSync(dirname(manifest), { recursive: true });
  writeFileSync(manifest, files.manifest);
}

function removeLeftOvers(deployment: Deployment, names: readonly string[]): void {
  if (deployment.before === undefined) return;
  const text = readText(manifestPath(deployment, deployment.before));
  const kept = new Set(names);
  for (const line of text.split('\n')) {
    if (!line.startsWith('- ')) continue;
    const name: unknown = JSON.parse(line.slice(2));
    if (typeof name !== 'string' || kept.has(name)) continue;
    rmSync(join(deployment.charmDirectory, name), { recursive: true, force: true });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function manifestPath({ manifestDirectory }: Deployment, url: string): string {
  return join(manifestDirectory, encodeURIComponent(url));
}

function placeFile(source: string, target: string, file: CharmFile): void {
  if (file.kind === 'folder') mkdirSync(target, { recursive: true });
  else if (file.kind === 'link') symlinkSync(file.target, target);
  else if (!file.shared || !share(source, target)) copyFileSync(source, target);
}

// A charm brings its own runtime, a hundred megabytes; a copy for each unit would fill the disk.
function share(source: string, target: string): boolean {
  return (
    succeeds(() => copyFileSync(source, target, constants.COPYFILE_FICLONE_FORCE)) ||
    succeeds(() => linkSync(source, target))
  );
}

function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** Gives a unit a copy of its own of a file that it shares with the store. */
function separate(source: string, target: string): void {
  const [shared, own] = [source, target].map((path) => lstatSync(path, { throwIfNoEntry: false }));
  if (!shared || shared.ino !== own?.ino || shared.dev !== own.dev) return;
  const temporary = `${target}.juju-own`;
  copyFileSync(source, temporary);
  renameSync(temporary, target);
}
