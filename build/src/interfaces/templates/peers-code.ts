/** The databag of a unit: the only place with keys. */
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

/** What every unit tells its peers. */
export interface MemberFields {
  /** Host name or address of the unit, without a port. */
  readonly address: string;
  /** TCP port that it serves its peers on: 1 to 65535. */
  readonly port: number;
  /** Whether it takes TLS connections only. */
  readonly tls: boolean;
  /** Names of the databases that it holds. */
  readonly databases: readonly string[];
  /** Password for its peers. It is a secret: never log it. */
  readonly password: string;
}

/** A unit's databag; members without a value are withdrawn. */
export type Member = Sparse<MemberFields>;

/** The databag of a unit. */
export const memberSchema: DatabagSchema<MemberFields> = databagSchema<MemberFields>({
  address: field('address', text, { about: 'host name or address of the unit, without a port' }),
  port: field('port', wholeNumber(1, 65535), {
    about: 'TCP port that it serves its peers on, in decimal',
  }),
  tls: field('tls', pythonBoolean, {
    about: 'whether it takes TLS connections only: True or False',
  }),
  databases: field('databases', json(jsonList(jsonText)), {
    about: 'JSON list of the names of the databases that it holds',
  }),
  password: field('password', text, {
    about: 'password for its peers; a secret, so it must not appear in log lines',
  }),
});
`;

/** The flags among peers. */
export const FLAGS: string = `/** Flags of an endpoint among peers. */
export const peersFlags = {
  available: 'at least one other unit has published its address and its port',
} as const;
`;

/** The units of an application among themselves. */
export const PEERS: string = `import { compareNaturally, defineEndpoint, Endpoint, Readings } from '{{engine}}';
import type { EndpointHandlers, Malformed, UnitName } from '{{engine}}';
import type { peersFlags } from './flags.ts';
import { memberSchema } from './schema.ts';
import type { Member, MemberFields } from './schema.ts';

/** Another unit that can be reached. */
export interface KnownMember extends Pick<MemberFields, 'address' | 'port' | 'tls' | 'databases'> {
  readonly unit: UnitName;
  /** Its password for this unit. It is a secret: never log it. */
  readonly password: string | undefined;
}

/** The units of one application among themselves. Own values are not among the members'. */
export class Peers extends Endpoint<keyof typeof peersFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Peers,
    (on) => on.keeps({ available: (endpoint) => endpoint.members.length > 0 }),
  );

  /**
   * Every other unit that has published an address and a port, in the order of the units. One that
   * does not speak of TLS does without; one that does not speak of databases holds none.
   */
  get members(): KnownMember[] {
    return this.#read().entries.flatMap(({ unit, values }) => {
      const { address, port, tls = false, databases = [], password } = values;
      if (address === undefined || port === undefined) return [];
      return [{ unit: unit.name, address, port, tls, databases, password }];
    });
  }

  /** The databases that any other unit holds, each once, in natural order. */
  get databases(): string[] {
    return [...new Set(this.#read().all('databases').flat())].sort(compareNaturally);
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares this unit to its peers. */
  publish(member: Member): void {
    const changes = memberSchema.encode(member);
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<MemberFields> {
    return new Readings(this.units, memberSchema);
  }
}
`;

/** The interface as a value. */
export const DEFINITION: string = `import type { InterfaceDefinition } from '{{engine}}';
import { peersFlags } from './flags.ts';
import { Peers } from './peers.ts';
import { memberSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  peers: {
    endpoint: Peers,
    flags: peersFlags,
    unit: {
      schema: memberSchema.schema,
      example: {
        address: '10.0.12.20',
        port: '5433',
        tls: 'True',
        databases: '["posts", "media"]',
        password: 'not-a-password',
      },
    },
  },
};
`;

/** What the package exports. */
export const INDEX: string = `export * from './schema.ts';
export * from './flags.ts';
export * from './peers.ts';
export * from './interface.ts';
`;
