import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { userError } from '@reactive-charms/juju';
import { endMachineProcesses } from './end-processes.ts';
import { resolveInside } from './inside-path.ts';
import { createRoot } from './machine-root.ts';
import { findNamespaceTools, foldersOf, namespaceCommand, writeMounts } from './namespace-way.ts';
import type { MachineFolders, NamespaceTools } from './namespace-way.ts';
import { findUnsharedNode, linkNode, prepareNode } from './node-program.ts';
import { prefixCommand } from './prefix-way.ts';
import { createProcessRunner } from './run-process.ts';
import type { HostCommand, MachineProcess, MachineWay, Machines } from './types.ts';

/** Where the machines of a model live, and how they are run. */
export interface MachinesOptions {
  /** Folder on the host; made if missing. Each machine gets `<directory>/<id>/root`. */
  readonly directory: string;
  /** `auto` is namespaces where this user may make them. */
  readonly way: 'auto' | MachineWay;
}

/**
 * Opens the machines of a model.
 * @throws DiagnosticsError `NO_NAMESPACES` when namespaces are demanded and not possible here.
 */
export async function openMachines(options: MachinesOptions): Promise<Machines> {
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const node = await findUnsharedNode(process.execPath);
  const runProcess = createProcessRunner();
  const tools = await chooseWay(options.way, { directory, files: node ? [node] : [] });
  const enter = tools ? enterNamespace(tools, node) : enterPrefix();
  const folders = (id: string): MachineFolders =>
    foldersOf(join(directory, id.replaceAll('/', '-')));
  const hostPath = (id: string, inside: string): string => resolveInside(folders(id).root, inside);

  return {
    way: tools ? 'namespace' : 'prefix',
    create: (machine) => createRoot(folders(machine.id).root, machine),
    hostPath,
    processPath: (id, inside) => (tools ? inside : hostPath(id, inside)),
    run: async (id, task) => runProcess(await enter(id, folders(id), task), task),
    remove: async (id) => {
      await endMachineProcesses(folders(id));
      await deleteTree(join(folders(id).root, '..'));
    },
  };
}

async function chooseWay(
  way: MachinesOptions['way'],
  { directory, files }: { readonly directory: string; readonly files: readonly string[] },
): Promise<NamespaceTools | undefined> {
  if (way === 'prefix') return undefined;
  const tools = await findNamespaceTools(directory, files);
  if (tools === undefined && way === 'namespace') {
    throw userError('NO_NAMESPACES', 'this user cannot make user and mount namespaces here', {
      fix: 'let the model choose with "auto", or choose "prefix"',
    });
  }
  return tools;
}

/** Finds the command on the host that runs a process in a machine. */
type Enter = (id: string, folders: MachineFolders, task: MachineProcess) => Promise<HostCommand>;

function enterNamespace(tools: NamespaceTools, node: string | undefined): Enter {
  const hostnames = new Map<string, Promise<string>>();

  const prepare = async (id: string, folders: MachineFolders): Promise<string> => {
    const hostname = await readHostname(id, folders);
    await mkdir(folders.mount, { recursive: true });
    const needsNode = node !== undefined && (await prepareNode(folders.root, node));
    await writeMounts(tools, folders, needsNode ? [node] : []);
    return hostname;
  };

  return async (id, folders, task) => {
    const prepared = hostnames.get(id) ?? prepare(id, folders);
    hostnames.set(id, prepared);
    return namespaceCommand(tools, folders, { ...task, hostname: await prepared });
  };
}

function enterPrefix(): Enter {
  return async (id, folders, task) => {
    await readHostname(id, folders);
    await linkNode(join(folders.root, 'usr/local/bin/node'), process.execPath);
    return prefixCommand(folders.root, task);
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

// A process in the machine may have taken the right to write away, even from itself.
async function deleteTree(path: string): Promise<void> {
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });
  await remove().catch(async () => {
    await promisify(execFile)('chmod', ['-R', 'u+rwX', path]).catch(() => undefined);
    await remove();
  });
}
