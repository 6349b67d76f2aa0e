import type { CallerFiles } from '@reactive-charms/emulator/core';
import { write } from './memory-machine.ts';
import type { MemoryMachine } from './memory-machine.ts';

/** The files of a machine in memory, as hook tools reach them. */
export function machineFiles(machine: MemoryMachine, directory: string): CallerFiles {
  const absolute = (path: string): string => (path.startsWith('/') ? path : `${directory}/${path}`);
  return {
    read: (path) => {
      const found = machine.files.get(absolute(path));
      if (found === undefined) throw new Error(`open ${path}: no such file or directory`);
      return found.content;
    },
    write: (path, text) => write(machine, absolute(path), { content: text, mode: 0o644 }),
  };
}
