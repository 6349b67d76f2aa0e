import { Endpoint, Readings } from '@reactive-charms/reactive';
import type { Malformed, Sparse, UnitName } from '@reactive-charms/reactive';
import { pluginSchema, principalSchema } from './schema.ts';
import type { PluginFields, PrincipalFields } from './schema.ts';

/** A CNI plug-in beside the principal. */
export interface Plugin extends Partial<PluginFields> {
  readonly unit: UnitName;
  readonly application: string;
}

/** The side of the principal, which runs the kubelet. */
export class Provides extends Endpoint {
  /** All plug-ins beside this unit, lowest relation first, with what they have said so far. */
  get plugins(): Plugin[] {
    return this.#read().entries.map(({ unit, values }) => ({
      unit: unit.name,
      application: unit.application,
      ...values,
    }));
  }

  /** True when there is a plug-in, and each has named both its subnets and its configuration file. */
  get isAvailable(): boolean {
    const plugins = this.plugins;
    return (
      plugins.length > 0 &&
      plugins.every(({ cidr, confFile }) => cidr !== undefined && confFile !== undefined)
    );
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares to every plug-in what this principal is. */
  publish(principal: Sparse<PrincipalFields>): void {
    const changes = principalSchema.encode(principal);
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<PluginFields> {
    return new Readings(this.units, pluginSchema);
  }
}
