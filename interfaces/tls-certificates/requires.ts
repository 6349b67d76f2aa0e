import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type {
  Databag,
  EndpointHandlers,
  Malformed,
  Sparse,
  UnitName,
} from '@reactive-charms/reactive';
import type { requiresFlags } from './flags.ts';
import { answerSchema, authoritySchema, requestSchema, wireName } from './schema.ts';
import type {
  AnswerFields,
  AuthorityFields,
  KeyPair,
  NamedKeyPairs,
  RequestFields,
} from './schema.ts';

/** The authority that vouches for certificates, all PEM texts. */
export interface Authority {
  readonly ca: string;
  /** Further certificates up to the root, if the authority is not one. */
  readonly chain?: string | undefined;
}

/** A key pair with the authority that vouches for it, all PEM texts; the key is a secret. */
export interface Certificates extends KeyPair, Authority {}

/** The side that asks for certificates. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) =>
      on.keeps({
        available: (endpoint) => endpoint.certificates() !== undefined,
        authority: (endpoint) => endpoint.authority !== undefined,
        'client-available': (endpoint) => endpoint.clientCertificates !== undefined,
      }),
  );

  /** The authority, from the lowest providing unit that tells its certificate. */
  get authority(): Authority | undefined {
    for (const { values } of this.#readAuthority().entries) {
      const { ca, chain } = values;
      if (ca !== undefined) return { ca, chain };
    }
    return undefined;
  }

  /**
   * The server certificate of this unit, from the lowest providing unit that has the authority's
   * certificate, this unit's and its key; undefined while none has all three.
   * @param unit the name that this unit gives itself in its request.
   */
  certificates(unit: UnitName = this.localUnit): Certificates | undefined {
    return this.#firstPair((received) => answerSchema(wireName(unit)).decode(received).values);
  }

  /** The client certificate that all requirers share, from the lowest unit that has all of it. */
  get clientCertificates(): Certificates | undefined {
    return this.#firstPair((received) => {
      const { clientCertificate, clientKey } = authoritySchema.decode(received).values;
      return { certificate: clientCertificate, key: clientKey };
    });
  }

  /**
   * The further server certificates of this unit, by common name: all from the lowest providing unit
   * that has any.
   * @param unit the name that this unit gives itself in its request.
   */
  answers(unit: UnitName = this.localUnit): NamedKeyPairs {
    return this.#readAnswers(unit).first('serverAnswers', isNotEmpty) ?? {};
  }

  /**
   * The client certificates of this unit, by common name: all from the lowest providing unit that has
   * any.
   * @param unit the name that this unit gives itself in its request.
   */
  clientAnswers(unit: UnitName = this.localUnit): NamedKeyPairs {
    return this.#readAnswers(unit).first('clientAnswers', isNotEmpty) ?? {};
  }

  /** Every key with an answer for this unit that cannot be read, of every providing unit. */
  override get problems(): readonly Malformed[] {
    return this.#readAnswers(this.localUnit).problems;
  }

  /** Declares this unit's request to every provider. */
  publish(request: Sparse<RequestFields>): void {
    const changes = requestSchema.encode(request);
    for (const relation of this.relations) relation.publish(changes);
  }

  #firstPair(pairOf: (received: Databag) => Sparse<KeyPair>): Certificates | undefined {
    for (const { unit, values } of this.#readAuthority().entries) {
      const { ca, chain } = values;
      const { certificate, key } = pairOf(unit.received);
      if (ca && certificate && key) return { ca, chain, certificate, key };
    }
    return undefined;
  }

  #readAuthority(): Readings<AuthorityFields> {
    return new Readings(this.units, authoritySchema);
  }

  #readAnswers(requester: UnitName): Readings<AnswerFields> {
    return new Readings(this.units, answerSchema(wireName(requester)));
  }
}

function isNotEmpty(pairs: NamedKeyPairs): boolean {
  return Object.keys(pairs).length > 0;
}
