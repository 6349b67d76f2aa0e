import { compareNaturally, defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed, Reading, Sparse } from '@reactive-charms/reactive';
import type { requiresFlags } from './flags.ts';
import { httpSchema } from './schema.ts';
import type { AddressFields, HttpFields } from './schema.ts';

/** Where a service can be reached. */
export interface HttpAddress {
  readonly hostname: string;
  readonly port: number;
}

/** The service of one application. */
export interface HttpService {
  readonly application: string;
  /** At least one, each once, in numeric order. */
  readonly addresses: readonly HttpAddress[];
}

/** The side that calls the service. It publishes nothing. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) => on.keeps({ available: (endpoint) => endpoint.addresses.length > 0 }),
  );

  /**
   * Addresses of all units and of the further addresses that they speak for, without repetitions, in
   * numeric order. A unit without a host name is known by its private address; one without a port is
   * left out.
   */
  get addresses(): HttpAddress[] {
    return addressesOf(this.#read().entries);
  }

  /** The same by application, in the order of the applications' names; those without any left out. */
  get services(): HttpService[] {
    const byApplication = new Map<string, Reading<HttpFields>[]>();
    for (const reading of this.#read().entries) {
      const known = byApplication.get(reading.unit.application);
      if (known) known.push(reading);
      else byApplication.set(reading.unit.application, [reading]);
    }
    return [...byApplication]
      .map(([application, readings]) => ({ application, addresses: addressesOf(readings) }))
      .filter(({ addresses }) => addresses.length > 0)
      .sort((a, b) => compareNaturally(a.application, b.application));
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  #read(): Readings<HttpFields> {
    return new Readings(this.units, httpSchema);
  }
}

function addressesOf(readings: readonly Reading<HttpFields>[]): HttpAddress[] {
  const known = new Map<string, HttpAddress>();
  for (const { values } of readings) {
    for (const address of [values, ...(values.extendedData ?? [])].map(addressOf)) {
      if (address) known.set(`${address.hostname} ${address.port}`, address);
    }
  }
  return [...known.values()].sort(
    (a, b) => compareNaturally(a.hostname, b.hostname) || a.port - b.port,
  );
}

function addressOf(values: Sparse<AddressFields>): HttpAddress | undefined {
  const hostname = values.hostname ?? values.privateAddress;
  if (hostname === undefined || values.port === undefined) return undefined;
  return { hostname, port: values.port };
}
