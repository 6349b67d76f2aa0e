import { compareNaturally, Endpoint, Readings } from '@reactive-charms/reactive';
import type { Malformed, Sparse } from '@reactive-charms/reactive';
import { httpSchema } from './schema.ts';
import type { AddressFields, HttpFields } from './schema.ts';

/** Where a service can be reached. */
export interface HttpAddress {
  readonly hostname: string;
  readonly port: number;
}

/** The side that calls the service. It publishes nothing. */
export class Requires extends Endpoint {
  /**
   * Addresses of all units and of the further addresses that they speak for, without repetitions, in
   * numeric order. A unit without a host name is known by its private address; one without a port is
   * left out.
   */
  get addresses(): HttpAddress[] {
    const known = new Map<string, HttpAddress>();
    for (const { values } of this.#read().entries) {
      for (const address of [values, ...(values.extendedData ?? [])].map(addressOf)) {
        if (address) known.set(`${address.hostname} ${address.port}`, address);
      }
    }
    return [...known.values()].sort(
      (a, b) => compareNaturally(a.hostname, b.hostname) || a.port - b.port,
    );
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  #read(): Readings<HttpFields> {
    return new Readings(this.units, httpSchema);
  }
}

function addressOf(values: Sparse<AddressFields>): HttpAddress | undefined {
  const hostname = values.hostname ?? values.privateAddress;
  if (hostname === undefined || values.port === undefined) return undefined;
  return { hostname, port: values.port };
}
