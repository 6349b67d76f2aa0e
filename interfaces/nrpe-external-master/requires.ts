import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed, Sparse, UnitName } from '@reactive-charms/reactive';
import type { requiresFlags } from './flags.ts';
import { readMonitors } from './monitors.ts';
import type { Checks } from './monitors.ts';
import { agentSchema, checksSchema, malformedMonitors } from './schema.ts';
import type { AgentFields } from './schema.ts';

/** The checks of one charm on the machine. */
export interface UnitChecks {
  readonly unit: UnitName;
  readonly primary: boolean;
  readonly checks: Checks;
}

/** Everything that the charms on the machine want checked. */
export interface ReceivedChecks {
  readonly units: readonly UnitChecks[];
  /** Every key that cannot be read, of every unit. */
  readonly problems: readonly Malformed[];
}

/** The side of the monitoring agent. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) =>
      on.keeps({
        available: async (endpoint) => {
          const { units } = await endpoint.readChecks();
          return units.some(({ checks }) => Object.keys(checks).length > 0);
        },
      }),
  );

  #received?: Promise<ReceivedChecks>;

  /** Every key that cannot be read, of every unit; malformed YAML too, so this is a promise. */
  override get problems(): Promise<readonly Malformed[]> {
    return this.readChecks().then(({ problems }) => problems);
  }

  /**
   * The checks of all units, lowest relation first; a unit whose checks cannot be read is left out, and
   * told as a problem. They are read once in a hook.
   */
  async readChecks(): Promise<ReceivedChecks> {
    this.#received ??= this.#read();
    return this.#received;
  }

  /** Declares the machine's name at the monitoring server to every charm on the machine. */
  publish(agent: Sparse<AgentFields>): void {
    const changes = agentSchema.encode(agent);
    for (const relation of this.relations) relation.publish(changes);
  }

  async #read(): Promise<ReceivedChecks> {
    const readings = new Readings(this.units, checksSchema);
    const units: UnitChecks[] = [];
    const problems: Malformed[] = [...readings.problems];
    for (const { unit, values } of readings.entries) {
      const checks = await readMonitors(values.monitors ?? '');
      if (checks.ok) {
        const { name } = unit;
        units.push({ unit: name, primary: values.primary ?? false, checks: checks.value ?? {} });
      } else {
        problems.push(malformedMonitors(unit, checks.reason));
      }
    }
    return { units, problems };
  }
}
