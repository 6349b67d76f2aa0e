import {
  databagSchema,
  defineEndpoint,
  Endpoint,
  field,
  Readings,
  text,
  wholeNumber,
} from '../../lib/index.ts';
import type { CharmShape, DatabagSchema, EndpointHandlers, Malformed } from '../../lib/index.ts';
import type { EndpointUnderTest } from './related-charm.ts';

interface ServerFields {
  readonly host: string;
  readonly port: number;
}

/** What a server publishes. */
export const serverSchema: DatabagSchema<ServerFields> = databagSchema<ServerFields>({
  host: field('host', text),
  port: field('port', wholeNumber(1, 65535)),
});

/** The flags that the side of the clients keeps. */
export const requiresFlags = {
  available: 'at least one server has told its port',
  crowded: 'there are two servers or more',
} as const;

/** The side of the clients: what an interface package looks like that keeps flags and tells problems. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = defineEndpoint(
    () => Requires,
    (on) =>
      on.keeps({
        available: (endpoint) => endpoint.ports.length > 0,
        crowded: async (endpoint) => Promise.resolve(endpoint.units.length > 1),
      }),
  );

  /** The ports of all servers. */
  get ports(): readonly number[] {
    return this.read().all('port');
  }

  override get problems(): readonly Malformed[] {
    return this.read().problems;
  }

  /** Reads every databag of the endpoint. */
  read(): Readings<ServerFields> {
    return new Readings(this.units, serverSchema);
  }
}

/** What `charm types` would write for a charm with two servers. */
export interface TwoServers extends CharmShape {
  readonly options: object;
  readonly endpoints: { readonly db: Requires; readonly cache: Requires; readonly web: Endpoint };
  readonly actions: object;
  readonly results: object;
  readonly storage: object;
  readonly flags: string;
}

const SERVER: EndpointUnderTest = { role: 'requires', interface: 'server', class: Requires };

/** The endpoints of such a charm. */
export const TWO_SERVERS: Readonly<Record<'db' | 'cache' | 'web', EndpointUnderTest>> = {
  db: SERVER,
  cache: SERVER,
  web: { role: 'provides', interface: 'http' },
};
