import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed } from '@reactive-charms/reactive';
import type { providesFlags } from './flags.ts';
import { writeMonitors } from './monitors.ts';
import type { Checks } from './monitors.ts';
import { agentSchema, checksSchema } from './schema.ts';
import type { AgentFields } from './schema.ts';

/** The checks of a charm; withdrawn altogether when there are none. */
export interface ChecksPublication {
  /** Whether this charm is the machine's main one; false by default. */
  readonly primary?: boolean;
  readonly checks: Checks;
}

/** The side of the charm that has something to check. */
export class Provides extends Endpoint<keyof typeof providesFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Provides,
    (on) => on.keeps({ available: (endpoint) => endpoint.nagiosHostname !== undefined }),
  );

  /** The name under which the monitoring server knows this machine, from the lowest unit that has it. */
  get nagiosHostname(): string | undefined {
    return this.#read().first('nagiosHostname');
  }

  /** First part of that name, from the lowest unit that has it. */
  get nagiosHostContext(): string | undefined {
    return this.#read().first('nagiosHostContext');
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares the checks to every agent; does nothing at all where there is no relation. */
  async publish({ primary = false, checks }: ChecksPublication): Promise<void> {
    if (this.relations.length === 0) return;
    const some = Object.keys(checks).length > 0;
    const changes = checksSchema.encode(
      some ? { primary, monitors: await writeMonitors(checks) } : {},
    );
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<AgentFields> {
    return new Readings(this.units, agentSchema);
  }
}
