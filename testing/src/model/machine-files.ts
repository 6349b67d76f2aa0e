import type { CallerFiles } from '@reactive-charms/emulator/core';
import { write } from './memory-machine.ts';
import type { MemoryMachine } from './memory-machine.ts';

/** What the tools of a run can reach. */
export interface FilesOfCaller {
  readonly charmDirectory: string;
  /** Resources that were uploaded, by name; without them, `resource-get` puts nothing down. */
  readonly resources?: Readonly<Record<string, string>>;
}

/** The files of a machine in memory, as hook tools reach them. */
export function machineFiles(
  machine: MemoryMachine,
  { charmDirectory, resources }: FilesOfCaller,
): CallerFiles {
  const absolute = (path: string): string =>
    path.startsWith('/') ? path : `${charmDirectory}/${path}`;
  const put = (path: string, content: string): void =>
    write(machine, absolute(path), { content, mode: 0o644 });
  return {
    read: (path) => {
      const found = machine.files.get(absolute(path));
      if (found === undefined) throw new Error(`open ${path}: no such file or directory`);
      return found.content;
    },
    write: put,
    ...(resources ? { resource: ({ name }, path) => put(path, resources[name] ?? '') } : {}),
  };
}
