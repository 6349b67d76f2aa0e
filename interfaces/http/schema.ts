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

const jsonAddress: Codec<Sparse<AddressFields>, JsonValue> = jsonObject<AddressFields>({
  hostname: field('hostname', jsonText),
  port: field('port', jsonPort),
  privateAddress: field('private-address', jsonText),
});

/** The databag of a providing unit. Source: contract contrail.md section 2.2. */
export const httpSchema: DatabagSchema<HttpFields> = databagSchema<HttpFields>({
  hostname: field('hostname', text),
  port: field('port', port),
  privateAddress: field('private-address', text),
  extendedData: field('extended_data', json(jsonList(jsonAddress))),
});

/**
 * The changes that publish a service. Juju itself fills `private-address` of every databag, so without
 * an address of ours that key is left alone.
 */
export function encodeService(service: Sparse<HttpFields>): DatabagChanges {
  const { 'private-address': privateAddress, ...changes } = httpSchema.encode(service);
  return privateAddress ? { ...changes, 'private-address': privateAddress } : changes;
}
