import type { UnitFlags } from '../dispatch/context.ts';
import { textOf } from './codec.ts';
import type { Sparse } from './codec.ts';
import { defineEndpoint } from './endpoint-handlers.ts';
import type { EndpointHandlers } from './endpoint-handlers.ts';
import { Endpoint } from './endpoint.ts';
import type { Relation } from './endpoint.ts';
import type { Malformed } from './readings.ts';
import type { RelatedUnit } from './related-unit.ts';
import { agreeIn, decodeFields, idsIn, keyOf, namesIn } from './requests.ts';
import type { RequestProtocol, RequestWithResponse } from './requests.ts';

/** A request of a unit on the other side. */
export interface ReceivedRequest<
  Request extends object,
  Response extends object,
> extends RequestWithResponse<Request, Response> {
  readonly unit: RelatedUnit;
}

/**
 * The side that answers. Interface packages derive a class from it and give the fields of requests
 * and responses. Responses go into this unit's databags, and leave them when their request is gone.
 * The interface keeps the flags `endpoint.<name>.has_requests`, while there is a request, and
 * `endpoint.<name>.new_requests`, while one has no response of this unit.
 * Source: contract reactive.md section 4.5, row R114.
 */
export abstract class Responder<
  Request extends object,
  Response extends object,
  Flags extends string = never,
> extends Endpoint<'has_requests' | 'new_requests' | Flags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Responder,
    (on) => {
      on.sets('has_requests', 'new_requests');
      on.beforeHook('read-requests', ({ endpoint, flags }) => {
        if (!endpoint.isUnchanged) endpoint.#keepFlags(flags);
      });
      on.afterHook('tidy-responses', ({ endpoint, flags }) => {
        if (!endpoint.isUnchanged) endpoint.#withdrawStale();
        if (endpoint.#hasWritten) endpoint.#keepFlags(flags);
      });
    },
  );

  /** How requests and responses go on the wire. */
  protected abstract readonly protocol: RequestProtocol<Request, Response>;

  #hasWritten = false;

  /** All requests of the joined units, by unit and then by ID. */
  get requests(): readonly ReceivedRequest<Request, Response>[] {
    return this.units.flatMap((unit) => this.#requestsOf(unit));
  }

  /** Those that this unit has not answered. */
  get newRequests(): readonly ReceivedRequest<Request, Response>[] {
    return this.requests.filter(({ response }) => response === undefined);
  }

  /** Those of units that left in this hook, with what they were answered; a last chance to clean up. */
  get departedRequests(): readonly ReceivedRequest<Request, Response>[] {
    return this.departed.flatMap((unit) => this.#requestsOf(unit));
  }

  /** Every request that cannot be read. */
  override get problems(): readonly Malformed[] {
    return this.units.flatMap((unit) =>
      idsIn('request', unit.received).flatMap((id): Malformed[] => {
        const key = keyOf('request', id);
        const decoded = decodeFields(this.protocol.request, textOf(unit.received, key) ?? '');
        if (decoded.ok) return [];
        return [{ unit: unit.name, relationId: unit.relationId, key, reason: decoded.reason }];
      }),
    );
  }

  /** The first request with these fields, in one relation or in all. */
  find(
    wanted: Sparse<Request>,
    relation?: Relation,
  ): ReceivedRequest<Request, Response> | undefined {
    return this.findAll(wanted, relation)[0];
  }

  /** All requests with these fields, in one relation or in all. */
  findAll(
    wanted: Sparse<Request>,
    relation?: Relation,
  ): readonly ReceivedRequest<Request, Response>[] {
    const names = namesIn<Request>(wanted);
    return this.requests.filter(
      (request) =>
        (relation === undefined || request.relation.id === relation.id) &&
        agreeIn(this.protocol.request, names, [request.fields, wanted]),
    );
  }

  /** Answers a request; an answer that it has already is replaced. */
  respond(
    { relation, id }: Pick<ReceivedRequest<Request, Response>, 'relation' | 'id'>,
    fields: Sparse<Response>,
  ): void {
    this.#hasWritten = true;
    relation.publishJson({ [keyOf('response', id)]: this.protocol.response.encode(fields) });
  }

  #requestsOf(unit: RelatedUnit): ReceivedRequest<Request, Response>[] {
    const relation = this.tryRelation(unit.relationId);
    if (relation === undefined) return [];
    const { published } = relation;
    return idsIn('request', unit.received).flatMap((id) => {
      const wire = textOf(unit.received, keyOf('request', id)) ?? '';
      const decoded = decodeFields(this.protocol.request, wire);
      if (!decoded.ok || !decoded.value) return [];
      const answer = textOf(published, keyOf('response', id));
      const response = answer === undefined ? undefined : this.#readResponse(answer);
      return [Object.freeze({ id, relation, unit, fields: decoded.value, response })];
    });
  }

  #readResponse(wire: string): Sparse<Response> | undefined {
    const decoded = decodeFields(this.protocol.response, wire);
    return decoded.ok ? decoded.value : undefined;
  }

  #withdrawStale(): void {
    for (const relation of this.relations) {
      const asked = new Set(relation.units.flatMap(({ received }) => idsIn('request', received)));
      for (const id of idsIn('response', relation.published)) {
        if (!asked.has(id)) relation.publish({ [keyOf('response', id)]: null });
      }
    }
  }

  #keepFlags(flags: UnitFlags): void {
    flags.toggle(this.flag('has_requests'), this.requests.length > 0);
    flags.toggle(this.flag('new_requests'), this.newRequests.length > 0);
  }
}
