import { Endpoint, Readings } from '@reactive-charms/reactive';
import type { Databag, Malformed, Sparse, UnitName } from '@reactive-charms/reactive';
import { answerSchema, authoritySchema, requestersIn, requestSchema, wireName } from './schema.ts';
import type {
  AnswerFields,
  AuthorityFields,
  KeyPair,
  NamedKeyPairs,
  RequestFields,
} from './schema.ts';

/** A key pair with the authority that vouches for it, all PEM texts. */
export interface Certificates extends KeyPair {
  readonly ca: string;
  /** Further certificates up to the root, if the authority is not one. */
  readonly chain?: string | undefined;
}

/** The side that asks for certificates. */
export class Requires extends Endpoint {
  /**
   * The server certificate of this unit, from the lowest providing unit that has the authority's
   * certificate, this unit's and its key; undefined while none has all three.
   * @param unit this unit's own name.
   */
  certificates(unit: UnitName): Certificates | undefined {
    return this.#firstPair((received) => answerSchema(wireName(unit)).decode(received).values);
  }

  /** The client certificate that all requirers share, from the lowest unit that has all of it. */
  get clientCertificates(): Certificates | undefined {
    return this.#firstPair((received) => {
      const { clientCertificate, clientKey } = authoritySchema.decode(received).values;
      return { certificate: clientCertificate, key: clientKey };
    });
  }

  /** The answers to further requests for server certificates, by common name. */
  answers(unit: UnitName): NamedKeyPairs {
    return this.#readAnswers(wireName(unit)).merged.serverAnswers ?? {};
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    const requesters = new Set(this.units.flatMap(({ received }) => requestersIn(received)));
    return [...requesters].flatMap((name) => this.#readAnswers(name).problems);
  }

  /** Declares this unit's request to every provider. */
  publish(request: Sparse<RequestFields>): void {
    const changes = requestSchema.encode(request);
    for (const relation of this.relations) relation.publish(changes);
  }

  #firstPair(pairOf: (received: Databag) => Sparse<KeyPair>): Certificates | undefined {
    for (const { unit, values } of new Readings<AuthorityFields>(this.units, authoritySchema)
      .entries) {
      const { ca, chain } = values;
      const { certificate, key } = pairOf(unit.received);
      if (ca && certificate && key) return { ca, chain, certificate, key };
    }
    return undefined;
  }

  #readAnswers(requester: string): Readings<AnswerFields> {
    return new Readings(this.units, answerSchema(requester));
  }
}
