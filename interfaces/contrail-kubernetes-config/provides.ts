import { defineEndpoint, Endpoint, Readings, sortAddresses } from '@reactive-charms/reactive';
import type { EndpointHandlers } from '@reactive-charms/reactive';
import type { providesFlags } from './flags.ts';
import { configSchema, nodeSchema } from './schema.ts';
import type { ClusterConfig } from './schema.ts';

/** The side of the cluster's master. */
export class Provides extends Endpoint<keyof typeof providesFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Provides,
    (on) => on.keeps({ available: (endpoint) => endpoint.nodeAddresses.length > 0 }),
  );

  #nodeAddresses?: readonly string[];

  /** Addresses of all units on the other side, without gaps and repetitions, in numeric order. */
  get nodeAddresses(): string[] {
    this.#nodeAddresses ??= sortAddresses(
      new Readings(this.units, nodeSchema).all('privateAddress'),
    );
    return [...this.#nodeAddresses];
  }

  /** Declares the cluster's configuration to every relation. */
  publish(config: ClusterConfig): void {
    const changes = configSchema.encode(config);
    for (const relation of this.relations) relation.publish(changes);
  }
}
