import { applicationOf } from '@reactive-charms/juju';
import type { HookTools, RelationId, UnitName, WorkloadStatus } from '@reactive-charms/juju';
import type { Declarations } from './engine-context.ts';
import { entriesOf } from './facts.ts';
import type { Facts } from './facts.ts';
import type { FlagValues } from './flags.ts';
import { withoutTransientFlags } from './managed-flags.ts';
import type { Memory, RememberedRelation } from './memory.ts';

/** What the end of a run works on. */
export interface Commit {
  readonly unit: UnitName;
  readonly tools: HookTools;
  readonly facts: Facts;
  readonly memory: Memory;
  readonly declarations: Declarations;
  readonly flags: FlagValues;
  /** What the status deciders said; undefined when nobody has an opinion. */
  readonly status: WorkloadStatus | undefined;
  /** True when Juju may show something else than the unit remembers. */
  readonly inDoubt: boolean;
}

/**
 * Sends to Juju what differs from what it holds, the status last.
 * @returns what the unit shall remember.
 */
export async function commitEffects(commit: Commit): Promise<Memory> {
  const sent = await sendUnitBags(commit);
  await sendApplicationBags(commit);
  const leaderDifferences = commit.declarations.leaderData.differencesTo(commit.facts.leaderData);
  if (hasKeys(leaderDifferences)) await commit.tools.leaderSet(leaderDifferences);
  const applicationVersion = await sendVersion(commit);
  const status = await sendStatus(commit);
  return {
    flags: withoutTransientFlags(commit.flags),
    data: Object.fromEntries(commit.declarations.data),
    config: commit.facts.config,
    leaderData: commit.declarations.leaderData.applyTo(commit.facts.leaderData),
    relations: rememberRelations(commit, sent),
    addresses: Object.fromEntries(commit.declarations.addresses),
    ...(status ? { status } : {}),
    ...(applicationVersion === undefined ? {} : { applicationVersion }),
  };
}

async function sendUnitBags({ tools, facts, declarations }: Commit): Promise<Set<RelationId>> {
  const sent = new Set<RelationId>();
  for (const [id, view] of entriesOf(facts.relations)) {
    const differences = declarations.unitBags.get(id)?.differencesTo(view.published) ?? {};
    if (!hasKeys(differences)) continue;
    await tools.relationSet(id, differences);
    sent.add(id);
  }
  return sent;
}

async function sendApplicationBags({ unit, tools, facts, declarations }: Commit): Promise<void> {
  for (const [id] of entriesOf(facts.relations)) {
    const draft = declarations.applicationBags.get(id);
    if (!draft || draft.isEmpty) continue;
    const held = await tools.relationGet(id, { application: applicationOf(unit) });
    const differences = draft.differencesTo(held);
    if (hasKeys(differences)) await tools.relationSet(id, differences, { application: true });
  }
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

/**
 * What was sent counts as published only when a later hook has read it back: Juju keeps it only if
 * this hook succeeds, and the process may die between our commit and its exit.
 */
function rememberRelations({ facts }: Commit, sent: ReadonlySet<RelationId>): Memory['relations'] {
  return Object.fromEntries(
    entriesOf(facts.relations).map(([id, view]): [RelationId, RememberedRelation] => {
      const { application, units, applicationBag, published } = view;
      const remembered = { application, units, applicationBag };
      return [id, sent.has(id) ? remembered : { ...remembered, published }];
    }),
  );
}

function hasKeys(changes: object): boolean {
  return Object.keys(changes).length > 0;
}
