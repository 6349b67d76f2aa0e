import { join } from 'node:path';
import { fault } from '../errors.ts';
import { messageOf, readIfPresent, replaceFile } from './files.ts';
import {
  areSameParts,
  joinParts,
  parseMemory,
  parseParts,
  printParts,
  splitParts,
} from './memory-text.ts';
import type { MemoryParts } from './memory-text.ts';
import type { MemoryStore } from './memory-store.ts';
import { unitFiles } from './unit-files.ts';

/** The file that keeps a unit's memory, in the charm directory. It survives upgrades of the charm. */
export const STATE_FILE = '.unit-state.json';

/** Opens the memory of the unit whose charm lies in a directory. */
export function openMemoryFile(charmDirectory: string): MemoryStore {
  const { runningFile, finish, ...files } = unitFiles(charmDirectory);
  const file = join(charmDirectory, STATE_FILE);
  const damage = (error: unknown): Error =>
    fault('STATE_DAMAGED', `the unit's memory is damaged: ${messageOf(error)}`, {
      place: { file },
    });
  let known: MemoryParts | undefined;
  return {
    ...files,
    load: async () => {
      const text = readIfPresent(file);
      const interrupted = readIfPresent(runningFile) !== undefined;
      if (text === undefined) return { interrupted };
      try {
        known = splitParts(text);
        const memory = known ? parseParts(known, damage) : parseMemory(text);
        return { memory, interrupted };
      } catch (error) {
        throw damage(error);
      }
    },
    save: async (memory, { finished }) => {
      const parts = printParts(memory);
      if (known === undefined || !areSameParts(known, parts)) {
        replaceFile({ path: file, content: joinParts(parts), mode: 0o600, durable: true });
        known = parts;
      }
      if (finished) finish();
    },
  };
}
