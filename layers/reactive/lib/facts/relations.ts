import { applicationOf, endpointOf, HookToolError } from '@reactive-charms/juju';
import type { Databag, HookTools, RelationId, UnitName } from '@reactive-charms/juju';
import type { RememberedRelation } from '../memory/memory.ts';
import { bagOf, NO_UNITS, withBag, withoutBag } from '../memory/unit-bags.ts';
import { announcedRelation, departingUnit, isBroken, isHook, LEADER_HOOKS } from './announced.ts';
import type { Facts, FactSources, RelationView } from './facts.ts';
import { entriesOf } from './relation-entries.ts';

/** The other sides of this unit's relations, and how much of that is news. */
export interface RemoteSides {
  /** What is remembered of a relation is the same object here; what was read is another. */
  readonly relations: Readonly<Record<RelationId, RememberedRelation>>;
  /** The endpoints of the relations that were read. */
  readonly announced: ReadonlySet<string>;
  /** The relations whose application's databag was read. */
  readonly applicationBags: ReadonlySet<RelationId>;
}

/** What the other side publishes: from memory, or read where it is announced or in doubt. */
export async function readRemoteSides(sources: FactSources): Promise<RemoteSides> {
  return sources.inDoubt ? readAllRelations(sources) : readAnnouncedRelation(sources);
}

/** A relation of which all was read. */
interface ReadRelation {
  readonly relation: RememberedRelation;
  /** False when Juju refused to show the application's databag. */
  readonly hasApplicationBag: boolean;
}

async function readAllRelations(sources: FactSources): Promise<RemoteSides> {
  const { tools, hook, endpoints } = sources;
  const ids = (await Promise.all(endpoints.map((name) => tools.relationIds(name)))).flat();
  // In its broken hook a relation may still be listed (older Juju), but it is gone for us.
  const alive = ids.filter((id) => !isBroken(hook, id));
  const found = await Promise.all(
    alive.map(async (id): Promise<[RelationId, ReadRelation][]> => {
      const read = await unlessRefused(readRelation(sources, id), undefined);
      return read === undefined ? [] : [[id, read]];
    }),
  );
  const read = found.flat();
  return {
    relations: Object.fromEntries(read.map(([id, { relation }]) => [id, relation])),
    announced: new Set(endpoints),
    applicationBags: new Set(
      read.filter(([, { hasApplicationBag }]) => hasApplicationBag).map(([id]) => id),
    ),
  };
}

async function readRelation({ tools, hook }: FactSources, id: RelationId): Promise<ReadRelation> {
  const leaving = departingUnit(hook, id);
  const units = (await tools.relationList(id)).filter((unit) => unit !== leaving);
  const application = await readApplication({ tools, hook }, id, units);
  const [bags, applicationBag] = await Promise.all([
    Promise.all(units.map(async (unit) => [unit, await tools.relationGet(id, unit)] as const)),
    readApplicationBag(tools, id, application),
  ]);
  return {
    relation: {
      application,
      units: Object.fromEntries(bags),
      applicationBag: applicationBag ?? {},
    },
    hasApplicationBag: applicationBag !== undefined,
  };
}

/** Juju before 2.7 cannot say the application of a relation, but its units do. */
async function readApplication(
  { tools, hook }: Pick<FactSources, 'tools' | 'hook'>,
  id: RelationId,
  units: readonly UnitName[],
): Promise<string> {
  const relation = announcedRelation(hook);
  if (relation?.id === id && relation.application !== undefined) return relation.application;
  const [unit = relation?.id === id ? relation.unit : undefined] = units;
  return tools.relationApplication(id).catch(() => (unit === undefined ? '' : applicationOf(unit)));
}

/**
 * In a peer relation this is the own application's databag, which some followers may not read (C26).
 * @returns undefined when Juju does not show it.
 */
export async function readApplicationBag(
  tools: HookTools,
  id: RelationId,
  application: string,
): Promise<Databag | undefined> {
  if (application === '') return undefined;
  return unlessRefused(tools.relationGet(id, { application }), undefined);
}

/** Juju refuses to show a relation that is going away, and what followers may not see. */
async function unlessRefused<T, U>(answer: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    const isRefused =
      error instanceof HookToolError && /permission denied|relation not found/.test(error.stderr);
    if (isRefused) return otherwise;
    throw error;
  }
}

