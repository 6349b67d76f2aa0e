import { Endpoint } from '@reactive-charms/reactive';
import type { Sparse } from '@reactive-charms/reactive';
import { encodeService } from './schema.ts';
import type { HttpFields } from './schema.ts';

/** The side that serves. */
export class Provides extends Endpoint {
  /** Declares the service's address to every relation; without one, Juju's own stays. */
  publish(service: Sparse<HttpFields>): void {
    const changes = encodeService(service);
    for (const relation of this.relations) relation.publish(changes);
  }
}
