import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HookToolError, isRelationId } from '@reactive-charms/juju';
import type { DatabagChanges, RelationId } from '@reactive-charms/juju';
import { fault } from '../errors.ts';
import { messageOf, readIfPresent, replaceFile } from './files.ts';
import { openMemoryFile, STATE_FILE } from './memory-file.ts';
import type { MemoryPlace, MemoryStore } from './memory-store.ts';
import { parseParts, printParts } from './memory-text.ts';
import type { Memory } from './memory.ts';
import { joinChunks, ownChunks, splitIntoChunks, STATE_PREFIX } from './state-chunks.ts';
import type { Chunks } from './state-chunks.ts';
import { unitFiles } from './unit-files.ts';

/** Says which memory the last hook left. If the controller has another, that hook was not kept. */
export const SEAL_FILE = '.controller-state-seal';

/**
 * Opens the memory of a unit that the controller keeps, with `state-get` and `state-set`. Juju keeps
 * what is set if the hook succeeds, together with everything else that the hook did. So a hook counts
 * as interrupted also when Juju refused what it did in the end, and when the machine has been
 * replaced: a seal of the memory that was left lies in the charm directory, and the two are compared.
 */
export function openControllerMemory({ charmDirectory, tools }: MemoryPlace): MemoryStore {
  const { runningFile, finish, ...files } = unitFiles(charmDirectory);
  const sealFile = join(charmDirectory, SEAL_FILE);
  let known: Chunks = {};
  let isSealed = false;
  const moved = memoryOnUnit(charmDirectory);
  return {
    ...files,
    load: async () => {
      const running = readIfPresent(runningFile);
      known = ownChunks(await reach(async () => tools?.stateGet()));
      isSealed = readIfPresent(sealFile) === sealOf(known);
      const atController = parse(known);
      if (atController !== undefined) moved.remove();
      const memory = atController ?? (await moved.load());
      const interrupted = running !== undefined || !isSealed;
      return memory === undefined ? { interrupted } : { memory, interrupted };
    },
    save: async (memory, { finished }) => {
      const chunks = print(memory);
      const changes = changesBetween(known, chunks);
      const isChanged = Object.keys(changes).length > 0;
      if (isChanged) await reach(async () => tools?.stateSet(changes).then(() => true));
      known = chunks;
      // What was in doubt before stays so until a hook has ended.
      if (finished ? isChanged || !isSealed : isChanged && isSealed) {
        const content = sealOf(chunks);
        replaceFile({ path: sealFile, content, mode: 0o600, durable: false });
        isSealed = true;
      }
      if (finished) finish();
    },
  };
}

/**
 * What the unit kept itself before an upgrade of its charm gave its memory to the controller. It goes
 * when the controller is known to have it: not before, for Juju may refuse the hook that sends it.
 */
function memoryOnUnit(charmDirectory: string): {
  readonly load: () => Promise<Memory | undefined>;
  readonly remove: () => void;
} {
  return {
    load: async () => {
      return (await openMemoryFile(charmDirectory).load()).memory;
    },
    remove: () => rmSync(join(charmDirectory, STATE_FILE), { force: true }),
  };
}

/** Asks the controller, which answers only inside a hook. */
async function reach<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const answer = await ask().catch((error: unknown) => {
    if (error instanceof HookToolError && error.isMissingTool) return undefined;
    throw error;
  });
  if (answer !== undefined) return answer;
  throw fault(
    'STATE_AT_CONTROLLER',
    "the unit's memory is kept by the controller, and cannot be reached from here",
  );
}

const HEAD = 'memory';
const RELATION = 'relation.';

function print(memory: Memory): Chunks {
  const { head, relations } = printParts(memory);
  const entries = Object.entries(relations).map(([id, text]) => [RELATION + id, text] as const);
  return splitIntoChunks({ [HEAD]: head, ...Object.fromEntries(entries) });
}

function parse(chunks: Chunks): Memory | undefined {
  try {
    const { [HEAD]: head, ...rest } = joinChunks(chunks);
    if (head === undefined) return undefined;
    const relations: Record<RelationId, string> = {};
    for (const [name, text] of Object.entries(rest)) {
      const id = name.slice(RELATION.length);
      if (name.startsWith(RELATION) && isRelationId(id)) relations[id] = text;
    }
    return parseParts({ head, relations }, damage);
  } catch (error) {
    throw damage(error);
  }
}

function damage(error: unknown): Error {
  const text = `the unit's memory is damaged: ${messageOf(error)}`;
  return fault('STATE_DAMAGED', text, {
    place: { file: 'state-get' },
    fix: `in \`juju exec\`, mend it with state-set, or remove all keys that begin with ${STATE_PREFIX} with state-delete: the unit then has no flags, and reads everything anew`,
  });
}

/** What to set, and what to remove, to get from one state to another. */
function changesBetween(before: Chunks, after: Chunks): DatabagChanges {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const changed = Object.entries(after).filter(([key, text]) => before[key] !== text);
  return Object.fromEntries([...gone.map((key) => [key, null] as const), ...changed]);
}

function sealOf(chunks: Chunks): string {
  const hash = createHash('sha256');
  for (const [key, text] of Object.entries(chunks).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${key}\n${text}\n`);
  }
  return `${hash.digest('hex')}\n`;
}
