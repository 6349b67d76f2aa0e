import { applicationOf, endpointOf, HookToolError, isRelationId } from '@reactive-charms/juju';
import type {
  Databag,
  DatabagChanges,
  HookContext,
  HookTools,
  OptionValue,
  RelationFacts,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';
import type { DepartedUnit } from '../endpoints/endpoint.ts';
import { findLeaderStore } from './leader-store.ts';
import type { LeaderStore } from './leader-store.ts';
import type { Memory, RememberedRelation } from '../memory/memory.ts';

/** A relation as Juju shows it in this hook. */
export interface RelationView {
  readonly application: string;
  readonly units: Readonly<Record<UnitName, Databag>>;
  readonly applicationBag: Databag;
  /** This unit's own databag, as Juju holds it. */
  readonly published: Databag;
  /** The databag of this unit's application, where the leader knows it without asking. */
  readonly publishedForApplication?: Databag;
  /** What the last hook sent; nobody knows yet whether Juju took it. */
  readonly pending: DatabagChanges;
  /** The same for the databag of this unit's application; empty on units that may not write it. */
  readonly pendingForApplication: DatabagChanges;
}

/** What Juju says now. */
export interface Facts {
  readonly config: Readonly<Record<string, OptionValue>>;
  readonly isLeader: boolean;
  readonly leaderData: Databag;
  readonly leaderStore: LeaderStore;
  readonly relations: Readonly<Record<RelationId, RelationView>>;
  /** Units that left in this hook, by endpoint. */
  readonly departed: Readonly<Record<string, readonly DepartedUnit[]>>;
}

/** What facts are read from. */
export interface FactSources {
  readonly hook: HookContext;
  readonly tools: HookTools;
  readonly endpoints: readonly string[];
  /** Those of the endpoints that are peers. */
  readonly peers: readonly string[];
  readonly memory: Memory;
  /** True when the memory may be wrong: first hook, upgrade, or a hook that did not end well. */
  readonly inDoubt: boolean;
}

/**
 * Reads what Juju says now. Juju announces every change of a databag, of the options and of leader
 * settings by a hook of its own, so what was read and committed stays valid until then; only what
 * this hook announces is read again, and everything when in doubt.
 * Source: contract juju.md section 3.6, rows C44 to C47; design.md.
 */
export async function readFacts(sources: FactSources): Promise<Facts> {
  const [config, isLeader, relations, departed] = await Promise.all([
    readConfig(sources),
    sources.tools.isLeader(),
    readRemoteSides(sources),
    findDeparted(sources),
  ]);
  const ids = entriesOf(relations).map(([id]) => id);
  const leaderStore = findLeaderStore(sources.hook, ids, sources.peers);
  const leaderData = await readLeaderData(sources, leaderStore, relations);
  const views = await Promise.all(
    entriesOf(relations).map(async ([id, relation]): Promise<[RelationId, RelationView]> => [
      id,
      await addOwnSide({ ...sources, isLeader }, id, relation),
    ]),
  );
  return {
    config,
    isLeader,
    leaderData,
    leaderStore,
    relations: Object.fromEntries(views),
    departed,
  };
}

const CONFIG_HOOKS = ['install', 'config-changed', 'upgrade-charm'];
const LEADER_HOOKS = ['leader-elected', 'leader-settings-changed'];

function isHook({ hook }: FactSources, names: readonly string[]): boolean {
  return 'hook' in hook.run && names.includes(hook.run.hook);
}

async function readConfig(sources: FactSources): Promise<Facts['config']> {
  const announced = sources.inDoubt || isHook(sources, CONFIG_HOOKS);
  return announced ? sources.tools.configGet() : sources.memory.config;
}

async function readLeaderData(
  sources: FactSources,
  store: LeaderStore,
  relations: Relations,
): Promise<Databag> {
  if (store.kind === 'nowhere') return {};
  if (store.kind === 'relation') return relations[store.id]?.applicationBag ?? {};
  const announced = sources.inDoubt || isHook(sources, LEADER_HOOKS);
  return announced ? sources.tools.leaderGet() : sources.memory.leaderData;
}

/** What the other side publishes: from memory, or read where it is announced or in doubt. */
async function readRemoteSides(sources: FactSources): Promise<Relations> {
  return sources.inDoubt ? readAllRelations(sources) : readAnnouncedRelation(sources);
}

/** Adds what this unit and its application publish; read only where the memory does not know. */
async function addOwnSide(
  sources: FactSources & { readonly isLeader: boolean },
  id: RelationId,
  relation: RememberedRelation,
): Promise<RelationView> {
  const { tools, hook, memory, isLeader } = sources;
  const { application, units, applicationBag } = relation;
  const { pending = {}, pendingForApplication = {} } = memory.relations[id] ?? {};
  const isOwnBagKnown = isLeader && !isHook(sources, LEADER_HOOKS);
  const own = isOwnBagKnown ? relation.publishedForApplication : undefined;
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

type Relations = Readonly<Record<RelationId, RememberedRelation>>;

/** The entries of a map by relation ID, with the IDs typed. */
export function entriesOf<T>(relations: Readonly<Record<RelationId, T>>): [RelationId, T][] {
  return Object.entries(relations).flatMap(([id, relation]): [RelationId, T][] =>
    isRelationId(id) ? [[id, relation]] : [],
  );
}

async function readAllRelations(sources: FactSources): Promise<Relations> {
  const { tools, hook, endpoints } = sources;
  const ids = (await Promise.all(endpoints.map((name) => tools.relationIds(name)))).flat();
  // In its broken hook a relation may still be listed (older Juju), but it is gone for us.
  const alive = ids.filter((id) => !isBroken(hook, id));
  const relations = await Promise.all(
    alive.map(async (id): Promise<[RelationId, RememberedRelation][]> => {
      const relation = await unlessRefused(readRelation(sources, id), undefined);
      return relation === undefined ? [] : [[id, relation]];
    }),
  );
  return Object.fromEntries(relations.flat());
}

async function readRelation(
  { tools, hook }: FactSources,
  id: RelationId,
): Promise<RememberedRelation> {
  const leaving = departingUnit(hook, id);
  const units = (await tools.relationList(id)).filter((unit) => unit !== leaving);
  const application = await readApplication({ tools, hook }, id, units);
  const [bags, applicationBag] = await Promise.all([
    Promise.all(units.map(async (unit) => [unit, await tools.relationGet(id, unit)] as const)),
    readApplicationBag(tools, id, application),
  ]);
  return { application, units: Object.fromEntries(bags), applicationBag };
}

/** Juju before 2.7 cannot say the application of a relation, but its units do. */
async function readApplication(
  { tools, hook }: Pick<FactSources, 'tools' | 'hook'>,
  id: RelationId,
  units: readonly UnitName[],
): Promise<string> {
  const relation = relationOf(hook);
  if (relation?.id === id && relation.application !== undefined) return relation.application;
  const [unit = relation?.id === id ? relation.unit : undefined] = units;
  return tools.relationApplication(id).catch(() => (unit === undefined ? '' : applicationOf(unit)));
}

/** In a peer relation this is the own application's databag, which some followers may not read (C26). */
async function readApplicationBag(
  tools: HookTools,
  id: RelationId,
  application: string,
): Promise<Databag> {
  if (application === '') return {};
  return unlessRefused(tools.relationGet(id, { application }), {});
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

async function readAnnouncedRelation(sources: FactSources): Promise<Relations> {
  const { hook, tools, memory } = sources;
  const relation = relationOf(hook);
  if (hook.run.kind !== 'relation' || relation === undefined) return memory.relations;
  const { id, unit } = relation;
  if (hook.run.event === 'broken') {
    return Object.fromEntries(entriesOf(memory.relations).filter(([other]) => other !== id));
  }
  const known = memory.relations[id];
  if (known === undefined) {
    return { ...memory.relations, [id]: await readRelation(sources, id) };
  }
  const application =
    known.application || (relation.application ?? (unit ? applicationOf(unit) : ''));
  if (unit === undefined) {
    const applicationBag = await readApplicationBag(tools, id, application);
    return { ...memory.relations, [id]: { ...known, application, applicationBag } };
  }
  const others = Object.fromEntries(Object.entries(known.units).filter(([name]) => name !== unit));
  const units =
    hook.run.event === 'departed'
      ? others
      : { ...others, [unit]: await tools.relationGet(id, unit) };
  return { ...memory.relations, [id]: { ...known, application, units } };
}

async function findDeparted({ hook, tools, memory }: FactSources): Promise<Facts['departed']> {
  const relation = relationOf(hook);
  const name = relation && departingUnit(hook, relation.id);
  if (!relation || !name) return {};
  const received =
    memory.relations[relation.id]?.units[name] ??
    (await tools.relationGet(relation.id, name).catch(() => ({})));
  return {
    [endpointOf(relation.id)]: [
      { name, application: applicationOf(name), relationId: relation.id, received },
    ],
  };
}

function relationOf({ run }: HookContext): RelationFacts | undefined {
  return run.kind === 'relation' ? run.relation : undefined;
}

function isBroken({ run }: HookContext, id: RelationId): boolean {
  return run.kind === 'relation' && run.event === 'broken' && run.relation.id === id;
}

/** The remote unit that leaves in this hook, if the hook is about that relation. */
function departingUnit({ run }: HookContext, id: RelationId): UnitName | undefined {
  return run.kind === 'relation' && run.event === 'departed' && run.relation.id === id
    ? run.relation.unit
    : undefined;
}
