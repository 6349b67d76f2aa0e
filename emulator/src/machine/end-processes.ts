import { readFile, readdir, readlink } from 'node:fs/promises';
import { ROOT_VARIABLE } from './machine-root.ts';
import type { MachineFolders } from './namespace-way.ts';

/** Ends the processes that hooks have left behind in a machine, whichever way it is run. */
export async function endMachineProcesses(folders: MachineFolders): Promise<void> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name) && !isOwn(Number(name)));
  await Promise.all(
    pids.map(async (pid) => {
      if (!(await runsIn(folders, pid))) return;
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended on its own.
      }
    }),
  );
}

function isOwn(pid: number): boolean {
  return pid === process.pid || pid === process.ppid;
}

async function runsIn(folders: MachineFolders, pid: string): Promise<boolean> {
  if ((await readlink(`/proc/${pid}/root`).catch(() => '')) === folders.mount) return true;
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  const own = Buffer.from(`${ROOT_VARIABLE}=${folders.root}`).toString('latin1');
  return environment.split('\0').includes(own);
}
