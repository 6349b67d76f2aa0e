import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Session } from '@reactive-charms/emulator';
import { unitPaths } from '@reactive-charms/emulator/core';
import { parseMemory, printMemory } from '@reactive-charms/reactive/engine';
import type { UnitState } from '../unit-state.ts';
import { readFolder, readIfPresent } from './processes.ts';

/** The files of a state on a real machine. */
export interface UnitFiles {
  /** Puts files and what the engine remembers onto the machine. */
  place(how: { readonly interrupted: boolean }): Promise<void>;
  /** Reads what has become of them. @param succeeded whether the hook did */
  read(succeeded: boolean): Promise<Pick<UnitState, 'files' | 'memory' | 'interrupted'>>;
}

/** Where the kit's own machine has the charm; the built charm brings its files itself. */
const CHARM_IN_MEMORY = '/charm/';

/** Opens the files of a state's unit in a session that has the unit. */
export function openUnitFiles(session: Session, state: UnitState): UnitFiles {
  const { unit, memory } = state;
  const { charm } = unitPaths(unit);
  const [memoryFile, runningFile] = [`${charm}/.unit-state.json`, `${charm}/.hook-running`];
  const onHost = async (path: string): Promise<string> => session.hostPath(unit, path);
  const write = async (path: string, text: string, mode: number): Promise<void> => {
    const place = await onHost(path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, text, { mode });
  };
  const listAll = async (): Promise<UnitState['files']> =>
    readFolder(await onHost('/'), '/', (path) => !NOT_THE_CHARMS.includes(path));
  const isOwn = (path: string): boolean => path.startsWith(CHARM_IN_MEMORY);
  let present = new Set<string>();
  return {
    place: async ({ interrupted }) => {
      present = new Set(Object.keys(await listAll()));
      for (const [path, { content, mode, link }] of Object.entries(state.files)) {
        if (isOwn(path)) continue;
        present.delete(path);
        if (link === undefined) await write(path, content, mode);
        else await symlink(link, await onHost(path));
      }
      if (memory) await write(memoryFile, printMemory(memory), 0o600);
      if (interrupted) await write(runningFile, '0 before\n', 0o600);
    },
    read: async (succeeded) => {
      const kept = Object.entries(state.files).filter(([path]) => isOwn(path));
      const found = Object.entries(await listAll()).filter(([path]) => !present.has(path));
      const text = succeeded ? await readIfPresent(await onHost(memoryFile)) : undefined;
      const remembered = text === undefined ? memory : parseMemory(text);
      return {
        files: Object.fromEntries([...kept, ...found]),
        ...(remembered ? { memory: remembered } : {}),
        interrupted: (await readIfPresent(await onHost(runningFile))) !== undefined,
      };
    },
  };
}

/** Folders of the system, of agents, and for what does not stay. */
const NOT_THE_CHARMS: readonly string[] = [
  '/dev',
  '/proc',
  '/run',
  '/sys',
  '/tmp',
  '/var/lib/juju',
  '/var/log/juju',
];
