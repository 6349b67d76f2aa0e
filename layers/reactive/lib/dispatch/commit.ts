import { applicationOf } from '@reactive-charms/juju';
import type { HookTools, RelationId, UnitName, WorkloadStatus } from '@reactive-charms/juju';
import type { Declarations } from './engine-context.ts';
import { entriesOf } from '../facts/facts.ts';
import type { Facts, RelationView } from '../facts/facts.ts';
import type { Memory, RememberedRelation } from '../memory/memory.ts';
import { comparePorts } from './ports.ts';

/** What the end of a run works on. */
export interface Commit {
  readonly unit: UnitName;
  readonly tools: HookTools;
  readonly facts: Facts;
  readonly memory: Memory;
  readonly declarations: Declarations;
  /** What the status deciders said; undefined when nobody has an opinion. */
  readonly status: WorkloadStatus | undefined;
  /** What the engine says: that the unit is sent what nobody can read; undefined when it is not. */
  readonly malformed: WorkloadStatus | undefined;
  /** What those for the application said; undefined when nobody has an opinion, or may not say it. */
  readonly applicationStatus: WorkloadStatus | undefined;
  /** True when Juju may show something else than the unit remembers. */
  readonly inDoubt: boolean;
  /** True when Juju may show what a hook said that did not reach its end, and nobody else says anything. */
  readonly isLeftOver: boolean;
  /** True when Juju itself writes addresses into this unit's databags after this hook. */
  readonly isFollowedByAddresses: boolean;
  /** True when another unit may have led the application since this unit did. */
  readonly isNewLeader: boolean;
}

/** The part of the memory that tells what Juju holds. */
export type Sent = Pick<
  Memory,
  | 'relations'
  | 'leaderData'
  | 'status'
  | 'statusBeneath'
  | 'applicationStatus'
  | 'applicationVersion'
  | 'ports'
  | 'pendingPorts'
>;

/**
 * Sends to Juju what differs from what it holds, the status last.
 * @returns what the unit shall remember of it.
 */
export async function commitEffects(commit: Commit): Promise<Sent> {
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
  const ports = await sendPorts(commit);
  const applicationVersion = await sendVersion(commit);
  const applicationStatus = await sendApplicationStatus(commit);
  const status = await sendStatus(commit);
  return {
    leaderData:
      facts.leaderStore.kind === 'nowhere'
        ? facts.leaderData
        : declarations.leaderData.applyTo(facts.leaderData),
    relations,
    ...ports,
    ...status,
    ...(applicationStatus ? { applicationStatus } : {}),
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

/**
 * Like databags, ports that were sent count as open only when a later hook has read them back. The
 * ports are read only where the memory does not know them.
 */
async function sendPorts({
  tools,
  memory,
  declarations,
  inDoubt,
}: Commit): Promise<Pick<Memory, 'ports' | 'pendingPorts'>> {
  const wanted = declarations.ports;
  if (wanted === undefined) return memory.ports === undefined ? {} : { ports: memory.ports };
  const isKnown = memory.ports !== undefined && !inDoubt;
  const { close, open } = comparePorts(isKnown ? memory.ports : await tools.openedPorts(), wanted);
  for (const port of close) await tools.closePort(port);
  for (const port of open) await tools.openPort(port);
  return close.length + open.length > 0 ? { pendingPorts: wanted } : { ports: wanted };
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

/** What a memory keeps of the unit's status. */
type KeptStatus = Pick<Memory, 'status' | 'statusBeneath'>;

async function sendStatus(commit: Commit): Promise<KeptStatus> {
  const { tools, memory, declarations, inDoubt, isLeftOver } = commit;
  const shown = declarations.shownStatus ?? (inDoubt ? undefined : memory.status);
  const wanted = composeStatus(commit);
  const { status } = wanted;
  if (status !== undefined) {
    if (!isSame(status, shown)) await tools.statusSet(status.status, status.message);
    return wanted;
  }
  if (shown !== undefined) return { status: shown };
  const own = memory.statusBeneath ?? memory.status;
  if (own === undefined) return {};
  if (!isLeftOver) return { statusBeneath: own };
  // Such as malformed data that has been mended since.
  await tools.statusSet(own.status, own.message);
  return { status: own };
}

/** What a charm that has never said anything says: nothing speaks against it. */
const NO_COMPLAINT: WorkloadStatus = { status: 'active', message: '' };

/**
 * Lays what the engine says over what the charm says, which comes to light again when the engine has
 * nothing to say any more. What the charm said last holds until it says something else.
 */
function composeStatus({ memory, declarations, status, malformed }: Commit): KeptStatus {
  const { statusBeneath } = memory;
  const isCovered = memory.status !== undefined && statusBeneath !== undefined;
  if (malformed === undefined && !isCovered) return status ? { status } : {};
  const own = status ?? declarations.shownStatus ?? statusBeneath ?? memory.status ?? NO_COMPLAINT;
  if (malformed === undefined || isSame(malformed, own)) return { status: own };
  // It is as grave as can be, and the ground of what the charm then lacks.
  return { status: malformed, statusBeneath: own };
}

/** Only a leader knows what it has shown: whoever leads in its place may show something else. */
async function sendApplicationStatus(commit: Commit): Promise<WorkloadStatus | undefined> {
  const { tools, facts, memory, applicationStatus, inDoubt, isNewLeader } = commit;
  if (!facts.isLeader) return undefined;
  const shown = inDoubt || isNewLeader ? undefined : memory.applicationStatus;
  if (applicationStatus === undefined) return shown;
  if (!isSame(applicationStatus, shown)) {
    await tools.applicationStatusSet(applicationStatus.status, applicationStatus.message);
  }
  return applicationStatus;
}

function isSame(a: WorkloadStatus, b: WorkloadStatus | undefined): boolean {
  return a.status === b?.status && a.message === b.message;
}

function hasKeys(changes: object): boolean {
  return Object.keys(changes).length > 0;
}
