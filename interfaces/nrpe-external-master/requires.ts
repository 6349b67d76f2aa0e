import { Endpoint, Readings } from '@reactive-charms/reactive';
import type { Malformed, Sparse, UnitName } from '@reactive-charms/reactive';
import { agentSchema, checksSchema, malformedMonitors, readMonitors } from './schema.ts';
import type { AgentFields, Checks } from './schema.ts';

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
export class Requires extends Endpoint {
  /** The checks of all units, lowest relation first; unreadable ones are told as problems. */
  async readChecks(): Promise<ReceivedChecks> {
    const readings = new Readings(this.units, checksSchema);
    const units: UnitChecks[] = [];
    const problems: Malformed[] = [...readings.problems];
    for (const { unit, values } of readings.entries) {
      const checks = await readMonitors(values.monitors ?? '');
      if (!checks.ok) problems.push(malformedMonitors(unit, checks.reason));
      else
        units.push({
          unit: unit.name,
          primary: values.primary ?? false,
          checks: checks.value ?? {},
        });
    }
    return { units, problems };
  }

  /** Declares the machine's name at the monitoring server to every charm on the machine. */
  publish(agent: Sparse<AgentFields>): void {
    const changes = agentSchema.encode(agent);
    for (const relation of this.relations) relation.publish(changes);
  }
}
