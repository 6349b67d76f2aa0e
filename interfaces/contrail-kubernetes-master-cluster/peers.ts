import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed, Sparse, UnitName } from '@reactive-charms/reactive';
import type { peersFlags } from './flags.ts';
import { memberSchema } from './schema.ts';
import type { MemberFields } from './schema.ts';

/** The units of one application among themselves. Own values are not among the members'. */
export class Peers extends Endpoint<keyof typeof peersFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Peers,
    (on) => on.keeps({ available: (endpoint) => Object.keys(endpoint.members).length > 0 }),
  );

  /** Address of each other living unit that has told it, by unit name, in the units' order. */
  get members(): Readonly<Record<UnitName, string>> {
    return this.#collect('unitAddress');
  }

  /** Last finished stage of a zero-impact upgrade of each other unit that has told one. */
  get ziuDone(): Readonly<Record<UnitName, number>> {
    return this.#collect('ziuDone');
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares this unit's values to its peers. */
  publish(member: Sparse<MemberFields>): void {
    const changes = memberSchema.encode(member);
    for (const relation of this.relations) relation.publish(changes);
  }

  #collect<K extends keyof MemberFields>(member: K): Record<UnitName, MemberFields[K]> {
    const found: Record<UnitName, MemberFields[K]> = {};
    for (const { unit, values } of this.#read().entries) {
      const value: MemberFields[K] | undefined = values[member];
      if (value !== undefined) found[unit.name] = value;
    }
    return found;
  }

  #read(): Readings<MemberFields> {
    return new Readings(this.units, memberSchema);
  }
}
