import type {
  Databag,
  DatabagChanges,
  EndpointRole,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';

/** A remote unit that has joined a relation, with what it publishes. */
export interface RelatedUnit {
  readonly name: UnitName;
  readonly application: string;
  readonly relationId: RelationId;
  readonly received: Databag;
}

/** One relation of an endpoint. */
export interface Relation {
  readonly id: RelationId;
  /** The application on the other side; empty when Juju has not said it yet. */
  readonly application: string;
  /** Joined units, in the natural order of their names: u/2 before u/10. */
  readonly units: readonly RelatedUnit[];
  /** What the other application's leader publishes. */
  readonly receivedFromApplication: Databag;
  /** What this unit publishes: what Juju holds, with this hook's declarations applied. */
  readonly published: Databag;
  /** Declares keys of this unit's databag; null withdraws a key, keys not named stay. */
  publish(changes: DatabagChanges): void;
  /** Declares keys of the application's databag. @throws Error on a unit that is not the leader. */
  publishForApplication(changes: DatabagChanges): void;
}

/** A unit that left during this hook, with the data it last published. */
export type DepartedUnit = RelatedUnit;

/** What an endpoint object is made from. */
export interface EndpointData {
  readonly name: string;
  readonly role: EndpointRole;
  readonly relations: readonly Relation[];
  readonly departed: readonly DepartedUnit[];
}

/**
 * A named slot in metadata.yaml with all its relations. Interface packages derive one class a role
 * and give it methods in the words of their protocol.
 */
export class Endpoint {
  readonly name: string;
  readonly role: EndpointRole;
  readonly relations: readonly Relation[];
  /** Units that left in this hook. */
  readonly departed: readonly DepartedUnit[];

  constructor(data: EndpointData) {
    this.name = data.name;
    this.role = data.role;
    this.relations = data.relations;
    this.departed = data.departed;
  }

  /** True while at least one unit is joined. */
  get isJoined(): boolean {
    return this.relations.some((relation) => relation.units.length > 0);
  }

  /** All joined units of all relations. */
  get units(): readonly RelatedUnit[] {
    return this.relations.flatMap((relation) => relation.units);
  }
}

/** A class of endpoint objects; what an interface package exports as Provides, Requires or Peers. */
export type EndpointClass<T extends Endpoint = Endpoint> = new (data: EndpointData) => T;
