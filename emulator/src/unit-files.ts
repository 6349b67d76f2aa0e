import { copyFileSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import type { Machines } from './machine/index.ts';
import type { ResourceRevision, StorageInstance } from './model.ts';
import { unitPaths } from './paths.ts';
import { parseRecord } from './storage/parse-record.ts';
import { readIfThere } from './storage/read-lines.ts';
import { machineOf } from './store.ts';
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
  const placed = new Map<UnitName, Placed>();
  const keep = async (unit: UnitName, wanted: readonly StorageInstance[]): Promise<void> => {
    const machine = machineOf(store, unit);
    const known = placed.get(unit);
    const now = new Map(wanted.map(({ id, location }) => [id, location]));
    if (known?.size === 0 && now.size === 0) return;
    const record = machines.hostPath(machine, `${unitPaths(unit).agent}/state/storage.json`);
    const before = known ?? readPlaced(record);
    for (const [id, location] of before) {
      if (now.has(id)) continue;
      await rm(machines.hostPath(machine, location), { recursive: true, force: true });
    }
    writePlaced(record, before, now);
    for (const instance of wanted) {
      if (!known?.has(instance.id))
        makeStorage(machines.hostPath(machine, instance.location), instance);
    }
    placed.set(unit, now);
  };
  return {
    ofCaller: (unit, caller) => callerFiles(host, machineOf(store, unit), caller),
    placeStorage: (unit) =>
      keep(
        unit,
        Object.values(store.model.storage).filter(({ owner }) => owner === unit),
      ),
    removeStorage: (unit) => keep(unit, []),
  };
}

/** Where a unit has storage, by its id; storage may be detached when this process is gone. */
type Placed = ReadonlyMap<string, string>;

function readPlaced(record: string): Placed {
  const listed = parseRecord(readIfThere(record) ?? '');
  return new Map(Array.isArray(listed) ? listed.filter(isPlace) : []);
}

function isPlace(value: unknown): value is [id: string, location: string] {
  return Array.isArray(value) && value.length === 2 && value.every((it) => typeof it === 'string');
}

function writePlaced(record: string, before: Placed, now: Placed): void {
  const text = JSON.stringify([...now]);
  if (text === JSON.stringify([...before])) return;
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, text);
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
    return named.startsWith(`${root}/`) ? named : machines.hostPath(machine, named);
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
