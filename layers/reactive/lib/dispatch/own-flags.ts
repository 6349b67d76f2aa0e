import { findEndpoint } from '../endpoints/find-endpoint.ts';
import {
  hasInterface,
  listMalformed,
  malformedFlag,
  sentencesIn,
} from '../endpoints/malformed-flags.ts';
import type { Facts } from '../facts/facts.ts';
import type { FlagStore } from '../flags/flag-store.ts';
import { manageFlags } from '../flags/managed-flags.ts';
import type { ManagedFlagChanges } from '../flags/managed-flags.ts';
import type { Memory } from '../memory/memory.ts';
import { BY_ENGINE } from '../record/origins.ts';
import type { HookRun } from './hook-run.ts';

/** What the engine's own flags follow from, which are set before the first handler. */
export interface OwnFlagSources {
  readonly run: HookRun;
  readonly memory: Memory;
  readonly facts: Facts;
  readonly flags: FlagStore;
}

/** Sets and clears the flags that follow from what Juju says. */
export function setManagedFlags({ run, memory, facts, flags }: OwnFlagSources): ManagedFlagChanges {
  const { charm, hook, memory: remembered } = run;
  const { metadata, options } = charm;
  const endpoints = Object.keys(metadata.endpoints);
  const isFirst = remembered === undefined;
  const managed = manageFlags({ hook, facts, memory, isFirst, options, endpoints });
  guard(run, A_TRIGGER, () => {
    managed.clear.forEach((flag) => flags.clear(flag));
    managed.set.forEach((flag) => flags.set(flag));
  });
  return managed;
}

/** Setting flags is safe in itself, so it is the function of a trigger that throws. */
const A_TRIGGER = 'a trigger on flags of the engine';

/**
 * Sets `endpoint.<name>.malformed` while units publish what the endpoint's interface cannot read, with
 * a sentence about each key as its value. An endpoint of which Juju tells nothing new is not looked at.
 * @param endpoints those of the run.
 * @throws whatever an interface throws in place of telling its problems.
 */
export async function setMalformedFlags(sources: OwnFlagSources, endpoints: object): Promise<void> {
  const { run, facts, flags } = sources;
  for (const name of Object.keys(run.charm.metadata.endpoints)) {
    const flag = malformedFlag(name);
    const isMine = isSetByEngine(flag, sources);
    const isNews = facts.announced === 'everything' || facts.announced.has(name);
    if (!isNews && flags.isSet(flag) === isMine) continue;
    const sentences = await readMalformed(name, run, endpoints);
    guard(run, A_TRIGGER, () => {
      // Whoever else has set it: from now on it is the engine's.
      if (!isMine || sentences.length === 0) flags.clear(flag);
      if (sentences.length > 0) flags.set(flag, sentences);
    });
  }
}

function isSetByEngine(flag: string, { flags, memory }: OwnFlagSources): boolean {
  return memory.origins[flag]?.by === BY_ENGINE && sentencesIn(flags.valueOf(flag)).length > 0;
}

async function readMalformed(
  name: string,
  { charm, onFailure }: HookRun,
  endpoints: object,
): Promise<readonly string[]> {
  const endpoint = hasInterface(charm, name) ? findEndpoint(endpoints, name) : undefined;
  if (endpoint === undefined) return [];
  try {
    return await listMalformed(endpoint, charm.isTolerated);
  } catch (error) {
    onFailure?.(`the interface of endpoint ${name}`);
    throw error;
  }
}

/** Tells where the run fails, should it. */
function guard({ onFailure }: HookRun, place: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    onFailure?.(place);
    throw error;
  }
}
