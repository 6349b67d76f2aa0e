import { join } from 'node:path';

/** A machine whose engine socket is served. */
export interface ServedMachine {
  readonly id: string;
  /** Path on the host of the machine's `/var/run/docker.sock`; it may be longer than a socket's name. */
  readonly socketPath: string;
  /** Path on the host of a path inside the machine. */
  readonly hostPath: (inside: string) => string;
}

/** Folders of programs are the host's own in every machine, so a machine's programs lie here. */
const PROGRAMS: readonly (readonly [string, string])[] = [
  ['/usr/bin', '/usr/local/bin'],
  ['/usr/sbin', '/usr/local/sbin'],
];

/**
 * Where on the host the source of a bind lies. `/usr/bin` becomes the machine's `/usr/local/bin`, because
 * the machine shows the host's programs there and no container may write over those; `/proc`, `/sys` and
 * `/dev` are the host's.
 */
export function bindSourcePath(machine: Pick<ServedMachine, 'hostPath'>, source: string): string {
  if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(source)) return source;
  const program = PROGRAMS.find(([folder]) => source === folder || source.startsWith(`${folder}/`));
  if (program === undefined) return machine.hostPath(source);
  const [folder, own] = program;
  return machine.hostPath(join(own, source.slice(folder.length)));
}
