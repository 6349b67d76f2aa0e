import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explainNoFullDisk } from './launched-way.ts';
import type { LaunchedPlace, LaunchedWay } from './launched-way.ts';
import { listMounts, namespaceCommand, writeMounts } from './namespace-way.ts';
import type { MachineFolders, NamespaceTools } from './namespace-way.ts';
import { linkNode, prepareNode } from './node-program.ts';
import { prefixCommand } from './prefix-way.ts';
import { createProcessRunner } from './run-process.ts';
import type { HostCommand, MachineProcess, ProcessEnd } from './types.ts';

/** Runs processes in machines in one of the two ways. */
export interface MachineRunner {
  /** @throws Error when the machine was not created */
  run(id: string, folders: MachineFolders, task: MachineProcess): Promise<ProcessEnd>;
  /** The command on the host that runs a process in a machine. @throws as `run` */
  command(id: string, folders: MachineFolders, task: MachineProcess): Promise<HostCommand>;
  /** Forgets what is known of a machine. */
  forget(id: string): void;
}

/** What machines in namespaces are run with. */
export interface NamespaceRunnerOptions {
  readonly tools: NamespaceTools;
  readonly launched: LaunchedWay | undefined;
  /** The host's Node.js where it lies in no folder that machines share. */
  readonly node: string | undefined;
  /** Whether a machine gets the host's devices, because it runs the host's real commands. */
  readonly seesDevices: (id: string) => boolean;
}

/** Runs processes in namespaces: by the launcher, or where there is none through `unshare`. */
export function createNamespaceRunner(options: NamespaceRunnerOptions): MachineRunner {
  const { tools, launched, node } = options;
  const places = new Map<string, Promise<LaunchedPlace>>();
  const runProcess = createProcessRunner();

  const prepare = async (id: string, folders: MachineFolders): Promise<LaunchedPlace> => {
    const hostname = await readHostname(id, folders);
    await mkdir(folders.mount, { recursive: true });
    const needsNode = node !== undefined && (await prepareNode(folders.root, node));
    const ownDevices = tools.ownDevices && !options.seesDevices(id);
    const files = needsNode ? [node] : [];
    const mounts = await listMounts({ ...tools, ownDevices }, folders, files);
    await writeMounts(folders.mounts, mounts);
    const { userNamespace } = tools;
    return { root: folders.mount, machine: { userNamespace, hostname, mounts } };
  };
  const place = async (id: string, folders: MachineFolders): Promise<LaunchedPlace> => {
    const known = places.get(id) ?? prepare(id, folders);
    places.set(id, known);
    return known;
  };
  const command: MachineRunner['command'] = async (id, folders, task) => {
    const { hostname } = (await place(id, folders)).machine;
    return namespaceCommand(tools, folders, { ...task, hostname });
  };
  return {
    run: async (id, folders, task) => {
      const end =
        task.stdio === 'capture'
          ? await launched?.enter(id, await place(id, folders), task)
          : undefined;
      if (end) return end;
      if (task.diskFull) throw explainNoFullDisk();
      return runProcess(await command(id, folders, task), task);
    },
    command,
    forget: (id) => {
      places.delete(id);
    },
  };
}

/** Runs processes that see the host's `/`, with their paths redirected. */
export function createPrefixRunner(launched: LaunchedWay | undefined): MachineRunner {
  const known = new Set<string>();
  const runProcess = createProcessRunner();
  const command: MachineRunner['command'] = async (id, folders, task) => {
    if (!known.has(id)) {
      await readHostname(id, folders);
      await linkNode(join(folders.root, 'usr/local/bin/node'), process.execPath);
      known.add(id);
    }
    return prefixCommand(folders.root, task);
  };
  return {
    run: async (id, folders, task) => {
      const host = await command(id, folders, task);
      if (task.diskFull) throw explainNoFullDisk();
      const end = task.stdio === 'capture' ? await launched?.run(host, task) : undefined;
      return end ?? runProcess(host, task);
    },
    command,
    forget: (id) => {
      known.delete(id);
    },
  };
}

async function readHostname(id: string, folders: MachineFolders): Promise<string> {
  const text = await readFile(join(folders.root, 'etc/hostname'), 'utf8').catch(
    (cause: unknown) => {
      throw new Error(`machine ${id} was not created`, { cause });
    },
  );
  return text.trim();
}
