import type { Databag, EndpointRole } from '@reactive-charms/juju';
import type { EndpointClass } from './endpoint.ts';
import type { FlagTable } from './endpoint-flags.ts';
import type { JsonSchema } from './json-schema.ts';

/** What one side of an interface writes into one kind of databag. */
export interface BagDefinition {
  readonly schema: JsonSchema;
  /** A databag as it is on the wire, without Juju's own keys. */
  readonly example: Databag;
}

/** One side of an interface. */
export interface SideDefinition {
  /** What endpoint objects of this side are made of. */
  readonly endpoint: EndpointClass;
  /** The flags that the side keeps on each endpoint, beside those of the engine. */
  readonly flags: FlagTable;
  /** What each unit writes; absent where units write nothing. */
  readonly unit?: BagDefinition;
  /** What the leader writes for its application; absent where it writes nothing. */
  readonly application?: BagDefinition;
}

/**
 * An interface as a value: what its package exports as `definition`. Charms do not need it; tools do,
 * to check the package's documents, to export JSON Schema, and to render the public catalogue's form.
 * It has either both `provides` and `requires`, or `peers`.
 */
export type InterfaceDefinition = Readonly<Partial<Record<EndpointRole, SideDefinition>>>;