async function readAnnouncedRelation(sources: FactSources): Promise<RemoteSides> {
  const { hook, memory } = sources;
  const announced = announcedRelation(hook);
  if (announced === undefined) {
    return { relations: memory.relations, announced: new Set(), applicationBags: new Set() };
  }
  const { id } = announced;
  const others = Object.fromEntries(entriesOf(memory.relations).filter(([other]) => other !== id));
  const read = isBroken(hook, id) ? undefined : await readNews(sources, memory.relations[id], id);
  return {
    relations: read ? { ...others, [id]: read.relation } : others,
    announced: new Set([endpointOf(id)]),
    applicationBags: new Set(read?.hasApplicationBag ? [id] : []),
  };
}

/** Reads what the hook announces of its relation, which is all when nothing is known of it. */
async function readNews(
  sources: FactSources,
  known: RememberedRelation | undefined,
  id: RelationId,
): Promise<ReadRelation> {
  const { hook, tools } = sources;
  if (known === undefined) return readRelation(sources, id);
  const { unit, application: told } = announcedRelation(hook) ?? {};
  const application = known.application || (told ?? (unit ? applicationOf(unit) : ''));
  if (unit === undefined) {
    const applicationBag = await readApplicationBag(tools, id, application);
    return {
      relation: { ...known, application, applicationBag: applicationBag ?? {} },
      hasApplicationBag: applicationBag !== undefined,
    };
  }
  const isLeaving = departingUnit(hook, id) !== undefined;
  const units = isLeaving
    ? withoutBag(known.units, unit)
    : withBag(known.units, unit, await tools.relationGet(id, unit));
  return { relation: { ...known, application, units }, hasApplicationBag: false };
}

/** The unit that leaves in this hook, with its last data. */
export async function findDeparted({
  hook,
  tools,
  memory,
}: FactSources): Promise<Facts['departed']> {
  const relation = announcedRelation(hook);
  const name = relation && departingUnit(hook, relation.id);
  if (!relation || !name) return {};
  const received =
    bagOf(memory.relations[relation.id]?.units ?? NO_UNITS, name) ??
    (await tools.relationGet(relation.id, name).catch(() => ({})));
  return {
    [endpointOf(relation.id)]: [
      { name, application: applicationOf(name), relationId: relation.id, received },
    ],
  };
}

/** Adds what this unit and its application publish; read only where the memory does not know. */
export async function addOwnSide(
  sources: FactSources & { readonly isLeader: boolean },
  id: RelationId,
  remote: RemoteSides,
): Promise<RelationView> {
  const { tools, hook, memory, isLeader } = sources;
  const relation = remote.relations[id] ?? UNKNOWN;
  const { application, units, applicationBag } = relation;
  const { pending = {}, pendingForApplication = {} } = memory.relations[id] ?? {};
  const own = isLeader
    ? (findOwnBag(sources, id, remote) ?? (await readOwnBag(sources, id)))
    : undefined;
  return {
    application,
    units,
    applicationBag,
    published: relation.published ?? (await tools.relationGet(id, hook.unit)),
    ...(own === undefined ? {} : { publishedForApplication: own }),
    pending,
    pendingForApplication: isLeader ? pendingForApplication : {},
  };
}

/** Asked for once: what the leader has read or written it knows until another unit leads. */
async function readOwnBag(
  { tools, hook }: FactSources,
  id: RelationId,
): Promise<Databag | undefined> {
  return unlessRefused(tools.relationGet(id, { application: applicationOf(hook.unit) }), undefined);
}

const UNKNOWN: RememberedRelation = { application: '', units: NO_UNITS, applicationBag: {} };

/** The databag of this unit's application, as far as it need not be asked for. */
function findOwnBag(
  { hook }: FactSources,
  id: RelationId,
  { relations, applicationBags }: RemoteSides,
): Databag | undefined {
  const relation = relations[id];
  // Among peers it is the one received, so reading it once is enough.
  const isPeer = relation?.application === applicationOf(hook.unit);
  if (isPeer && applicationBags.has(id)) return relation.applicationBag;
  return isHook(hook, LEADER_HOOKS) ? undefined : relation?.publishedForApplication;
}
