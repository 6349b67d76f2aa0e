import { copyFileSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import type { Machines } from './machine/index.ts';
import type { ResourceRevision, StorageInstance } from './model.ts';
import type { ModelStore } from './store.ts';
import type { CallerFiles } from './tool-context.ts';

/** What decides how a caller's files are reached. */
export interface Caller {
  /** Its working directory, as it names it. */
  readonly directory: string;
  /** Whether there is no room for what it lets the agent write. */
  readonly diskFull: boolean;
}

/** The files on machines that agents look after: storage, resources, and what tools read and write. */
export interface UnitFiles {
  /** The files that a unit's process names when it calls a tool. */
  ofCaller(unit: UnitName, caller: Caller): CallerFiles;
  /** Makes the storage of a unit, and removes what is no longer attached. */
  placeStorage(unit: UnitName): Promise<void>;
  /** Removes all storage of a unit. */
  removeStorage(unit: UnitName): Promise<void>;
}

/** What the files belong to. */
export interface UnitFilesHost {
  readonly store: ModelStore;
  readonly machines: Machines;
  /** The folder of the model. */
  readonly directory: string;
}

/** @param host the model, its machines, and its folder. */
export function createUnitFiles(host: UnitFilesHost): UnitFiles {
  const { store, machines } = host;
  const placed = new Map<UnitName, ReadonlyMap<string, string>>();
  const machineOf = (unit: UnitName): string => {
    const machine = store.model.units[unit]?.machine;
    if (machine === undefined) throw new Error(`unit ${unit} is gone`);
    return machine;
  };
  const keep = async (unit: UnitName, wanted: readonly StorageInstance[]): Promise<void> => {
    const before = placed.get(unit) ?? new Map<string, string>();
    const now = new Map(wanted.map(({ id, location }) => [id, location]));
    if (before.size === 0 && now.size === 0) return;
    const machine = machineOf(unit);
    for (const [id, location] of before) {
      if (now.has(id)) continue;
      await rm(machines.hostPath(machine, location), { recursive: true, force: true });
    }
    for (const instance of wanted) {
      if (!before.has(instance.id))
        makeStorage(machines.hostPath(machine, instance.location), instance);
    }
    placed.set(unit, now);
  };
  return {
    ofCaller: (unit, caller) => callerFiles(host, machineOf(unit), caller),
    placeStorage: (unit) =>
      keep(
        unit,
        Object.values(store.model.storage).filter(({ owner }) => owner === unit),
      ),
    removeStorage: (unit) => keep(unit, []),
  };
}

/** A file system is a folder; a block device is a plain file of its size, without contents. */
function makeStorage(path: string, { kind, size }: StorageInstance): void {
  if (kind === 'filesystem') {
    mkdirSync(path, { recursive: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '', { flag: 'a', mode: 0o600 });
  if (lstatSync(path).size === 0) truncateSync(path, size * MEBIBYTE);
}

const MEBIBYTE = 1 << 20;

/** A caller names paths as its machine sees them; where machines are mere folders, as the host does. */
function callerFiles(
  { machines, directory: model }: UnitFilesHost,
  machine: string,
  { directory, diskFull }: Caller,
): CallerFiles {
  const hostPath = (path: string): string => {
    const named = resolve(directory, path);
    const root = machines.hostPath(machine, '/');
    return named.startsWith(`${root.replace(/\/$/, '')}/`)
      ? named
      : machines.hostPath(machine, named);
  };
  const requireRoom = (path: string): void => {
    if (diskFull) throw new Error(`open ${path}: no space left on device`);
  };
  return {
    read: (path) => readFileSync(hostPath(path), 'utf8'),
    readBytes: (path) => readFileSync(hostPath(path)),
    processPath: (inside) => machines.processPath(machine, inside),
    write: (path, text) => {
      requireRoom(path);
      writeFileSync(hostPath(path), text);
    },
    resource: (revision, path) => {
      requireRoom(path);
      placeResource(join(model, revision.path), machines.hostPath(machine, path), revision);
    },
  };
}

/** Copies a resource to the unit unless this revision of it lies there; its time tells. */
function placeResource(from: string, to: string, { size, since }: ResourceRevision): void {
  const there = lstatSync(to, { throwIfNoEntry: false });
  const uploaded = new Date(since);
  if (there?.size === size && there.mtimeMs === uploaded.getTime()) return;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  utimesSync(to, uploaded, uploaded);
}
