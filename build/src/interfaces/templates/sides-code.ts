/** The databags of both sides: the only place with keys. */
export const SCHEMA: string = `import {
  databagSchema,
  field,
  json,
  jsonList,
  jsonText,
  pythonBoolean,
  text,
  wholeNumber,
} from '{{engine}}';
import type { DatabagSchema, Sparse } from '{{engine}}';

/** What every unit of the providing side (a server) publishes. */
export interface ServerFields {
  /** Host name or address of the server, without a port. */
  readonly address: string;
  /** TCP port that it listens on: 1 to 65535. */
  readonly port: number;
  /** Whether it takes TLS connections only. */
  readonly tls: boolean;
  /** Password of all clients. It is a secret: never log it. */
  readonly password: string;
}

/** A server's databag; members without a value are withdrawn. */
export type Server = Sparse<ServerFields>;

/** The databag of a providing unit. */
export const serverSchema: DatabagSchema<ServerFields> = databagSchema<ServerFields>({
  address: field('address', text, { about: 'host name or address of the server, without a port' }),
  port: field('port', wholeNumber(1, 65535), { about: 'TCP port that it listens on, in decimal' }),
  tls: field('tls', pythonBoolean, {
    about: 'whether it takes TLS connections only: True or False',
  }),
  password: field('password', text, {
    about: 'password of all clients; a secret, so it must not appear in log lines',
  }),
});

/** What every unit of the requiring side (a client) publishes. */
export interface ClientFields {
  /** Name that the client logs in with. */
  readonly user: string;
  /** Names of the databases that it wants. */
  readonly databases: readonly string[];
}

/** A client's databag; members without a value are withdrawn. */
export type Client = Sparse<ClientFields>;

/** The databag of a requiring unit. */
export const clientSchema: DatabagSchema<ClientFields> = databagSchema<ClientFields>({
  user: field('user', text, { about: 'name that the client logs in with' }),
  databases: field('databases', json(jsonList(jsonText)), {
    about: 'JSON list of the names of the databases that the client wants',
  }),
});
`;

/** The flags of both sides. */
export const FLAGS: string = `/** Flags of an endpoint on the side of the server. */
export const providesFlags = {
  available: 'at least one client has published its user',
} as const;

/** Flags of an endpoint on the side of a client. */
export const requiresFlags = {
  available: 'at least one server has published its address and its port',
} as const;
`;

/** The providing side. */
export const PROVIDES: string = `import { compareNaturally, defineEndpoint, Endpoint, Readings } from '{{engine}}';
import type { EndpointHandlers, Malformed } from '{{engine}}';
import type { providesFlags } from './flags.ts';
import { clientSchema, serverSchema } from './schema.ts';
import type { ClientFields, Server } from './schema.ts';

/** The side of the server. */
export class Provides extends Endpoint<keyof typeof providesFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Provides,
    (on) => on.keeps({ available: (endpoint) => endpoint.users.length > 0 }),
  );

  /** The users of all clients, each once, in natural order. */
  get users(): string[] {
    return distinct(this.#read().all('user'));
  }

  /** The databases that any client wants, each once, in natural order. */
  get databases(): string[] {
    return distinct(this.#read().all('databases').flat());
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares this server to every relation. */
  publish(server: Server): void {
    const changes = serverSchema.encode(server);
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<ClientFields> {
    return new Readings(this.units, clientSchema);
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareNaturally);
}
`;

/** The requiring side. */
export const REQUIRES: string = `import { defineEndpoint, Endpoint, Readings } from '{{engine}}';
import type { EndpointHandlers, Malformed } from '{{engine}}';
import type { requiresFlags } from './flags.ts';
import { clientSchema, serverSchema } from './schema.ts';
import type { Client, ServerFields } from './schema.ts';

/** A server that can be reached. */
export type KnownServer = Pick<ServerFields, 'address' | 'port' | 'tls'>;

/** The side of a client. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) => on.keeps({ available: (endpoint) => endpoint.servers.length > 0 }),
  );

  /**
   * Every unit that has published an address and a port, lowest relation first, then in the order of
   * the units. One that does not speak of TLS does without.
   */
  get servers(): KnownServer[] {
    return this.#read().entries.flatMap(({ values: { address, port, tls = false } }) =>
      address === undefined || port === undefined ? [] : [{ address, port, tls }],
    );
  }

  /** The password of the lowest unit that has one. It is a secret: never log it. */
  get password(): string | undefined {
    return this.#read().first('password');
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares this client to every relation. */
  publish(client: Client): void {
    const changes = clientSchema.encode(client);
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<ServerFields> {
    return new Readings(this.units, serverSchema);
  }
}
`;

/** The interface as a value. */
export const DEFINITION: string = `import type { InterfaceDefinition } from '{{engine}}';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { clientSchema, serverSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: serverSchema.schema,
      example: { address: '10.0.12.20', port: '5432', tls: 'True', password: 'not-a-password' },
    },
  },
  requires: {
    endpoint: Requires,
    flags: requiresFlags,
    unit: {
      schema: clientSchema.schema,
      example: { user: 'wordpress', databases: '["posts", "media"]' },
    },
  },
};
`;

/** What the package exports. */
export const INDEX: string = `export * from './schema.ts';
export * from './flags.ts';
export * from './provides.ts';
export * from './requires.ts';
export * from './interface.ts';
`;
