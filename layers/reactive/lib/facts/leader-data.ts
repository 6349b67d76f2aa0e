import { applicationOf, endpointOf } from '@reactive-charms/juju';
import type { Databag, DatabagChanges } from '@reactive-charms/juju';
import type { Memory } from '../memory/memory.ts';
import { isHook, LEADER_HOOKS } from './announced.ts';
import type { FactSources } from './facts.ts';
import type { LeaderStore } from './leader-store.ts';
import { readApplicationBag } from './relations.ts';
import type { RemoteSides } from './relations.ts';

/** What is known of leader data. */
export interface LeaderData {
  readonly data: Databag;
  /** What the leader has to declare, so that it is not lost with the leader settings. */
  readonly toMove: DatabagChanges;
  /** Where it was found, to be remembered. */
  readonly seenStore: Memory['leaderStore'];
}

type Sources = FactSources & { readonly isLeader: boolean };

/**
 * Reads the databag that holds leader data on Juju 4 again where a leader must know it as it is: when
 * it is new in its place, or moves data into it.
 */
export async function refreshSharedBag(
  sources: Sources,
  store: LeaderStore,
  remote: RemoteSides,
): Promise<RemoteSides> {
  const { hook, tools, isLeader } = sources;
  if (store.kind !== 'relation' || !isLeader || remote.applicationBags.has(store.id)) return remote;
  if (!isHook(hook, LEADER_HOOKS) && !mustMove(sources)) return remote;
  const { id } = store;
  const known = remote.relations[id];
  const applicationBag = await readApplicationBag(tools, id, applicationOf(hook.unit));
  if (known === undefined || applicationBag === undefined) return remote;
  return {
    relations: { ...remote.relations, [id]: { ...known, applicationBag } },
    announced: new Set([...remote.announced, endpointOf(id)]),
    applicationBags: new Set([...remote.applicationBags, id]),
  };
}

/** Reads what the leader shares, from where this Juju keeps it. */
export async function readLeaderData(
  sources: Sources,
  store: LeaderStore,
  remote: RemoteSides,
): Promise<LeaderData> {
  const { hook, tools, memory, inDoubt } = sources;
  const remembered = memory.leaderData;
  switch (store.kind) {
    case 'settings': {
      const announced = inDoubt || isHook(hook, LEADER_HOOKS);
      const data = announced ? await tools.leaderGet() : remembered;
      return { data, toMove: {}, seenStore: 'settings' };
    }
    case 'nowhere':
      return { data: remembered, toMove: {}, seenStore: memory.leaderStore };
    case 'relation': {
      const bag = remote.relations[store.id]?.applicationBag ?? {};
      if (mustMove(sources)) return moveData(sources, bag);
      const isKnown =
        memory.leaderStore === 'relation' &&
        !inDoubt &&
        !remote.announced.has(endpointOf(store.id));
      return { data: isKnown ? remembered : bag, toMove: {}, seenStore: 'relation' };
    }
  }
}

/** True while leader settings that this Juju no longer has are known from the memory alone. */
function mustMove({ memory }: Sources): boolean {
  return memory.leaderStore !== 'relation' && Object.keys(memory.leaderData).length > 0;
}

/**
 * From leader settings to the databag: the leader declares what is missing there, followers go on
 * with what they remember until some of it has arrived.
 */
function moveData({ memory, isLeader }: Sources, bag: Databag): LeaderData {
  const remembered = Object.entries(memory.leaderData);
  const missing = Object.fromEntries(remembered.filter(([key]) => !Object.hasOwn(bag, key)));
  if (isLeader) {
    return { data: { ...bag, ...missing }, toMove: missing, seenStore: 'relation' };
  }
  const hasArrived = Object.keys(missing).length < remembered.length;
  return hasArrived
    ? { data: bag, toMove: {}, seenStore: 'relation' }
    : { data: { ...bag, ...missing }, toMove: {}, seenStore: 'settings' };
}
