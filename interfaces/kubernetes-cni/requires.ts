import { Endpoint, Readings } from '@reactive-charms/reactive';
import type { Malformed, Sparse } from '@reactive-charms/reactive';
import { pluginSchema, principalSchema } from './schema.ts';
import type { PluginFields, PrincipalFields } from './schema.ts';

/** The side of the CNI plug-in, a subordinate of the principal. */
export class Requires extends Endpoint {
  /** What the principal says, key by key from the lowest unit that has the key. */
  get principal(): Partial<PrincipalFields> {
    return this.#read().merged;
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares the plug-in to every principal. */
  publish(plugin: Sparse<PluginFields>): void {
    const changes = pluginSchema.encode(plugin);
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<PrincipalFields> {
    return new Readings(this.units, principalSchema);
  }
}
