import { sealCharm } from '../charm/seal-charm.ts';
import { openSession } from '../executables/session.ts';
import { replay } from '../executables/session-text.ts';
import type { Operation, SessionState } from '../executables/session-text.ts';
import type { FlagTransition } from '../flags/flag-store.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { FlagOrigin, Memory } from '../memory/memory.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import { BY_HAND } from '../record/origins.ts';
import { openRecordFile } from '../record/record-file.ts';
import { openStore, stateOf } from './desk.ts';
import { hookName } from './hook-name.ts';
import type { Scene } from './sub-command.ts';

/** How long to wait for a hook to end. */
const WAIT_SECONDS = 30;

/** Says what shall be done, by what is there now. */
export type ChangePlan = (
  state: SessionState,
) => readonly Operation[] | Promise<readonly Operation[]>;

/**
 * Changes a unit, triggers included: in a handler in another language the running hook, which keeps
 * the change if it succeeds; else, as an operator does, what the next hook will find. Then it waits for
 * a running hook to end.
 * @param who what others are told who wait for this, for example `reactive set`.
 * @returns what has become set or cleared, by the change itself or by triggers.
 * @throws DiagnosticsError when a hook does not end, or waits for this very command.
 */
export async function changeUnit(
  scene: Scene,
  who: string,
  plan: ChangePlan,
): Promise<readonly FlagTransition[]> {
  const { triggers } = sealCharm(scene.definition);
  const session = await openSession(scene.environment);
  if (session === undefined) {
    return underLock(scene, who, async (store) => {
      const { memory } = await store.load();
      const state = stateOf(memory, triggers);
      const transitions = apply(await plan(state), state);
      // Where no hook has succeeded yet, the next one must not take this for a memory of facts.
      if (memory === undefined) await noteDoubt(scene, store);
      const after = memoryAfter(memory ?? EMPTY_MEMORY, state, { scene, transitions });
      await store.save(after, { finished: false });
      return transitions;
    });
  }
  const state = session.stateNow(triggers);
  const operations = await plan(state);
  const transitions = apply(operations, state);
  await session.ask(...operations);
  return transitions;
}

/** Lets the next hook read everything from Juju again. */
export async function doubtMemory(scene: Scene): Promise<void> {
  await underLock(scene, 'reactive refresh', async (store) => noteDoubt(scene, store));
}

async function noteDoubt({ charmDirectory }: Scene, store: MemoryStore): Promise<void> {
  // The mark of a hook that was killed gets lost, so the record must have it before.
  await openRecordFile(charmDirectory);
  await store.doubt();
}

async function underLock<T>(
  scene: Scene,
  who: string,
  work: (store: MemoryStore) => Promise<T>,
): Promise<T> {
  const store = await openStore(scene);
  const release = await store.lock(who, WAIT_SECONDS);
  try {
    return await work(store);
  } finally {
    await release();
  }
}

function apply(operations: readonly Operation[], state: SessionState): readonly FlagTransition[] {
  replay(operations, state);
  return state.flags.takeTransitions();
}

interface ChangeByHand {
  readonly scene: Scene;
  readonly transitions: readonly FlagTransition[];
}

function memoryAfter(
  before: Memory,
  { flags, invoked, files }: SessionState,
  { scene, transitions }: ChangeByHand,
): Memory {
  const origin: FlagOrigin = {
    by: BY_HAND,
    hook: hookName(scene) ?? '',
    at: scene.now().toISOString(),
  };
  const origins = new Map(Object.entries(before.origins));
  for (const { flag, to } of transitions) {
    if (to === 'set') origins.set(flag, origin);
    else origins.delete(flag);
  }
  return {
    ...before,
    flags: flags.values(),
    origins: Object.fromEntries(origins),
    invoked: [...invoked],
    files: Object.fromEntries(files),
  };
}
