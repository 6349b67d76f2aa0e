import { execFile } from 'node:child_process';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { userError } from '@reactive-charms/juju';
import { endMachineProcesses } from './end-processes.ts';
import { readEtcTemplate } from './etc-files.ts';
import type { EtcTemplate } from './etc-files.ts';
import { resolveInside } from './inside-path.ts';
import { createLinkPool } from './link-pool.ts';
import { createRoot, emptyVolatile } from './machine-root.ts';
import { createLaunchedWay } from './launched-way.ts';
import { createNamespaceRunner, createPrefixRunner } from './machine-runners.ts';
import { findNamespaceTools, foldersOf } from './namespace-way.ts';
import type { MachineFolders, NamespaceTools } from './namespace-way.ts';
import { findUnsharedNode } from './node-program.ts';
import type { MachineWay, Machines } from './types.ts';

/** Where the machines of a model live, and how they are run. */
export interface MachinesOptions {
  /** Folder on the host; made if missing. Each machine gets `<directory>/<id>/root`. */
  readonly directory: string;
  /** `auto` is namespaces where this user may make them. */
  readonly way: 'auto' | MachineWay;
  /** Whether processes are started by a small program of their own. @default true */
  readonly launcher?: boolean;
}

/**
 * Opens the machines of a model.
 * @throws DiagnosticsError `NO_NAMESPACES` when namespaces are demanded and not possible here.
 */
export async function openMachines(options: MachinesOptions): Promise<Machines> {
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const node = await findUnsharedNode(process.execPath);
  const tools = await chooseWay(options.way, { directory, files: node ? [node] : [] });
  const launched = options.launcher === false ? undefined : createLaunchedWay(directory);
  const real = new Set<string>();
  const runner = tools
    ? createNamespaceRunner({ tools, launched, node, seesDevices: (id) => real.has(id) })
    : createPrefixRunner(launched);
  const links = createLinkPool(join(directory, '.links'));
  let template: Promise<EtcTemplate> | undefined;
  const folders = (id: string): MachineFolders =>
    foldersOf(join(directory, id.replaceAll('/', '-')));
  const hostPath = (id: string, inside: string): string => resolveInside(folders(id).root, inside);
  const end = async (id: string): Promise<void> => {
    await endMachineProcesses(folders(id));
    launched?.drop(id);
    runner.forget(id);
  };

  return {
    way: tools ? 'namespace' : 'prefix',
    create: async (machine) => {
      if (machine.commands === 'real') real.add(machine.id);
      else real.delete(machine.id);
      await createRoot(folders(machine.id).root, machine, async () => {
        template ??= readEtcTemplate();
        return { template: await template, links };
      });
    },
    hostPath,
    links,
    processPath: (id, inside) => (tools ? inside : hostPath(id, inside)),
    run: (id, task) => runner.run(id, folders(id), task),
    command: (id, task) => runner.command(id, folders(id), task),
    reboot: async (id) => {
      await end(id);
      await emptyVolatile(folders(id).root);
    },
    remove: async (id) => {
      await end(id);
      await deleteTree(join(folders(id).root, '..'));
    },
    close: () => launched?.close(),
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

// A process in the machine may have taken the right to write away, even from itself.
async function deleteTree(path: string): Promise<void> {
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });
  await remove().catch(async () => {
    await promisify(execFile)('chmod', ['-R', 'u+rwX', path]).catch(() => undefined);
    await remove();
  });
}
