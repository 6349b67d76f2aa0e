import { applicationOf, endpointOf, isUnitName } from '@reactive-charms/juju';
import type {
  Databag,
  DatabagChanges,
  OptionValue,
  RelationEvent,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';
import { APPLICATION } from './program.ts';
import type { Event, Program } from './program.ts';

/** The other side of a relation, as Juju shows it. */
export interface RemoteSide {
  readonly application: string;
  readonly units: Readonly<Record<UnitName, Databag>>;
  readonly applicationBag: Databag;
}

/** What Juju knows. */
export interface World {
  /** null: no value. */
  readonly config: Readonly<Record<string, OptionValue | null>>;
  readonly isLeader: boolean;
  readonly relations: Readonly<Record<RelationId, RemoteSide>>;
}

/** The relation of a relation hook. */
export interface StepRelation {
  readonly id: RelationId;
  readonly event: RelationEvent;
  readonly application: string;
  readonly unit?: UnitName;
  /** What the departing unit published. */
  readonly departingBag?: Databag;
}

/** One hook, with what Juju knows while it runs. */
export interface Step {
  readonly hook: string;
  readonly relation?: StepRelation;
  readonly world: World;
  readonly fails?: string;
  readonly files: Readonly<Record<string, string | null>>;
  /** What another unit, the leader, has changed in leader data. */
  readonly shared: DatabagChanges;
}

/**
 * Plays the events of a program. Databags, options and leader data change only with the hook that
 * tells of it, as Juju promises (contract juju.md section 3.6).
 * @returns the hooks; undefined when something happens that cannot, such as a unit leaving twice.
 */
export function play(program: Pick<Program, 'options' | 'events'>): Step[] | undefined {
  let world = firstWorld(program.options);
  const steps: Step[] = [];
  for (const event of program.events) {
    const turn = advance(world, event);
    if (turn === undefined) return undefined;
    const { fails, files = {} } = event;
    const { hook, during, relation } = turn;
    steps.push({
      hook,
      world: during,
      files,
      shared: event.kind === 'share' ? event.changes : {},
      ...(relation ? { relation } : {}),
      ...(fails === undefined ? {} : { fails }),
    });
    world = turn.after ?? during;
  }
  return steps;
}

/** A unit that nothing has happened to yet. */
export function firstWorld(options: Program['options']): World {
  const config = Object.entries(options).map(
    ([name, option]) => [name, option.default ?? null] as const,
  );
  return { config: Object.fromEntries(config), isLeader: false, relations: {} };
}

/** What an event makes of the world; undefined when it cannot happen. */
export interface Turn {
  readonly hook: string;
  readonly during: World;
  /** Where it differs from the world during the hook. */
  readonly after?: World;
  readonly relation?: StepRelation;
}

/** Lets one thing happen. */
export function advance(world: World, event: Event): Turn | undefined {
  switch (event.kind) {
    case 'plain':
      return { hook: event.hook, during: world };
    case 'configure': {
      const config = { ...world.config, ...event.changes };
      return { hook: 'config-changed', during: { ...world, config } };
    }
    case 'lead':
      return world.isLeader
        ? undefined
        : { hook: 'leader-elected', during: { ...world, isLeader: true } };
    case 'follow':
      return world.isLeader
        ? { hook: 'leader-settings-changed', during: { ...world, isLeader: false } }
        : undefined;
    case 'share':
      return world.isLeader ? undefined : { hook: 'leader-settings-changed', during: world };
    case 'relate':
    case 'join':
    case 'change':
    case 'changeApplication':
    case 'depart':
    case 'break':
      return advanceRelation(world, event);
  }
}

type RelationHappening = Extract<Event, { readonly id: RelationId }>;

function advanceRelation(world: World, event: RelationHappening): Turn | undefined {
  const { id } = event;
  const known = world.relations[id];
  if ((known === undefined) !== (event.kind === 'relate')) return undefined;
  const moved = event.kind === 'relate' ? newSide(event) : moveSide(known, event);
  if (moved === undefined) return undefined;
  const { side, name, unit, departingBag } = moved;
  const during = { ...world, relations: { ...world.relations, [id]: side } };
  const others = Object.entries(world.relations).filter(([other]) => other !== id);
  return {
    hook: `${endpointOf(id)}-relation-${name}`,
    during,
    ...(event.kind === 'break'
      ? { after: { ...world, relations: Object.fromEntries(others) } }
      : {}),
    relation: {
      id,
      event: name,
      application: side.application,
      ...(unit === undefined ? {} : { unit }),
      ...(departingBag === undefined ? {} : { departingBag }),
    },
  };
}

interface Move {
  readonly side: RemoteSide;
  readonly name: RelationEvent;
  readonly unit?: UnitName;
  readonly departingBag?: Databag;
}

function newSide({ application, applicationBag }: Event & { readonly kind: 'relate' }): Move {
  return { side: { application, applicationBag, units: {} }, name: 'created' };
}

function moveSide(
  side: RemoteSide | undefined,
  event: Exclude<RelationHappening, { readonly kind: 'relate' }>,
): Move | undefined {
  if (side === undefined) return undefined;
  const { units } = side;
  switch (event.kind) {
    case 'join': {
      const { unit, bag } = event;
      if (units[unit] !== undefined || applicationOf(unit) !== side.application) return undefined;
      return { side: { ...side, units: { ...units, [unit]: bag } }, name: 'joined', unit };
    }
    case 'change': {
      const { unit, changes } = event;
      const bag = units[unit];
      if (bag === undefined) return undefined;
      const after = { ...units, [unit]: changed(bag, changes) };
      return { side: { ...side, units: after }, name: 'changed', unit };
    }
    case 'changeApplication': {
      // Among peers this is the unit's own application, which writes its databag itself.
      if (side.application === APPLICATION) return undefined;
      const applicationBag = changed(side.applicationBag, event.changes);
      return { side: { ...side, applicationBag }, name: 'changed' };
    }
    case 'depart': {
      const { unit } = event;
      const departingBag = units[unit];
      if (departingBag === undefined) return undefined;
      const rest = Object.entries(units).filter(([name]) => name !== unit);
      const after = { ...side, units: Object.fromEntries(rest) };
      return { side: after, name: 'departed', unit, departingBag };
    }
    case 'break':
      return Object.keys(units).length > 0 ? undefined : { side, name: 'broken' };
  }
}

/** Units that are joined. */
export function unitsOf({ units }: RemoteSide): UnitName[] {
  return Object.keys(units).filter(isUnitName);
}

/** A databag with changes; an empty value removes a key, as null does. */
export function changed(bag: Databag, changes: DatabagChanges): Databag {
  return Object.fromEntries(
    Object.entries({ ...bag, ...changes }).flatMap(([key, value]) =>
      value ? [[key, value] as const] : [],
    ),
  );
}
