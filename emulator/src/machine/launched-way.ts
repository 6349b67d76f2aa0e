import { userError } from '@reactive-charms/juju';
import { openLauncher } from './launcher.ts';
import type { Launch, LaunchedMachine, Launcher } from './launcher.ts';
import { createLineSplitter } from './line-splitter.ts';
import { OWN_FOLDERS } from './machine-root.ts';
import { limitTime } from './time-limit.ts';
import type { HostCommand, MachineProcess, ProcessEnd } from './types.ts';

/** What a machine's namespaces are made from. */
export interface LaunchedPlace {
  readonly machine: Omit<LaunchedMachine, 'key'>;
  /** Where the machine's tree is put together. */
  readonly root: string;
}

/** Runs processes of machines through a launcher, where one can be had. */
export interface LaunchedWay {
  /** Runs a process inside namespaces. @returns undefined where that does not work */
  enter(id: string, place: LaunchedPlace, task: MachineProcess): Promise<ProcessEnd | undefined>;
  /** Runs a command on the host. @returns undefined where that does not work */
  run(command: HostCommand, task: MachineProcess): Promise<ProcessEnd | undefined>;
  /** Forgets the namespaces of a machine. */
  drop(id: string): void;
  /** Ends the launcher and all that it runs. */
  close(): void;
}

/** What stays to be seen of the host below a machine's own folders. */
const SHARED_BELOW = '/home/linuxbrew';

/** @param directory folder for what must lie somewhere. */
export function createLaunchedWay(directory: string): LaunchedWay {
  const prepared = new Map<string, Promise<boolean>>();
  let opened: Promise<Launcher | undefined> | undefined;
  const open = (): Promise<Launcher | undefined> => (opened ??= openLauncher(directory));

  const prepare = (launcher: Launcher, machine: LaunchedMachine): Promise<boolean> => {
    const known = prepared.get(machine.key);
    if (known) return known;
    const made = launcher.prepare(machine).then(
      () => true,
      () => false,
    );
    prepared.set(machine.key, made);
    return made;
  };
  return {
    enter: async (id, { machine, root }, task) => {
      const launcher = await open();
      if (!launcher || !(await prepare(launcher, { ...machine, key: id }))) return undefined;
      const inside = { machine: id, root, ...describeTask(task) };
      if (!task.diskFull) return follow(launcher, inside, task);
      const full = fullPlaces(machine, task.diskFull.sockets);
      await tryFullDisk(launcher, { ...inside, full });
      return follow(launcher, { ...inside, full }, task);
    },
    run: async (command, task) => {
      const launcher = await open();
      return launcher && follow(launcher, { machine: '', root: '', ...command }, task);
    },
    drop: (id) => {
      if (prepared.delete(id)) void opened?.then((launcher) => launcher?.drop(id));
    },
    close: () => {
      prepared.clear();
      void opened?.then((launcher) => launcher?.close());
      opened = undefined;
    },
  };
}

type LaunchFacts = Omit<Launch, 'onOutput'>;

function describeTask(
  task: MachineProcess,
): Pick<Launch, 'cwd' | 'program' | 'args' | 'environment'> {
  const { cwd, program, args, environment } = task;
  return { cwd, program, args, environment };
}

async function follow(
  launcher: Launcher,
  launch: LaunchFacts,
  task: MachineProcess,
): Promise<ProcessEnd> {
  const { onLine, onOutput } = task;
  const splitters = {
    stdout: createLineSplitter((line) => onLine?.('stdout', line)),
    stderr: createLineSplitter((line) => onLine?.('stderr', line)),
  };
  const launched = launcher.start({
    ...launch,
    onOutput: (stream, bytes) => {
      onOutput?.(stream, bytes);
      splitters[stream].push(bytes);
    },
  });
  const limit = limitTime(task, (signal) => launched.kill(signal));
  try {
    const end = await launched.ended;
    splitters.stdout.end();
    splitters.stderr.end();
    return { ...end, ...(limit.isOver() ? { timedOut: true } : {}) };
  } finally {
    limit.release();
  }
}

function fullPlaces(
  { mounts }: Omit<LaunchedMachine, 'key'>,
  sockets: readonly string[],
): readonly string[] {
  // Single files of the host, such as its Node.js, are mounted at their own path.
  const files = mounts.flatMap(([from, to, options]) =>
    options.startsWith('bind') && to.endsWith(from) ? [from] : [],
  );
  return [
    ...OWN_FOLDERS.map((folder) => `+${folder}`),
    ...[...files, SHARED_BELOW, ...sockets].map((path) => `=${path}`),
  ];
}

async function tryFullDisk(launcher: Launcher, launch: LaunchFacts): Promise<void> {
  const probe = { ...launch, program: '/bin/true', args: [], cwd: '/', onOutput: () => undefined };
  const { code } = await launcher.start(probe).ended;
  if (code !== 0) throw explainNoFullDisk();
}

/** Why a full disk was refused. */
export function explainNoFullDisk(): Error {
  return userError('NO_FULL_DISK', 'the disk of a machine cannot be made full here', {
    fix: 'it takes machines in namespaces, a C compiler, and a kernel that lets this user mount overlays',
  });
}
