import { isRelationId, isUnitName } from '@reactive-charms/juju';
import type { Databag, DatabagChanges, OptionValue, RelationId } from '@reactive-charms/juju';
import { entriesOf } from './entries.ts';
import { KEYS, makeText } from './generate-acts.ts';
import { FILES } from './generate-charm.ts';
import { allHandlers, APPLICATION } from './program.ts';
import type { Charm, EndpointSpec, Event, Happening } from './program.ts';
import type { Random } from './random.ts';
import { advance, firstWorld, unitsOf } from './world.ts';
import type { RemoteSide, World } from './world.ts';

/** Units of a relation; more would only take time. */
const MAXIMUM_UNITS = 3;

/** Units with two digits come in another order in the reference, which sorts them as texts (R95, R96). */
const HIGHEST_UNIT = 9;

/** Makes the life of a unit of a charm. */
export function generateLife(charm: Charm, random: Random): Event[] {
  const life = new Life(charm, random);
  life.add({ kind: 'plain', hook: 'install' });
  if (random.chance(0.5)) life.add({ kind: 'lead' });
  if (random.chance(0.8)) life.add({ kind: 'configure', changes: {} });
  life.add({ kind: 'plain', hook: 'start' });
  const length = random.between(3, 9);
  while (life.length < length) life.add(...life.choose());
  return life.events;
}

/** A life in the making. */
class Life {
  readonly events: Event[] = [];
  readonly #charm: Charm;
  readonly #random: Random;
  #world: World;
  #relations = 0;
  #units = 0;
  #chosen = 0;

  constructor(charm: Charm, random: Random) {
    this.#charm = charm;
    this.#random = random;
    this.#world = firstWorld(charm.options);
  }

  /** How often something was chosen. */
  get length(): number {
    return this.#chosen;
  }

  add(...happenings: readonly Happening[]): void {
    for (const happening of happenings) {
      const turn = advance(this.#world, happening);
      if (turn === undefined) throw new Error(`cannot happen: ${JSON.stringify(happening)}`);
      this.#world = turn.after ?? turn.during;
      this.events.push(this.#complicate(happening));
    }
  }

  /** What happens next: mostly one hook, sometimes a few that belong together. */
  choose(): Happening[] {
    this.#chosen += 1;
    const random = this.#random;
    const { endpoints } = this.#charm;
    if (endpoints.length > 0 && random.chance(0.6)) return this.#relationHappening();
    const roll = random.next();
    if (roll < 0.2) return [{ kind: 'plain', hook: 'update-status' }];
    if (roll < 0.5) return [{ kind: 'configure', changes: this.#options() }];
    if (roll < 0.65) return this.#leadershipHappening();
    if (roll < 0.75) return [{ kind: 'plain', hook: 'upgrade-charm' }];
    if (roll < 0.85) {
      return [
        { kind: 'plain', hook: 'pre-series-upgrade' },
        { kind: 'plain', hook: 'post-series-upgrade' },
      ];
    }
    if (roll < 0.95) {
      return [
        { kind: 'plain', hook: random.pick(['collect-metrics', 'meter-status-changed'] as const) },
      ];
    }
    return [{ kind: 'plain', hook: random.pick(['start', 'stop'] as const) }];
  }

  #complicate(happening: Happening): Event {
    const random = this.#random;
    const names = allHandlers(this.#charm).map(({ name }) => name);
    const waitsForFiles = this.#charm.handlers.some(({ files }) => files);
    const files =
      waitsForFiles && random.chance(0.4)
        ? { [random.pick(FILES)]: random.pick([null, 'one', 'two', 'three']) }
        : undefined;
    return {
      ...happening,
      ...(names.length > 0 && random.chance(0.12) ? { fails: random.pick(names) } : {}),
      ...(files ? { files } : {}),
    };
  }

  #options(): Record<string, OptionValue | null> {
    const random = this.#random;
    const changed = random.some(Object.entries(this.#charm.options), random.between(0, 2));
    return Object.fromEntries(
      changed.map(([name, { type, default: usual }]) => {
        const values = {
          int: [0, 80, 8080],
          string: ['', 'blog', 'käse'],
          boolean: [true, false],
          float: [0.5, 2.25],
          secret: [''],
        } as const;
        return [
          name,
          random.chance(0.2) ? (usual ?? null) : random.pick<OptionValue>(values[type]),
        ];
      }),
    );
  }

  #leadershipHappening(): Happening[] {
    if (this.#world.isLeader) return [{ kind: 'follow' }];
    if (this.#random.chance(0.4)) return [{ kind: 'lead' }];
    return [{ kind: 'share', changes: this.#changes({ [KEYS[0]]: '' }) }];
  }

  #relationHappening(): Happening[] {
    const random = this.#random;
    const relations = entriesOf(this.#world.relations);
    if (relations.length === 0 || (relations.length < 3 && random.chance(0.15))) {
      return this.#relate(random.pick(this.#charm.endpoints));
    }
    const [id, side] = random.pick(relations);
    const units = unitsOf(side);
    const roll = random.next();
    if (units.length === 0) {
      return roll < 0.5 ? [{ kind: 'break', id }] : this.#join(id, side);
    }
    if (roll < 0.2 && units.length < MAXIMUM_UNITS) return this.#join(id, side);
    if (roll < 0.3 && side.application !== APPLICATION) {
      return [{ kind: 'changeApplication', id, changes: this.#changes(side.applicationBag) }];
    }
    const unit = random.pick(units);
    if (roll < 0.7) return [{ kind: 'change', id, unit, changes: this.#changes(side.units[unit]) }];
    return [{ kind: 'depart', id, unit }];
  }

  #relate({ name, role }: EndpointSpec): Happening[] {
    const id = `${name}:${this.#relations}`;
    if (!isRelationId(id)) throw new Error(`${id} is no relation ID`);
    this.#relations += 1;
    const isPeer = role === 'peers';
    const application = isPeer ? APPLICATION : this.#random.pick(['mysql', 'other-app']);
    const applicationBag = isPeer || this.#random.chance(0.7) ? {} : this.#bag();
    const created: Happening = { kind: 'relate', id, application, applicationBag };
    if (this.#random.chance(0.2)) return [created];
    return [created, ...this.#join(id, { application, applicationBag, units: {} })];
  }

  /** A unit joins; Juju lets its `changed` hook follow at once. */
  #join(id: RelationId, { application }: RemoteSide): Happening[] {
    if (this.#units === HIGHEST_UNIT) return [];
    this.#units += 1;
    const unit: string = `${application}/${this.#units}`;
    if (!isUnitName(unit)) throw new Error(`${unit} is no unit name`);
    const bag = this.#bag();
    const changes = this.#random.chance(0.3) ? this.#changes(bag) : {};
    return [
      { kind: 'join', id, unit, bag },
      { kind: 'change', id, unit, changes },
    ];
  }

  #bag(): Databag {
    const random = this.#random;
    const entries = random.some(KEYS, random.between(0, 2)).map((key) => [key, makeText(random)]);
    return { 'ingress-address': '192.0.2.7', ...Object.fromEntries(entries) };
  }

  #changes(bag: Databag = {}): DatabagChanges {
    const random = this.#random;
    const present = Object.keys(bag).filter((key) => key !== 'ingress-address');
    const changes = random
      .some(KEYS, random.between(0, 2))
      .map((key) => [key, present.includes(key) && random.chance(0.25) ? null : makeText(random)]);
    return Object.fromEntries(changes);
  }
}
