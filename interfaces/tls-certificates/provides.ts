import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type {
  DatabagChanges,
  EndpointContext,
  EndpointHandlers,
  JsonValue,
  Malformed,
  Relation,
  RelationId,
  Sparse,
  UnitName,
} from '@reactive-charms/reactive';
import type { providesFlags } from './flags.ts';
import { answerSchema, authoritySchema, requestersIn, requestSchema, wireName } from './schema.ts';
import type {
  AnswerFields,
  AuthorityFields,
  KeyPair,
  NamedRequests,
  RequestFields,
} from './schema.ts';
import { fingerprint, isIn, onlyWanted, wantedBy, withAnswer } from './wanted.ts';
import type { WantedCertificate } from './wanted.ts';

/** All that one unit asks for. */
export interface CertificateRequest {
  /** The unit as this side sees it; answers are given by this name. */
  readonly unit: UnitName;
  /** Of the unit's own server certificate; undefined where it asks only for others. */
  readonly commonName: string | undefined;
  readonly sans: readonly string[];
  readonly certificateName?: string | undefined;
  readonly serverRequests: NamedRequests;
  readonly clientRequests: NamedRequests;
}

/** A unit that is joined, with all that follows from what it publishes. */
interface Requester {
  readonly unit: UnitName;
  readonly relationId: RelationId;
  /** The name that answers go under. */
  readonly name: string;
  readonly values: Partial<RequestFields>;
  readonly wanted: readonly WantedCertificate[];
  /** False while one of its keys is malformed. */
  readonly isReadable: boolean;
}

/** What a provider says to everyone and to each unit that asked. */
export interface Answers extends Sparse<AuthorityFields> {
  readonly units?: Readonly<Record<UnitName, Sparse<AnswerFields>>> | undefined;
}

/**
 * The side that makes certificates. It either declares everything at once (`publish`), or the
 * authority (`publishAuthority`) and each answer when it is made (`answer`).
 */
