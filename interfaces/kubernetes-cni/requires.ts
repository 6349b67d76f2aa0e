import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed, Sparse } from '@reactive-charms/reactive';
import type { requiresFlags } from './flags.ts';
import { pluginSchema, principalSchema } from './schema.ts';
import type { PluginFields, PrincipalFields } from './schema.ts';

/** The side of the CNI plug-in, a subordinate of the principal. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) => on.keeps({ available: ({ principal }) => Object.keys(principal).length > 0 }),
  );

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
