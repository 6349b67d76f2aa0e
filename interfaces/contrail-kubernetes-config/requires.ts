import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed } from '@reactive-charms/reactive';
import type { requiresFlags } from './flags.ts';
import { configSchema, readNestedVariables } from './schema.ts';
import type { ConfigFields } from './schema.ts';

/** The cluster's configuration, merged over all units of the other side. */
export interface ReceivedConfig extends Partial<ConfigFields> {
  /** False where no unit says. */
  readonly nestedMode: boolean;
}

/** The side of a node. It publishes nothing: the master reads the address that Juju publishes. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) => on.keeps({ available: (endpoint) => endpoint.config?.podSubnets !== undefined }),
  );

  /**
   * What the masters publish: each key from the lowest unit of the lowest relation where it is there
   * and readable; undefined while no unit has any.
   */
  get config(): ReceivedConfig | undefined {
    const { merged } = this.#read();
    return Object.keys(merged).length === 0 ? undefined : { nestedMode: false, ...merged };
  }

  /** The variables of nested mode, in their order; empty while there are none. */
  get nestedVariables(): Readonly<Record<string, string>> {
    const decoded = readNestedVariables(this.config?.nestedModeConfig ?? '');
    return (decoded.ok ? decoded.value : undefined) ?? {};
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  #read(): Readings<ConfigFields> {
    return new Readings(this.units, configSchema);
  }
}
