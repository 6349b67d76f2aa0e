import {
  databagSchema,
  field,
  json,
  jsonList,
  jsonMap,
  jsonNumber,
  jsonObject,
  jsonText,
  pythonBoolean,
  text,
  wholeNumber,
} from '@reactive-charms/reactive';
import type {
  Codec,
  DatabagSchema,
  Field,
  JsonSchema,
  JsonValue,
  Sparse,
} from '@reactive-charms/reactive';

/** What a unit of the requiring side publishes. */
export interface RequestFields {
  /** The user that it asks credentials for, for example `system:node:worker-1`. */
  readonly user: string;
  /** The group of that user, for example `system:nodes`. */
  readonly group: string;
  /** Ways to hand over credentials that it can read: 0 in the databag, 1 in a secret of Juju. */
  readonly schemaVersions: readonly number[];
  readonly hasGpu: boolean;
}

/** The databag of a requiring unit. Source: PyPI ops.interface-kube-control 0.3.3. */
export const requestSchema: DatabagSchema<RequestFields> = databagSchema<RequestFields>({
  user: field('kubelet_user', text, { about: 'user that the unit asks credentials for' }),
  group: field('auth_group', text, { about: 'group of that user' }),
  schemaVersions: field('schema_vers', json(jsonList(jsonNumber)), {
    about:
      'JSON list of the ways to hand over credentials that the unit can read: 0 in creds, 1 in a secret of Juju; absent means 0',
  }),
  hasGpu: field('gpu', pythonBoolean, {
    about: 'whether the machine has a graphics processor for containers: True or False',
  }),
});

/** Tokens of one user; all are secrets. */
export interface Tokens {
  /** For programs that speak to the API server as that user. */
  readonly clientToken: string;
  readonly kubeletToken: string;
  readonly proxyToken: string;
}

/** How the control plane hands over the tokens of one user: here, or in a secret of Juju. */
export interface Credentials extends Tokens {
  /** The unit that asked for them. */
  readonly scope: string;
  /** URI of the secret that has the tokens; they are empty here then. */
  readonly secretId: string;
}

/** Credentials by user. */
export type NamedCredentials = Readonly<Record<string, Sparse<Credentials>>>;

const secretUri: Codec<string, string> = {
  schema: { type: 'string', pattern: '^(?:secret:[\\w/-]+|\\w+)$' },
  encode: text.encode,
  decode: (wire) =>
    wire === '' || /^(?:secret:[\w/-]+|\w+)$/.test(wire)
      ? text.decode(wire)
      : { ok: false, reason: 'expected the URI of a secret' },
};

const url: Codec<string, JsonValue> = {
  schema: { type: 'string', pattern: '^https?://' },
  encode: (value) => value,
  decode: (value) => {
    const decoded = jsonText.decode(value);
    if (!decoded.ok || decoded.value === undefined) return decoded;
    return /^https?:\/\/[^\s]+$/.test(decoded.value)
      ? decoded
      : { ok: false, reason: 'expected a URL such as https://10.0.12.20:6443' };
  },
};

/** A JSON boolean; the spelling of Python is read too. */
const jsonBoolean: Codec<boolean, string> = {
  schema: { type: 'string', enum: ['true', 'false'] },
  encode: (value) => (value ? 'true' : 'false'),
  decode: pythonBoolean.decode,
};

// Readers of schema 0 take credentials without these members for none at all.
function token(key: string): Field<string, JsonValue> {
  return field(key, jsonText, { absent: '' });
}

const jsonSecretUri: Codec<string, JsonValue> = {
  schema: secretUri.schema,
  encode: secretUri.encode,
  decode: (value) => {
    const decoded = jsonText.decode(value);
    return decoded.ok && decoded.value !== undefined ? secretUri.decode(decoded.value) : decoded;
  },
};

const credentials: Codec<Sparse<Credentials>, JsonValue> = jsonObject<Credentials>({
  clientToken: token('client_token'),
  kubeletToken: token('kubelet_token'),
  proxyToken: token('proxy_token'),
  scope: field('scope', jsonText),
  secretId: field('secret-id', jsonSecretUri),
});

