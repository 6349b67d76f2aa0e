import type { RelationId } from '@reactive-charms/juju';
import type { UnitFlags } from '../dispatch/context.ts';
import { fault } from '../errors.ts';
import { textOf } from './codec.ts';
import type { Sparse } from './codec.ts';
import { defineEndpoint } from './endpoint-handlers.ts';
import type { EndpointHandlers } from './endpoint-handlers.ts';
import { Endpoint } from './endpoint.ts';
import type { Relation } from './endpoint.ts';
import type { Malformed } from './readings.ts';
import { agreeIn, decodeFields, encodeRequest, idsIn, keyOf } from './requests.ts';
import { namesIn, newRequestId } from './requests.ts';
import type { RequestProtocol, RequestWithResponse } from './requests.ts';

/** What the units of a relation answer, by the ID of the request. */
interface Answers<Response extends object> {
  readonly responses: ReadonlyMap<string, Sparse<Response>>;
  readonly problems: readonly Malformed[];
}

/**
 * The side that asks. Interface packages derive a class from it and give the fields of requests and
 * responses. Requests go into this unit's databags; a response is read from the lowest unit on the
 * other side that has one. The interface keeps the flags `endpoint.<name>.has_responses`, while a
 * request is answered, and `endpoint.<name>.all_responses`, while there are requests and each is.
 * Source: contract reactive.md section 4.5, row R114.
 */
export abstract class Requester<
  Request extends object,
  Response extends object,
  Flags extends string = never,
> extends Endpoint<'has_responses' | 'all_responses' | Flags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requester,
    (on) => {
      on.sets('has_responses', 'all_responses');
      on.beforeHook('read-responses', ({ endpoint, flags }) => {
        if (!endpoint.isUnchanged) endpoint.#keepFlags(flags);
      });
      on.afterHook('count-responses', ({ endpoint, flags }) => {
        if (endpoint.#hasWritten) endpoint.#keepFlags(flags);
      });
    },
  );

  /** How requests and responses go on the wire. */
  protected abstract readonly protocol: RequestProtocol<Request, Response>;

  readonly #answers = new Map<RelationId, Answers<Response>>();
  #hasWritten = false;

  /** All requests of this unit, by relation and then by ID. */
  get requests(): readonly RequestWithResponse<Request, Response>[] {
    return this.relations.flatMap((relation) =>
      idsIn('request', relation.published).flatMap((id) => this.#read(relation, id) ?? []),
    );
  }

  /** Every response that cannot be read. */
  override get problems(): readonly Malformed[] {
    return this.relations.flatMap((relation) => this.#answersIn(relation).problems);
  }

  /**
   * The request of an ID.
   * @throws DiagnosticsError when this unit has none; see `tryRequest`.
   */
  request(id: string): RequestWithResponse<Request, Response> {
    const found = this.tryRequest(id);
    if (found) return found;
    throw fault('NOT_RELATED', `endpoint ${this.name} has no request ${id}`);
  }

  tryRequest(id: string): RequestWithResponse<Request, Response> | undefined {
    return this.requests.find((request) => request.id === id);
  }

  /** The first request with these fields, in one relation or in all. */
  find(
    wanted: Sparse<Request>,
    relation?: Relation,
  ): RequestWithResponse<Request, Response> | undefined {
    return this.findAll(wanted, relation)[0];
  }

  /** All requests with these fields, in one relation or in all. */
  findAll(
    wanted: Sparse<Request>,
    relation?: Relation,
  ): readonly RequestWithResponse<Request, Response>[] {
    const names = namesIn<Request>(wanted);
    return this.requests.filter(
      (request) =>
        (relation === undefined || request.relation.id === relation.id) &&
        agreeIn(this.protocol.request, names, [request.fields, wanted]),
    );
  }

  /** Makes a request. */
  create(relation: Relation, fields: Sparse<Request>): RequestWithResponse<Request, Response> {
    const content = this.protocol.request.encode(fields);
    const isTaken = (id: string): boolean =>
      Object.hasOwn(relation.published, keyOf('request', id)) ||
      this.#answersIn(relation).responses.has(id);
    const id = newRequestId({ unit: this.localUnit, relation, content, isTaken });
    return this.#write(relation, id, fields);
  }

  /**
   * Makes a request unless the relation has one with the same key fields; that is updated then, and
   * keeps its ID, its other fields and its response. The other side hears of it as a change of the
   * endpoint, not as a new request: withdraw and create where it shall be answered anew.
   * @param by names of the key fields; with none, the relation has one request.
   */
  createOrUpdate(
    relation: Relation,
    fields: Sparse<Request>,
    by: readonly (keyof Request)[],
  ): RequestWithResponse<Request, Response> {
    const known = this.requests.find(
      (request) =>
        request.relation.id === relation.id &&
        agreeIn(this.protocol.request, by, [request.fields, fields]),
    );
    if (known === undefined) return this.create(relation, fields);
    return this.#write(relation, known.id, { ...known.fields, ...fields });
  }

  /** Takes a request back. */
  withdraw({
    relation,
    id,
  }: Pick<RequestWithResponse<Request, Response>, 'relation' | 'id'>): void {
    this.#hasWritten = true;
    relation.publish({ [keyOf('request', id)]: null });
  }

  #write(
    relation: Relation,
    id: string,
    fields: Sparse<Request>,
  ): RequestWithResponse<Request, Response> {
    this.#hasWritten = true;
    const content = this.protocol.request.encode(fields);
    relation.publishJson({ [keyOf('request', id)]: encodeRequest(id, content) });
    return this.#view(relation, id, fields);
  }

  #read(relation: Relation, id: string): RequestWithResponse<Request, Response> | undefined {
    const wire = textOf(relation.published, keyOf('request', id)) ?? '';
    const decoded = decodeFields(this.protocol.request, wire);
    return decoded.ok && decoded.value ? this.#view(relation, id, decoded.value) : undefined;
  }

  #view(
    relation: Relation,
    id: string,
    fields: Sparse<Request>,
  ): RequestWithResponse<Request, Response> {
    const response = this.#answersIn(relation).responses.get(id);
    return Object.freeze({ id, relation, fields, response });
  }

  #answersIn(relation: Relation): Answers<Response> {
    const known = this.#answers.get(relation.id) ?? this.#readAnswers(relation);
    this.#answers.set(relation.id, known);
    return known;
  }

  #readAnswers({ units }: Relation): Answers<Response> {
    const responses = new Map<string, Sparse<Response>>();
    const problems: Malformed[] = [];
    for (const { name, relationId, received } of units) {
      for (const id of idsIn('response', received)) {
        const key = keyOf('response', id);
        const decoded = decodeFields(this.protocol.response, textOf(received, key) ?? '');
        if (!decoded.ok) problems.push({ unit: name, relationId, key, reason: decoded.reason });
        else if (decoded.value && !responses.has(id)) responses.set(id, decoded.value);
      }
    }
    return { responses, problems };
  }

  #keepFlags(flags: UnitFlags): void {
    const { requests } = this;
    const answered = requests.filter(({ response }) => response !== undefined);
    flags.toggle(this.flag('has_responses'), answered.length > 0);
    flags.toggle(
      this.flag('all_responses'),
      requests.length > 0 && answered.length === requests.length,
    );
  }
}
