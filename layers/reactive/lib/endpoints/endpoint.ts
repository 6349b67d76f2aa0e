import type {
  Databag,
  DatabagChanges,
  EndpointRole,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';
import { fault } from '../errors.ts';
import type { JsonMap } from '../json.ts';
import type { Awaitable } from '../handlers/handler.ts';
import type { EndpointHandlers } from './endpoint-handlers.ts';
import { expandName } from './endpoint-name.ts';
import type { Malformed } from './readings.ts';
import { viewUnit } from './related-unit.ts';
import type { DepartedUnit, RelatedUnit } from './related-unit.ts';
import { mergeBags, viewBag, viewJson } from './views.ts';
import type { JsonChanges } from './views.ts';

export type { DepartedUnit, RelatedUnit } from './related-unit.ts';

/**
 * One relation of an endpoint. Everything received and published can be read and not be written: what
 * this unit says is declared with the four `publish` methods, compared with what Juju holds at the
 * end of the hook, and sent where it differs (R99).
 */
export interface Relation {
  readonly id: RelationId;
  /** The application on the other side; empty when Juju has not said it yet. */
  readonly application: string;
  /** Joined units, in the natural order of their names: u/2 before u/10. */
  readonly units: readonly RelatedUnit[];
  /** What the other application's leader publishes. */
  readonly receivedFromApplication: Databag;
  /** The same, with every value read as JSON. */
  readonly receivedFromApplicationJson: JsonMap;
  /** What this unit will have published: what Juju holds, with this hook's declarations applied. */
  readonly published: Databag;
  /** The same, with every value read as JSON. */
  readonly publishedJson: JsonMap;
  /** What the application will have published; undefined on units that are not the leader (C26). */
  readonly publishedForApplication: Databag | undefined;
  /** The same, with every value read as JSON. */
  readonly publishedForApplicationJson: JsonMap | undefined;
  /** Declares keys of this unit's databag; null withdraws a key, keys not named stay. */
  publish(changes: DatabagChanges): void;
  /**
   * Declares keys of this unit's databag as JSON with sorted members; undefined withdraws a key.
   * @throws DiagnosticsError for null, and for what JSON does not have (R103).
   */
  publishJson(changes: JsonChanges): void;
  /**
   * Declares keys of the application's databag.
   * @throws DiagnosticsError on a unit that is not the leader.
   */
  publishForApplication(changes: DatabagChanges): void;
  /**
   * Declares keys of the application's databag as JSON; see `publishJson`.
   * @throws DiagnosticsError also on a unit that is not the leader.
   */
  publishJsonForApplication(changes: JsonChanges): void;
}

/** What an endpoint object is made from. */
export interface EndpointData {
  readonly name: string;
  readonly role: EndpointRole;
  /** The unit that the charm runs on. */
  readonly unit: UnitName;
  readonly relations: readonly Relation[];
  readonly departed: readonly DepartedUnit[];
  /** True when nothing of the endpoint was read anew since the last hook. */
  readonly isUnchanged?: boolean;
}

/**
 * A named slot in metadata.yaml with all its relations. Interface packages derive one class a role
 * and give it methods in the words of their protocol. Nothing is read or computed before it is asked
 * for, so an endpoint that no handler touches costs nothing.
 * @typeParam Flags names of the flags that the interface keeps, without `endpoint.<name>.`.
 */
export class Endpoint<Flags extends string = never> {
  readonly name: string;
  readonly role: EndpointRole;
  readonly #data: EndpointData;
  #units?: readonly RelatedUnit[];
  #departed?: readonly RelatedUnit[];

  constructor(data: EndpointData) {
    this.name = data.name;
    this.role = data.role;
    this.#data = data;
  }

  /** The relations, in the order of their numbers. */
  get relations(): readonly Relation[] {
    return this.#data.relations;
  }

  /** True while at least one unit is joined. */
  get isJoined(): boolean {
    return this.relations.some((relation) => relation.units.length > 0);
  }

  /**
   * True when every databag of the endpoint is as it was when the last hook ended. Work that follows
   * from databags alone may then be left out.
   */
  get isUnchanged(): boolean {
    return this.#data.isUnchanged ?? false;
  }

  /** The unit that the charm runs on. */
  get localUnit(): UnitName {
    return this.#data.unit;
  }

  /** All joined units of all relations. A unit of two relations is there twice. */
  get units(): readonly RelatedUnit[] {
    const [only, second] = this.relations;
    this.#units ??=
      only && !second ? only.units : this.relations.flatMap((relation) => relation.units);
    return this.#units;
  }

  /** Units that left in this hook, with what they last published. */
  get departed(): readonly RelatedUnit[] {
    this.#departed ??= this.#data.departed.map(viewUnit);
    return this.#departed;
  }

  /** The applications on the other side, each once. */
  get applications(): readonly string[] {
    const names = this.relations.map(({ application }) => application);
    return [...new Set(names)].filter((name) => name !== '');
  }

  /**
   * Every key of every unit that the interface cannot read. Interface packages override this, and tell
   * without throwing. While there is any, the engine keeps the flag `endpoint.<name>.malformed` set and
   * the unit blocked.
   */
  get problems(): Awaitable<readonly Malformed[]> {
    return [];
  }

  /** What all joined units publish, in one: of each key the value of the lowest unit (R96). */
  get received(): Databag {
    return viewBag(this.#merge(), this.#whose);
  }

  /** The same, with every value read as JSON. */
  get receivedJson(): JsonMap {
    return viewJson(this.#merge(), this.#whose);
  }

  /**
   * The relation of an ID.
   * @throws DiagnosticsError when the endpoint has none; see `tryRelation`.
   */
  relation(id: RelationId): Relation {
    return (
      this.tryRelation(id) ??
      this.#missing(
        `relation ${id}`,
        this.relations.map((each) => each.id),
      )
    );
  }

  tryRelation(id: RelationId): Relation | undefined {
    return this.relations.find((relation) => relation.id === id);
  }

  /**
   * The joined unit of a name; of a unit in several relations the one in the first (R95).
   * @throws DiagnosticsError when there is none; see `tryUnit`.
   */
  unit(name: UnitName): RelatedUnit {
    const joined = this.units.map((unit) => unit.name);
    return this.tryUnit(name) ?? this.#missing(`joined unit ${name}`, joined);
  }

  tryUnit(name: UnitName): RelatedUnit | undefined {
    return this.units.find((unit) => unit.name === name);
  }

  /**
   * The name of a flag of this endpoint: `ready` becomes `endpoint.db.ready`, and in a text with
   * `{endpoint_name}` that is replaced (R104).
   */
  expandName(flag: string): string {
    return expandName(flag, this.name);
  }

  /** The same for a flag that the interface declares; the compiler knows its name. */
  flag(name: Flags): string {
    return `endpoint.${this.name}.${name}`;
  }

  get #whose(): string {
    return `of the units of endpoint ${this.name}`;
  }

  #merge(): Databag {
    return mergeBags(this.units.map(({ received }) => received));
  }

  #missing(what: string, known: readonly string[]): never {
    const list = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw fault('NOT_RELATED', `endpoint ${this.name} has no ${what}: ${list}`);
  }
}

/** A class of endpoint objects; what an interface package exports as Provides, Requires or Peers. */
export interface EndpointClass<T extends Endpoint = Endpoint> {
  new (data: EndpointData): T;
  /** Handlers that the interface brings; each endpoint of the class gets its own. */
  readonly handlers?: EndpointHandlers;
}

/** The flags that an endpoint class declares in its type. */
export type FlagsOf<T> = T extends Endpoint<infer Flags> ? Flags : never;
