import { lstatSync, readlinkSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import { unitTag } from '@reactive-charms/juju';
import type { Machines } from './machine/index.ts';
import { unitPaths } from './paths.ts';
import type { UnitPaths } from './paths.ts';
import { machineOf } from './store.ts';
import type { ModelStore } from './store.ts';
import { createToolSocket, installTools } from './tool-server/index.ts';
import type { ToolSocket } from './tool-server/index.ts';
import { toolsOf } from './tools/index.ts';

/** Where a unit is at home on its machine, made ready for its charm. */
export interface UnitHome {
  readonly machine: string;
  /** Paths inside the machine. */
  readonly paths: UnitPaths;
  /** Paths as processes of the machine must be told them. */
  readonly told: { readonly charm: string; readonly tools: string; readonly socket: string };
  /** The charm directory on the host. */
  readonly charm: string;
  readonly socket: ToolSocket;
}

/** The homes of the units of a model. */
export interface UnitHomes {
  /** Makes a unit's home ready; quick when it is. @throws Error for a unit that is gone */
  of(unit: UnitName): Promise<UnitHome>;
  /** Removes the home of a unit that is dead. */
  remove(unit: UnitName): Promise<void>;
  /** Ends what serves the units; what lies on machines stays. */
  close(): Promise<void>;
}

/** @param host the model, and the machines that its units live on. */
export function createUnitHomes(host: {
  readonly store: ModelStore;
  readonly machines: Machines;
}): UnitHomes {
  const { store, machines } = host;
  const homes = new Map<UnitName, { readonly key: string; readonly home: Promise<UnitHome> }>();
  const toolFolders = new Map<string, Promise<string>>();

  const make = async (unit: UnitName, machine: string): Promise<UnitHome> => {
    const paths = unitPaths(unit);
    const told = (inside: string): string => machines.processPath(machine, inside);
    const hostPath = (inside: string): string => machines.hostPath(machine, inside);
    await mkdir(hostPath(paths.charm), { recursive: true });
    const version = store.model.agentVersion;
    const tools = toolFolders.get(`${machine} ${version}`) ?? makeTools(host, machine);
    toolFolders.set(`${machine} ${version}`, tools);
    await linkFolder(await tools, join(dirname(await tools), basename(paths.tools)));
    return {
      machine,
      paths,
      told: { charm: told(paths.charm), tools: told(paths.tools), socket: told(paths.socket) },
      charm: hostPath(paths.charm),
      socket: createToolSocket({
        socketPath: hostPath(paths.socket),
        hiddenPath: join(dirname(hostPath('/')), 'sockets', unitTag(unit)),
      }),
    };
  };
  const forget = async (unit: UnitName): Promise<void> => {
    const known = homes.get(unit);
    homes.delete(unit);
    await (await known?.home.catch(() => undefined))?.socket.close();
  };
  return {
    of: async (unit) => {
      const machine = machineOf(store, unit);
      const key = `${machine} ${store.model.agentVersion}`;
      const known = homes.get(unit);
      if (known?.key === key) return known.home;
      await forget(unit);
      const home = make(unit, machine);
      homes.set(unit, { key, home });
      return home;
    },
    remove: async (unit) => {
      const machine = machineOf(store, unit);
      await forget(unit);
      const { agent, tools } = unitPaths(unit);
      // Not through `hostPath`, which would follow the link to the tools that all units share.
      for (const path of [agent, tools]) {
        const folder = machines.hostPath(machine, dirname(path));
        await rm(join(folder, basename(path)), { recursive: true, force: true });
      }
    },
    close: async () => {
      await Promise.all([...homes.keys()].map(forget));
    },
  };
}

/**
 * The hook tools of a machine: one folder for each version of Juju, which the tools of every unit,
 * and of the machine's own agent, are a link to.
 */
async function makeTools(
  { store, machines }: { readonly store: ModelStore; readonly machines: Machines },
  machine: string,
): Promise<string> {
  const version = `${store.model.agentVersion}-ubuntu-amd64`;
  const folder = join(machines.hostPath(machine, '/var/lib/juju/tools'), version);
  await installTools(folder, [...toolsOf(store.model).keys()], {
    makeLink: (target, path) => machines.links.link(target, path),
  });
  await writeProbe(join(folder, 'jujud'), version);
  await linkFolder(folder, join(dirname(folder), `machine-${machine.replaceAll('/', '-')}`));
  return folder;
}

/** Old charms ask the machine's agent for its version: `jujud version`. */
async function writeProbe(path: string, version: string): Promise<void> {
  const text = `#!/bin/sh\necho ${version}\n`;
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o755 });
}

async function linkFolder(folder: string, path: string): Promise<void> {
  const target = basename(folder);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && readlinkSync(path) === target) return;
  await rm(path, { recursive: true, force: true });
  await symlink(target, path);
}
