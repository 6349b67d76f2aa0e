import { spawnSync } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMachines } from '../../../src/machine/index.ts';
import type {
  MachineProcess,
  MachineWay,
  Machines,
  ProcessEnd,
} from '../../../src/machine/index.ts';

/** The user id of `nobody`, an ordinary user that every system has. */
export const NOBODY = 65534;

/** Tells whether a user may make mount namespaces here. */
export function mayMount(uid?: number): boolean {
  const isRoot = uid === undefined && process.getuid?.() === 0;
  const user = isRoot ? [] : ['--user', '--map-root-user'];
  const { status } = spawnSync(
    'unshare',
    [...user, '--mount', 'mount', '--bind', '/usr', '/usr'],
    uid === undefined ? {} : { uid, gid: uid },
  );
  return status === 0;
}

/** The ways of running machines, and whether each is possible here. */
export const WAYS: readonly (readonly [MachineWay, boolean])[] = [
  ['namespace', mayMount()],
  ['prefix', true],
];

/** A machine in a folder that is deleted afterwards. */
export interface TestMachine {
  readonly machines: Machines;
  /** Runs a shell script in the machine. */
  sh(script: string, more?: Partial<MachineProcess>): Promise<Outcome>;
  host(inside: string): string;
  remove(): Promise<void>;
}

/** What a script printed and how it ended. */
export interface Outcome extends ProcessEnd {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** The PATH of processes in machines. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';

/** Makes a machine `0` with hostname `juju-0`. */
export async function createTestMachine(way: MachineWay): Promise<TestMachine> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'a machine-')));
  const machines = await openMachines({ directory, way });
  await machines.create({ id: '0', address: '10.0.12.10', hostname: 'juju-0' });
  return {
    machines,
    host: (inside) => machines.hostPath('0', inside),
    sh: async (script, more = {}) => {
      const outputs: { stdout: string[]; stderr: string[] } = { stdout: [], stderr: [] };
      const end = await machines.run('0', {
        program: '/bin/sh',
        args: ['-c', script],
        cwd: '/root',
        environment: { PATH },
        stdio: 'capture',
        onLine: (stream, line) => outputs[stream].push(line),
        ...more,
      });
      return { ...end, ...outputs };
    },
    remove: async () => {
      await machines.remove('0');
      await rm(directory, { recursive: true });
    },
  };
}

/** Waits until something holds, at most two seconds. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** Tells whether a process is alive; one that has ended and was not waited for is not. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