export class Provides extends Endpoint<keyof typeof providesFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Provides,
    (on) => {
      on.beforeHook('recall-answers', ({ endpoint, unit }) => {
        endpoint.#recall(unit.data.get(endpoint.#memory));
      });
      on.keeps({
        available: (endpoint) => endpoint.requests.length > 0,
        unanswered: (endpoint) => endpoint.unanswered.length > 0,
      });
      on.afterHook('tidy-answers', (context) => context.endpoint.#tidy(context));
    },
  );

  /** Fingerprints of what was answered; undefined before this unit has remembered any. */
  #answered?: Set<string>;
  /** What each unit is answered, by the relation's ID and the unit's name on the wire. */
  readonly #published = new Map<RelationId, Map<string, Sparse<AnswerFields>>>();
  #hasWritten = false;
  #known?: readonly Requester[];

  /** All units that ask for certificates, lowest relation first, each with all that it asks for. */
  get requests(): CertificateRequest[] {
    return this.#requesters
      .filter(({ wanted }) => wanted.length > 0)
      .map(({ unit, values }) => {
        const { commonName, certificateName, sans = [] } = values;
        const { serverRequests = {}, clientRequests = {} } = values;
        return { unit, commonName, sans, certificateName, serverRequests, clientRequests };
      });
  }

  /** The same as a list of single certificates, to pass each to `answer`. */
  get wanted(): WantedCertificate[] {
    return this.#requesters.flatMap(({ wanted }) => wanted);
  }

  /**
   * Those of them that this unit has not published with their keys, or that it has published for
   * other alternative names. What a unit asks for waits while any key of its request is malformed: a
   * certificate for half of its names would replace the good one.
   */
  get unanswered(): WantedCertificate[] {
    return this.relations.flatMap((relation) => {
      const answers = this.#answersIn(relation);
      return this.#requestersIn(relation.id)
        .filter(({ isReadable }) => isReadable)
        .flatMap(({ name, wanted }) =>
          wanted.filter((each) => !isIn(answers.get(name) ?? {}, each) || this.#hasChanged(each)),
        );
    });
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return new Readings(this.units, requestSchema).problems;
  }

  /**
   * Declares the authority to every relation, and to each relation the answers for its own units:
   * these and no others. Do not mix it with `answer`.
   */
  publish({ units = {}, ...authority }: Answers): void {
    this.publishAuthority(authority);
    for (const relation of this.relations) {
      let changes: DatabagChanges = {};
      for (const name of requestersIn(relation.published)) {
        if (this.#isGarbled(relation.id, name)) continue;
        changes = { ...changes, ...answerSchema(name).encode({}) };
      }
      for (const { unit, name, wanted, isReadable } of this.#requestersIn(relation.id)) {
        const answers = units[unit];
        if (!isReadable && answers === undefined) continue;
        changes = { ...changes, ...answerSchema(name).encode(answers ?? {}) };
        if (answers) for (const each of wanted) this.#answered?.add(fingerprint(each));
      }
      relation.publish(changes);
      this.#published.delete(relation.id);
    }
  }

  /** Declares the authority to every relation, and leaves the answers as they are. */
  publishAuthority(authority: Sparse<AuthorityFields>): void {
    this.#hasWritten = true;
    const changes = authoritySchema.encode(authority);
    for (const relation of this.relations) relation.publish(changes);
  }

  /**
   * Publishes a certificate to the unit that asks for it; one that it has already is replaced.
   * @param wanted one of `wanted` or `unanswered`.
   */
  answer(wanted: WantedCertificate, pair: KeyPair): void {
    const relation = this.tryRelation(wanted.relationId);
    const requester = this.#requestersIn(wanted.relationId).find(
      ({ unit }) => unit === wanted.unit,
    );
    if (relation === undefined || requester === undefined) return;
    this.#hasWritten = true;
    const { name } = requester;
    const published = this.#answersIn(relation);
    const answers = withAnswer(published.get(name) ?? {}, wanted, pair);
    relation.publish(answerSchema(name).encode(answers));
    published.set(name, answers);
    this.#answered?.add(fingerprint(wanted));
  }

  get #requesters(): readonly Requester[] {
    this.#known ??= this.#readRequesters();
    return this.#known;
  }

  #readRequesters(): Requester[] {
    const { entries, problems } = new Readings<RequestFields>(this.units, requestSchema);
    const unreadable = new Set(problems.map(({ unit, relationId }) => `${relationId} ${unit}`));
    return entries.map(({ unit: { name: unit, relationId }, values }) => ({
      unit,
      relationId,
      name: wireName(values.unit ?? unit),
      values,
      wanted: wantedBy({ unit, relationId }, values),
      isReadable: !unreadable.has(`${relationId} ${unit}`),
    }));
  }

  #answersIn(relation: Relation): Map<string, Sparse<AnswerFields>> {
    const { id } = relation;
    let known = this.#published.get(id);
    if (known === undefined) {
      const { published } = relation;
      known = new Map<string, Sparse<AnswerFields>>();
      for (const { name } of this.#requestersIn(id)) {
        known.set(name, answerSchema(name).decode(published).values);
      }
      this.#published.set(id, known);
    }
    return known;
  }

  #requestersIn(id: RelationId): readonly Requester[] {
    return this.#requesters.filter(({ relationId }) => relationId === id);
  }

  get #memory(): string {
    return `endpoint.${this.name}.answered`;
  }

  #recall(remembered: JsonValue | undefined): void {
    if (!Array.isArray(remembered)) return;
    this.#answered = new Set(remembered.filter((each) => typeof each === 'string'));
  }

  #hasChanged(wanted: WantedCertificate): boolean {
    return this.#answered !== undefined && !this.#answered.has(fingerprint(wanted));
  }

  /** Withdraws stale answers, and remembers for which names the others were made. */
  #tidy({ flags, unit }: EndpointContext<Provides>): void {
    if (this.isUnchanged && !this.#hasWritten) return;
    for (const relation of this.relations) this.#withdrawStale(relation);
    const open = new Set(this.unanswered.map(fingerprint));
    const readable = this.#requesters.filter(({ isReadable }) => isReadable);
    const wanted = readable.flatMap((each) => each.wanted).map(fingerprint);
    const answered = new Set(wanted.filter((each) => !open.has(each)));
    // Of a garbled request nobody knows which of them are its own.
    if (readable.length < this.#requesters.length) {
      for (const each of this.#answered ?? []) answered.add(each);
    }
    unit.data.set(this.#memory, [...answered]);
    flags.toggle(this.flag('unanswered'), open.size > 0);
  }

  /** Withdraws answers for units that are gone, and for what a unit asks for no longer. */
  #withdrawStale(relation: Relation): void {
    const { id, published } = relation;
    const requesters = new Map(this.#requestersIn(id).map((each) => [each.name, each]));
    for (const name of requestersIn(published)) {
      if (this.#isGarbled(id, name)) continue;
      const schema = answerSchema(name);
      const { values } = schema.decode(published);
      relation.publish(schema.encode(onlyWanted(values, requesters.get(name)?.wanted ?? [])));
    }
  }

  /**
   * True where a unit may still want the answers under a name, because its request is garbled: it may
   * be the name that cannot be read.
   */
  #isGarbled(id: RelationId, name: string): boolean {
    const requesters = this.#requestersIn(id);
    const requester = requesters.find((each) => each.name === name);
    if (requester !== undefined) return !requester.isReadable;
    return requesters.some(({ isReadable }) => !isReadable);
  }
}
