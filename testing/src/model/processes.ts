import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '@reactive-charms/emulator';
import { unitPaths } from '@reactive-charms/emulator/core';
import type { Fault } from '@reactive-charms/emulator/core';
import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { parseMemory } from '@reactive-charms/reactive/engine';
import type { Memory } from '@reactive-charms/reactive/engine';
import type { FileState } from '../unit-state.ts';
import { findCharm } from './in-process.ts';
import type { PlaceParts } from './in-process.ts';
import type { ModelCharm, PlaceOfWork } from './types.ts';

/** Opens a model whose charms are real processes, in a temporary folder that goes when it is closed. */
export async function openProcesses({ options, clock, onEvent }: PlaceParts): Promise<PlaceOfWork> {
  const { openSession } = await import('@reactive-charms/emulator');
  const directory = await mkdtemp(join(tmpdir(), 'charm-model-'));
  const faults: Fault[] = [...(options.faults ?? [])];
  const { agentVersion, seed = 1, machines, containers = 'stand-in', images } = options;
  const session = await openSession({
    directory,
    clock,
    onEvent,
    faults,
    create: { name: 'model', seed, ...(agentVersion === undefined ? {} : { agentVersion }) },
    containers,
    ...(machines === undefined ? {} : { machines }),
    ...(images === undefined ? {} : { images }),
  });
  const archives = new Map<string, Promise<string>>();
  return {
    get model() {
      return session.model;
    },
    update: (transition) => session.update(transition),
    artefact: async (key) => {
      const archive = archives.get(key) ?? archiveOf(key, findCharm(options.charms, key));
      archives.set(key, archive);
      return session.importCharm(await archive);
    },
    settle: async (how) => session.settle(how),
    exec: async (unit, lines, more) => session.runCommands(unit, lines.join('\n'), more),
    fault: (fault) => void faults.push(fault),
    close: async () => {
      await session.destroy({ force: true });
      await rm(directory, { recursive: true, force: true });
    },
    memory: async (unit) => readMemory(session, unit),
    files: async (unit, folder) => readFolder(await session.hostPath(unit, folder), folder),
    readFile: async (unit, path) => readIfPresent(await session.hostPath(unit, path)),
  };
}

/** The built archive of a charm. @throws DiagnosticsError when it has none */
export async function archiveOf(key: string, { archive }: ModelCharm): Promise<string> {
  if (typeof archive === 'string') return archive;
  if (archive !== undefined) return archive();
  throw userError('CHARM_NOT_BUILT', `charm "${key}" has no archive to run as a process`, {
    fix: "give the path of what `charm build` made, or open the model 'in-process'",
  });
}

/** From the file that the engine keeps in the charm's folder. */
async function readMemory(session: Session, unit: UnitName): Promise<Memory | undefined> {
  const path = await session.hostPath(unit, `${unitPaths(unit).charm}/.unit-state.json`);
  const text = await readIfPresent(path);
  return text === undefined ? undefined : parseMemory(text);
}

/**
 * The files below a folder of the host, by their paths on the machine. Links are not followed.
 * @param mayEnter tells which folders of the machine to look into.
 */
export async function readFolder(
  onHost: string,
  folder: string,
  mayEnter: (path: string) => boolean = () => true,
): Promise<Record<string, FileState>> {
  const found: Record<string, FileState> = {};
  const entries = await readdir(onHost, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const [place, path] = [join(onHost, entry.name), join(folder, entry.name)];
    if (entry.isSymbolicLink()) {
      found[path] = { content: '', mode: 0o777, link: await readlink(place) };
    } else if (entry.isDirectory() && mayEnter(path)) {
      Object.assign(found, await readFolder(place, path, mayEnter));
    } else if (entry.isFile()) {
      const { mode } = await stat(place);
      found[path] = { content: await readFile(place, 'utf8'), mode: mode & 0o7777 };
    }
  }
  return found;
}

/** The text of a file of the host; undefined when there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
