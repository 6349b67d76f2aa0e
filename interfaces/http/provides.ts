import { Endpoint } from '@reactive-charms/reactive';
import type { Sparse } from '@reactive-charms/reactive';
import { encodeService } from './schema.ts';
import type { HttpFields } from './schema.ts';

/** The side that serves. */
export class Provides extends Endpoint {
  /**
   * Declares the service to every relation. What has no value is withdrawn; but where there is a port,
   * host name and address are by default those at which Juju says that this unit is reached.
   */
  publish(service: Sparse<HttpFields>): void {
    for (const relation of this.relations) {
      relation.publish(encodeService(service, relation.published));
    }
  }
}
