import { Endpoint, Readings } from '@reactive-charms/reactive';
import type {
  DatabagChanges,
  Malformed,
  Relation,
  Sparse,
  UnitName,
} from '@reactive-charms/reactive';
import { answerSchema, authoritySchema, requestersIn, requestSchema, wireName } from './schema.ts';
import type { AnswerFields, AuthorityFields, NamedRequests, RequestFields } from './schema.ts';

/** A unit that asks for a server certificate. */
export interface CertificateRequest {
  /** The unit as this side sees it; answers are given by this name. */
  readonly unit: UnitName;
  readonly commonName: string;
  readonly sans: readonly string[];
  readonly certificateName?: string | undefined;
  readonly serverRequests: NamedRequests;
  readonly clientRequests: NamedRequests;
}

/** What a provider says to everyone and to each unit that asked. */
export interface Answers extends Sparse<AuthorityFields> {
  readonly units?: Readonly<Record<UnitName, Sparse<AnswerFields>>> | undefined;
}

/** The side that makes certificates. */
export class Provides extends Endpoint {
  /** All units that ask for a certificate, lowest relation first. */
  get requests(): CertificateRequest[] {
    const requests: CertificateRequest[] = [];
    for (const { unit, values } of this.#read().entries) {
      const { commonName, certificateName, sans = [] } = values;
      const { serverRequests = {}, clientRequests = {} } = values;
      if (commonName === undefined) continue;
      requests.push({
        unit: unit.name,
        commonName,
        sans,
        certificateName,
        serverRequests,
        clientRequests,
      });
    }
    return requests;
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /**
   * Declares the authority to every relation, and to each relation the answers for its own units.
   * Answers for units that are gone are withdrawn.
   */
  publish({ units = {}, ...authority }: Answers): void {
    const common = authoritySchema.encode(authority);
    for (const relation of this.relations) {
      let changes: DatabagChanges = common;
      for (const name of requestersIn(relation.published)) {
        changes = { ...changes, ...answerSchema(name).encode({}) };
      }
      for (const { unit, name } of requestersOf(relation)) {
        changes = { ...changes, ...answerSchema(name).encode(units[unit] ?? {}) };
      }
      relation.publish(changes);
    }
  }

  #read(): Readings<RequestFields> {
    return new Readings(this.units, requestSchema);
  }
}

/** The units of a relation with the names that their answers go under. */
function requestersOf(relation: Relation): { readonly unit: UnitName; readonly name: string }[] {
  return relation.units.map((unit) => ({
    unit: unit.name,
    name: wireName(requestSchema.decode(unit.received).values.unit ?? unit.name),
  }));
}