/** What a unit of the control plane tells everyone. */
export interface ClusterFields {
  /** URLs of the API servers. */
  readonly apiEndpoints: readonly string[];
  readonly caCertificateSecretId: string;
  readonly clusterTag: string;
  /** Keys of snap cohorts by the snap. */
  readonly cohortKeys: Readonly<Record<string, string>>;
  /** The network application to use where there are many; undefined while none is chosen. */
  readonly defaultCni: string;
  readonly dnsDomain: string;
  readonly isDnsEnabled: boolean;
  readonly dnsPort: number;
  readonly dnsAddress: string;
  readonly hasExternalCloudProvider: boolean;
  readonly registryLocation: string;
  readonly taints: readonly string[];
  readonly labels: readonly string[];
}

/**
 * The databag of a unit of the control plane, without credentials.
 * Source: PyPI ops.interface-kube-control 0.3.3.
 */
export const clusterSchema: DatabagSchema<ClusterFields> = databagSchema<ClusterFields>({
  apiEndpoints: field('api-endpoints', json(jsonList(url)), {
    about: 'JSON list of the URLs of the API servers',
  }),
  caCertificateSecretId: field('ca-certificate-secret-id', secretUri, {
    about:
      'URI of a secret of Juju, whose ca-certificate is the certificate of the authority that vouches for the API servers',
  }),
  clusterTag: field('cluster-tag', text, {
    about: "text that marks the cluster's resources in a cloud",
  }),
  cohortKeys: field('cohort-keys', json(jsonMap(jsonText)), {
    about: 'JSON object: name of a snap → key of its cohort',
  }),
  defaultCni: field('default-cni', json(jsonText), {
    about: 'JSON text, the network application to use; "" while none is chosen',
    absent: '""',
  }),
  dnsDomain: field('domain', text, { about: 'domain of the names in the cluster' }),
  isDnsEnabled: field('enable-kube-dns', pythonBoolean, {
    about: 'whether the cluster serves DNS: True or False',
  }),
  hasExternalCloudProvider: field('has-xcp', jsonBoolean, {
    about: 'whether a cloud provider outside of Kubernetes is in use: true or false',
  }),
  dnsPort: field('port', wholeNumber(1, 65535), { about: 'port of the DNS service, decimal' }),
  dnsAddress: field('sdn-ip', text, { about: 'address of the DNS service' }),
  registryLocation: field('registry-location', text, {
    about: 'registry to take images from, with its path',
  }),
  taints: field('taints', json(jsonList(jsonText)), {
    about: "JSON list of the taints of the control plane's nodes: key=value:effect",
  }),
  labels: field('labels', json(jsonList(jsonText)), {
    about: "JSON list of the labels of the control plane's nodes: key=value",
  }),
});

/** What a unit of the control plane tells those who asked. */
export interface CredentialsFields {
  readonly credentials: NamedCredentials;
}

/** The other part of the same databag. Source: PyPI ops.interface-kube-control 0.3.3. */
export const credentialsSchema: DatabagSchema<CredentialsFields> = databagSchema<CredentialsFields>(
  {
    credentials: field('creds', json(jsonMap(credentials)), {
      about:
        'JSON object, empty while there are none: user → client_token, kubelet_token, proxy_token (empty texts where a secret has them), scope (the unit that asked) and secret-id; holds secrets',
    }),
  },
);

/** What a unit of the control plane writes. */
export function describeProvider(): JsonSchema {
  const [cluster, more] = [clusterSchema.schema, credentialsSchema.schema];
  return { ...cluster, properties: { ...cluster.properties, ...more.properties } };
}

/** The names of the tokens in a secret of Juju. */
export const SECRET_KEYS = {
  clientToken: 'client-token',
  kubeletToken: 'kubelet-token',
  proxyToken: 'proxy-token',
  caCertificate: 'ca-certificate',
} as const;

/** True when there is something to work with: a token, or a secret that has them. */
export function areUsable(one: Sparse<Credentials> | undefined): boolean {
  return Boolean(one && (one.clientToken || one.kubeletToken || one.proxyToken || one.secretId));
}

/** The credentials of a user; safe for names such as `constructor`. */
export function credentialsOf(
  all: NamedCredentials | undefined,
  user: string,
): Sparse<Credentials> | undefined {
  return all !== undefined && Object.hasOwn(all, user) ? all[user] : undefined;
}
