import {
  databagSchema,
  field,
  json,
  jsonList,
  jsonObject,
  jsonText,
  text,
  wholeNumber,
} from '@reactive-charms/reactive';
import type {
  Codec,
  Databag,
  DatabagChanges,
  DatabagSchema,
  JsonValue,
  Sparse,
} from '@reactive-charms/reactive';

/** Where a service listens. */
export interface AddressFields {
  readonly hostname: string;
  readonly port: number;
  /** Address of the unit that serves; Juju publishes one if the interface does not. */
  readonly privateAddress: string;
}

/** What a unit of the providing side publishes. */
export interface HttpFields extends AddressFields {
  /** Further addresses that this unit speaks for. */
  readonly extendedData: readonly Sparse<AddressFields>[];
}

/** A port as text on the wire. */
const port = wholeNumber(1, 65535);

const jsonPort: Codec<number, JsonValue> = {
  schema: port.schema,
  encode: (value) => port.encode(value),
  decode: (value) =>
    typeof value === 'string' || typeof value === 'number'
      ? port.decode(String(value))
      : { ok: false, reason: 'expected a port' },
};

const about = {
  hostname: 'host name or address of the service',
  port: 'port, decimal',
  privateAddress: 'address of the unit; what Juju fills in stays where the charm gives none',
} as const;

// Python callers look all three members up, and fail where one is missing; null does no harm.
const jsonAddress: Codec<Sparse<AddressFields>, JsonValue> = jsonObject<AddressFields>({
  hostname: field('hostname', jsonText, { about: about.hostname, absent: null }),
  port: field('port', jsonPort, { about: about.port, absent: null }),
  privateAddress: field('private-address', jsonText, {
    about: about.privateAddress,
    absent: null,
  }),
});

/** The databag of a providing unit. Source: contract contrail.md section 2.2. */
export const httpSchema: DatabagSchema<HttpFields> = databagSchema<HttpFields>({
  hostname: field('hostname', text, { about: about.hostname }),
  port: field('port', port, { about: about.port }),
  privateAddress: field('private-address', text, { about: about.privateAddress }),
  extendedData: field('extended_data', json(jsonList(jsonAddress)), {
    about:
      'JSON list of further objects with hostname, port (a text) and private-address, for which the unit speaks',
  }),
});

/** Where Juju says that others reach a unit, in the databag of that unit. */
interface OwnAddressFields {
  readonly ingressAddress: string;
  readonly privateAddress: string;
}

const ownAddressSchema: DatabagSchema<OwnAddressFields> = databagSchema<OwnAddressFields>({
  ingressAddress: field('ingress-address', text),
  privateAddress: field('private-address', text),
});

/**
 * The changes that publish a service in one relation. A service with a port, but without a host name
 * or an address, gets those at which Juju says that the unit is reached in this relation. Juju itself
 * fills `private-address` of every databag, so without an address that key is left alone.
 * @param published what this unit has in its databag of the relation.
 */
export function encodeService(
  service: Sparse<HttpFields>,
  published: Databag = {},
): DatabagChanges {
  const { values: own } = ownAddressSchema.decode(published);
  const address =
    service.port === undefined ? undefined : (own.ingressAddress ?? own.privateAddress);
  const { 'private-address': privateAddress, ...changes } = httpSchema.encode({
    ...service,
    hostname: service.hostname || address,
    privateAddress: service.privateAddress || address,
  });
  return privateAddress ? { ...changes, 'private-address': privateAddress } : changes;
}
