import type { Machines } from './machine/index.ts';
import { MACHINE_PATH } from './paths.ts';

/**
 * Opens a shell on a machine, or runs one command there, on this program's terminal. Hook tools are
 * not on its PATH.
 * @returns its exit code
 */
export async function openShell(
  machines: Pick<Machines, 'processPath' | 'run'>,
  machine: string,
  options: { readonly command?: string; readonly term: string },
): Promise<number> {
  const { command, term } = options;
  const { code } = await machines.run(machine, {
    program: '/bin/bash',
    args: command === undefined ? ['-l'] : ['-c', command],
    cwd: '/root',
    environment: {
      HOME: machines.processPath(machine, '/root'),
      USER: 'root',
      LOGNAME: 'root',
      SHELL: '/bin/bash',
      LANG: 'C.UTF-8',
      TERM: term,
      PATH: MACHINE_PATH,
    },
    stdio: 'inherit',
  });
  return code;
}
