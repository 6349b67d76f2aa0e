import { applicationOf } from '@reactive-charms/juju';
import type { HookTools, RelationId, UnitName, WorkloadStatus } from '@reactive-charms/juju';
import type { Declarations } from './engine-context.ts';
import { entriesOf } from '../facts/facts.ts';
import type { Facts, RelationView } from '../facts/facts.ts';
import type { FlagValues } from '../flags/flag-store.ts';
import { withoutTransientFlags } from '../flags/managed-flags.ts';
import type { Memory, RememberedRelation } from '../memory/memory.ts';

/** What the end of a run works on. */
export interface Commit {
  readonly unit: UnitName;
  readonly tools: HookTools;
  readonly facts: Facts;
  readonly memory: Memory;
  readonly declarations: Declarations;
  readonly flags: FlagValues;
  /** Flags that a handler or trigger waits for. */
  readonly watchedFlags: ReadonlySet<string>;
  /** What the status deciders said; undefined when nobody has an opinion. */
  readonly status: WorkloadStatus | undefined;
  /** True when Juju may show something else than the unit remembers. */
  readonly inDoubt: boolean;
  /** True when Juju itself writes addresses into this unit's databags after this hook. */
  readonly isFollowedByAddresses: boolean;
}

/**
 * Sends to Juju what differs from what it holds, the status last.
 * @returns what the unit shall remember.
 */
export async function commitEffects(commit: Commit): Promise<Memory> {
  const { facts, declarations } = commit;
  const relations: Record<RelationId, RememberedRelation> = {};
  for (const [id, view] of entriesOf(facts.relations)) {
    const { application, units, applicationBag } = view;
    relations[id] = {
      application,
      units,
      applicationBag,
      ...(await sendUnitBag(commit, id, view)),
      ...(await sendApplicationBag(commit, id, view)),
    };
  }
  await sendLeaderSettings(commit);
  const applicationVersion = await sendVersion(commit);
  const status = await sendStatus(commit);
  return {
    flags: withoutTransientFlags(commit.flags, commit.watchedFlags),
    data: Object.fromEntries(declarations.data),
    config: facts.config,
    leaderData:
      facts.leaderStore.kind === 'nowhere'
        ? facts.leaderData
        : declarations.leaderData.applyTo(facts.leaderData),
    relations,
    addresses: Object.fromEntries(declarations.addresses),
    ...(status ? { status } : {}),
    ...(applicationVersion === undefined ? {} : { applicationVersion }),
  };
}

/**
 * What was sent counts as published only when a later hook has read it back, and is sent again if
 * it is not there: Juju keeps it only if this hook succeeds, and the process may die between our
 * commit and its exit.
 */
async function sendUnitBag(
  { tools, declarations, isFollowedByAddresses }: Commit,
  id: RelationId,
  { published }: RelationView,
): Promise<Partial<RememberedRelation>> {
  const differences = declarations.unitBags.get(id)?.differencesTo(published) ?? {};
  if (!hasKeys(differences)) return isFollowedByAddresses ? {} : { published };
  await tools.relationSet(id, differences);
  return { pending: differences };
}

async function sendApplicationBag(
  { unit, tools, declarations }: Commit,
  id: RelationId,
  view: RelationView,
): Promise<Partial<RememberedRelation>> {
  const draft = declarations.applicationBags.get(id);
  const known = view.publishedForApplication;
  if (!draft || draft.isEmpty) {
    return known === undefined ? {} : { publishedForApplication: known };
  }
  const application = applicationOf(unit);
  const held = known ?? (await tools.relationGet(id, { application }));
  const differences = draft.differencesTo(held);
  if (!hasKeys(differences)) return { publishedForApplication: held };
  await tools.relationSet(id, differences, { application: true });
  return {
    pendingForApplication: differences,
    // Among peers the own application's databag is the one received; the writer gets no hook for it.
    ...(view.application === application ? { applicationBag: draft.applyTo(held) } : {}),
  };
}

/** Elsewhere than in leader settings, leader data goes with the databags or waits for its relation. */
async function sendLeaderSettings({ tools, facts, declarations }: Commit): Promise<void> {
  if (facts.leaderStore.kind !== 'settings') return;
  const differences = declarations.leaderData.differencesTo(facts.leaderData);
  if (hasKeys(differences)) await tools.leaderSet(differences);
}

async function sendVersion({
  tools,
  memory,
  declarations,
  inDoubt,
}: Commit): Promise<string | undefined> {
  const { applicationVersion = memory.applicationVersion } = declarations;
  const isKnown = applicationVersion === memory.applicationVersion && !inDoubt;
  if (applicationVersion !== undefined && !isKnown) {
    await tools.applicationVersionSet(applicationVersion);
  }
  return applicationVersion;
}

async function sendStatus(commit: Commit): Promise<WorkloadStatus | undefined> {
  const { tools, memory, declarations, status, inDoubt } = commit;
  const shown = declarations.shownStatus ?? (inDoubt ? undefined : memory.status);
  if (status === undefined) return shown;
  if (shown?.status !== status.status || shown.message !== status.message) {
    await tools.statusSet(status.status, status.message);
  }
  return status;
}

function hasKeys(changes: object): boolean {
  return Object.keys(changes).length > 0;
}
