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
  JsonSchema,
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
  /** Common name of the unit's own server certificate. */
  readonly commonName: string;
  /** Alternative names and addresses that the unit's own server certificate shall cover. */
  readonly sans: readonly string[];
  readonly certificateName: string;
  /** Further server certificates. */
  readonly serverRequests: NamedRequests;
  /** Client certificates for this unit alone. */
  readonly clientRequests: NamedRequests;
}

const unitName: Codec<UnitName, string> = {
  schema: { type: 'string', pattern: '^[^/]+_[0-9]+$' },
  encode: wireName,
  decode: (wire) => {
    if (wire === '') return { ok: true, value: undefined };
    const [, application, number] = /^([^/]+)_([0-9]{1,15})$/.exec(wire) ?? [];
    return application === undefined || number === undefined
      ? { ok: false, reason: 'expected a unit name such as mysql_0' }
      : { ok: true, value: `${application}/${Number(number)}` };
  },
};

const namedRequests = json(
  jsonMap(
    jsonObject<AlternativeNames>({
      sans: field('sans', jsonList(jsonText), { about: 'alternative names and addresses' }),
    }),
  ),
);

/** The databag of a requiring unit. Source: contract contrail.md section 2.6. */
export const requestSchema: DatabagSchema<RequestFields> = databagSchema<RequestFields>({
  unit: field('unit_name', unitName, {
    about:
      "the unit's name for itself, with _ for /: mysql_0; providers that do not know the key take the name that they see",
  }),
  commonName: field('common_name', text, {
    about: "common name of the unit's own server certificate",
  }),
  sans: field('sans', json(jsonList(jsonText)), {
    about: 'JSON list of alternative names and addresses for it',
  }),
  certificateName: field('certificate_name', text, {
    about: 'name of that certificate; providers take no notice of it',
  }),
  serverRequests: field('cert_requests', namedRequests, {
    about: 'JSON object of further server certificates: common name → {"sans": […]}',
  }),
  clientRequests: field('client_cert_requests', namedRequests, {
    about: 'JSON object of client certificates for this unit: common name → {"sans": […]}',
  }),
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

const pem: Codec<string, string> = {
  schema: { type: 'string', contentMediaType: 'application/x-pem-file' },
  encode: text.encode,
  decode: text.decode,
};

/** What every providing unit publishes. Source: contract contrail.md section 2.6. */
export const authoritySchema: DatabagSchema<AuthorityFields> = databagSchema<AuthorityFields>({
  ca: field('ca', pem, { about: 'certificate of the authority' }),
  chain: field('chain', pem, {
    about: 'further certificates up to the root, if the authority is not one',
  }),
  clientCertificate: field('client.cert', pem, { about: 'one client certificate for everybody' }),
  clientKey: field('client.key', pem, { about: 'its key; a secret' }),
});

const namedKeyPairs = json(
  jsonMap(
    jsonObject<KeyPair>({
      certificate: field<string, JsonValue>('cert', jsonText, { about: 'the certificate, PEM' }),
      key: field<string, JsonValue>('key', jsonText, { about: 'its key, PEM; a secret' }),
    }),
  ),
);

/**
 * The part of a providing unit's databag that answers one requirer.
 * @param requester the requirer's name on the wire, for example `mysql_0`.
 */
export function answerSchema(requester: string): DatabagSchema<AnswerFields> {
  return databagSchema<AnswerFields>({
    certificate: field(`${requester}.server.cert`, pem, {
      about: 'the server certificate of one unit',
    }),
    key: field(`${requester}.server.key`, pem, { about: 'its key; a secret' }),
    serverAnswers: field(`${requester}.processed_requests`, namedKeyPairs, {
      about:
        'JSON object of the further server certificates of one unit: common name → {"cert": …, "key": …}; holds secrets',
    }),
    clientAnswers: field(`${requester}.processed_client_requests`, namedKeyPairs, {
      about:
        'JSON object of the client certificates of one unit: common name → {"cert": …, "key": …}; holds secrets',
    }),
  });
}

/** What a providing unit writes: keys for everyone, and keys that begin with a requirer's name. */
export function describeProvider(): JsonSchema {
  const suffixes = Object.entries(answerSchema('').schema.properties ?? {});
  return {
    ...authoritySchema.schema,
    patternProperties: Object.fromEntries(
      suffixes.map(([suffix, schema]) => [
        `^.+_[0-9]+${suffix.replaceAll('.', String.raw`\.`)}$`,
        schema,
      ]),
    ),
  };
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
