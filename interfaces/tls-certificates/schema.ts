import {
  databagSchema,
  field,
  json,
  jsonList,
  jsonMap,
  jsonObject,
  jsonText,
  text,
} from '@reactive-charms/reactive';
import type {
  Codec,
  Databag,
  DatabagSchema,
  JsonValue,
  Sparse,
  UnitName,
} from '@reactive-charms/reactive';

/** Alternative names that a certificate shall cover. */
export interface AlternativeNames {
  readonly sans: readonly string[];
}

/** Requests by common name. */
export type NamedRequests = Readonly<Record<string, Sparse<AlternativeNames>>>;

/** What a requiring unit publishes. */
export interface RequestFields {
  /**
   * The unit's name for itself. Providers name their answers after it if they know the key, else
   * after the unit as they see it.
   */
  readonly unit: UnitName;
  readonly commonName: string;
  /** Alternative names and addresses that the server's certificate shall cover. */
  readonly sans: readonly string[];
  readonly certificateName: string;
  /** Further server certificates. */
  readonly serverRequests: NamedRequests;
  /** Further client certificates. */
  readonly clientRequests: NamedRequests;
}

const unitName: Codec<UnitName, string> = {
  schema: { type: 'string', pattern: '^.+_[0-9]+$' },
  encode: wireName,
  decode: (wire) => {
    const [, application, number] = /^(.+)_([0-9]+)$/.exec(wire) ?? [];
    return application === undefined || number === undefined
      ? { ok: false, reason: 'expected a unit name such as mysql_0' }
      : { ok: true, value: `${application}/${Number(number)}` };
  },
};

const namedRequests = json(
  jsonMap(jsonObject<AlternativeNames>({ sans: field('sans', jsonList(jsonText)) })),
);

/** The databag of a requiring unit. Source: contract contrail.md section 2.6. */
export const requestSchema: DatabagSchema<RequestFields> = databagSchema<RequestFields>({
  unit: field('unit_name', unitName),
  commonName: field('common_name', text),
  sans: field('sans', json(jsonList(jsonText))),
  certificateName: field('certificate_name', text),
  serverRequests: field('cert_requests', namedRequests),
  clientRequests: field('client_cert_requests', namedRequests),
});

/** A certificate with its private key, both PEM texts; the key is a secret. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Certificates by common name. */
export type NamedKeyPairs = Readonly<Record<string, Sparse<KeyPair>>>;

/** What a providing unit publishes to everyone. */
export interface AuthorityFields {
  /** Certificate of the authority, PEM. */
  readonly ca: string;
  /** Further certificates up to the root, PEM. */
  readonly chain: string;
  /** One client certificate that all requirers share. */
  readonly clientCertificate: string;
  readonly clientKey: string;
}

/** What a providing unit publishes for one requirer. */
export interface AnswerFields {
  readonly certificate: string;
  readonly key: string;
  /** Answers to the further requests. */
  readonly serverAnswers: NamedKeyPairs;
  readonly clientAnswers: NamedKeyPairs;
}

/** What every providing unit publishes. Source: contract contrail.md section 2.6. */
export const authoritySchema: DatabagSchema<AuthorityFields> = databagSchema<AuthorityFields>({
  ca: field('ca', text),
  chain: field('chain', text),
  clientCertificate: field('client.cert', text),
  clientKey: field('client.key', text),
});

const keyPair: Codec<Sparse<KeyPair>, JsonValue> = jsonObject<KeyPair>({
  certificate: field('cert', jsonText),
  key: field('key', jsonText),
});

/**
 * The part of a providing unit's databag that answers one requirer.
 * @param requester the requirer's name on the wire, for example `mysql_0`.
 */
export function answerSchema(requester: string): DatabagSchema<AnswerFields> {
  return databagSchema<AnswerFields>({
    certificate: field(`${requester}.server.cert`, text),
    key: field(`${requester}.server.key`, text),
    serverAnswers: field(`${requester}.processed_requests`, json(jsonMap(keyPair))),
    clientAnswers: field(`${requester}.processed_client_requests`, json(jsonMap(keyPair))),
  });
}

/** The names on the wire of all requirers that a providing unit's databag answers, sorted. */
export function requestersIn(bag: Databag): string[] {
  const suffix = /\.(?:server\.cert|server\.key|processed_requests|processed_client_requests)$/;
  const names = Object.keys(bag).filter((key) => suffix.test(key));
  return [...new Set(names.map((key) => key.replace(suffix, '')))].sort();
}

/** A unit's name as the keys of this interface spell it: `mysql_0` for `mysql/0`. */
export function wireName(unit: UnitName): string {
  return unit.replace('/', '_');
}
