import { Endpoint, Readings, sortAddresses } from '@reactive-charms/reactive';
import { configSchema, nodeSchema } from './schema.ts';
import type { ClusterConfig } from './schema.ts';

/** The side of the cluster's master. */
export class Provides extends Endpoint {
  /** Addresses of all units on the other side, without gaps and repetitions, in numeric order. */
  get nodeAddresses(): string[] {
    return sortAddresses(new Readings(this.units, nodeSchema).all('privateAddress'));
  }

  /** Declares the cluster's configuration to every relation. */
  publish(config: ClusterConfig): void {
    const changes = configSchema.encode(config);
    for (const relation of this.relations) relation.publish(changes);
  }
}
