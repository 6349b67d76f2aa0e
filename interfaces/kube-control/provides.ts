import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type {
  EndpointContext,
  EndpointHandlers,
  Malformed,
  Relation,
  RelationId,
  Sparse,
  UnitName,
} from '@reactive-charms/reactive';
import type { providesFlags } from './flags.ts';
import {
  areUsable,
  clusterSchema,
  credentialsOf,
  credentialsSchema,
  requestSchema,
} from './schema.ts';
import type {
  ClusterFields,
  Credentials,
  NamedCredentials,
  RequestFields,
  Tokens,
} from './schema.ts';

/** A unit that asks for the credentials of a user. */
export interface CredentialsRequest {
  /** The unit as this side sees it. */
  readonly unit: UnitName;
  readonly relationId: RelationId;
  readonly user: string;
  readonly group: string;
  /** Ways to hand them over that the unit can read: 0 in the databag, 1 in a secret of Juju. */
  readonly schemaVersions: readonly number[];
}

/** The tokens of one user, or the URI of a secret of Juju that has them. */
export type Answer = Sparse<Tokens> | Required<Pick<Credentials, 'secretId'>>;

/** Credentials that this unit publishes. */
export interface PublishedCredentials extends Sparse<Credentials> {
  readonly relationId: RelationId;
  readonly user: string;
}

/** The side of the control plane. */
export class Provides extends Endpoint<keyof typeof providesFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Provides,
    (on) => {
      on.keeps({
        available: (endpoint) => endpoint.requests.length > 0,
        unanswered: (endpoint) => endpoint.unanswered.length > 0,
        closed: (endpoint) => endpoint.closed.length > 0,
      });
      on.afterHook('finish-credentials', (context) => context.endpoint.#finish(context));
    },
  );

  readonly #published = new Map<RelationId, NamedCredentials>();
  #hasWritten = false;

  /** All units that have told both the user and the group, lowest relation first. */
  get requests(): CredentialsRequest[] {
    return this.#read().entries.flatMap(({ unit, values }): CredentialsRequest[] => {
      const { user, group, schemaVersions = [0] } = values;
      if (user === undefined || group === undefined) return [];
      const { name, relationId } = unit;
      return [{ unit: name, relationId, user, group, schemaVersions }];
    });
  }

  /**
   * Those of them whose user has no credentials yet in the relation, or only such as a unit asked for
   * that is gone. A request waits while any key of it is malformed: nobody knows then whether its unit
   * can read a secret, and a databag is no place for a token where there is another.
   */
  get unanswered(): CredentialsRequest[] {
    const closed = new Set(this.closed.map(keyOf));
    const garbled = new Set(this.problems.map(unitKeyOf));
    return this.requests.filter((request) => {
      if (garbled.has(unitKeyOf(request))) return false;
      const relation = this.tryRelation(request.relationId);
      const known = relation && credentialsOf(this.#credentialsIn(relation), request.user);
      return !areUsable(known) || closed.has(keyOf(request));
    });
  }

  /** Credentials that this unit publishes and that a unit asked for which is gone: to be revoked. */
  get closed(): PublishedCredentials[] {
    // Of all relations: the Python charm publishes all credentials in each.
    const joined = new Set<string>(this.units.map(({ name }) => name));
    return this.relations.flatMap((relation) =>
      Object.entries(this.#credentialsIn(relation))
        .filter(([, { scope = '' }]) => !joined.has(scope))
        .map(([user, one]) => ({ ...one, relationId: relation.id, user })),
    );
  }

  /** True while any unit tells that its machine has a graphics processor for containers. */
  get hasGpu(): boolean {
    return this.#read().all('hasGpu').includes(true);
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /**
   * Declares the cluster's values to every relation. Credentials stay as they are; a leader that has
   * none yet says so at the end of the hook, since readers in Python wait for the key.
   */
  publish(cluster: Sparse<ClusterFields>): void {
    this.#hasWritten = true;
    const changes = clusterSchema.encode(cluster);
    for (const relation of this.relations) relation.publish(changes);
  }

  /**
   * Publishes the credentials of a user to the relation of the unit that asks for them. Those that the
   * user has already are replaced: revoke closed ones before.
   */
  answer({ relationId, unit, user }: CredentialsRequest, answer: Answer): void {
    this.#change(relationId, (all) => ({ ...all, [user]: { ...answer, scope: unit } }));
  }

  /** Withdraws the credentials of one user from one relation. */
  withdraw({ relationId, user }: Pick<PublishedCredentials, 'relationId' | 'user'>): void {
    this.#change(relationId, (all) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => name !== user)),
    );
  }

  /** Withdraws all credentials, as a unit does that does not lead. */
  withdrawAll(): void {
    for (const relation of this.relations) {
      relation.publish(credentialsSchema.encode({}));
      this.#published.set(relation.id, {});
    }
    this.#hasWritten = true;
  }

  #change(id: RelationId, change: (all: NamedCredentials) => NamedCredentials): void {
    const relation = this.tryRelation(id);
    if (relation === undefined) return;
    const credentials = change(this.#credentialsIn(relation));
    relation.publish(credentialsSchema.encode({ credentials }));
    this.#published.set(id, credentials);
    this.#hasWritten = true;
  }

  /** What this unit publishes in a relation; what cannot be read counts as nothing. */
  #credentialsIn(relation: Relation): NamedCredentials {
    const known =
      this.#published.get(relation.id) ??
      credentialsSchema.decode(relation.published).values.credentials ??
      {};
    this.#published.set(relation.id, known);
    return known;
  }

  #finish({ flags, leader }: EndpointContext<Provides>): void {
    if (this.isUnchanged && !this.#hasWritten) return;
    if (leader.isLeader) for (const relation of this.relations) tellOfNone(relation);
    flags.toggle(this.flag('unanswered'), this.unanswered.length > 0);
    flags.toggle(this.flag('closed'), this.closed.length > 0);
  }

  #read(): Readings<RequestFields> {
    return new Readings(this.units, requestSchema);
  }
}

/** Where this unit tells of the cluster and not of credentials, says that there are none. */
function tellOfNone(relation: Relation): void {
  const { published } = relation;
  const tellsOfCluster = Object.keys(clusterSchema.decode(published).values).length > 0;
  const { credentials } = credentialsSchema.decode(published).values;
  if (tellsOfCluster && credentials === undefined) {
    relation.publish(credentialsSchema.encode({ credentials: {} }));
  }
}

function keyOf({ relationId, user }: Pick<PublishedCredentials, 'relationId' | 'user'>): string {
  return `${relationId} ${user}`;
}

function unitKeyOf({ relationId, unit }: Pick<CredentialsRequest, 'relationId' | 'unit'>): string {
  return `${relationId} ${unit}`;
}
