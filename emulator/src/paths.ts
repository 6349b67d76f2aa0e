import { unitTag } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';

/** Where things of a unit lie inside its machine. Source: contract juju.md section 9.1. */
export interface UnitPaths {
  readonly agent: string;
  readonly charm: string;
  readonly tools: string;
  readonly socket: string;
  /** One file per charm that was unpacked: the names of what it put there. */
  readonly manifests: string;
}

/** The paths of a unit, as its machine sees them. */
export function unitPaths(unit: UnitName): UnitPaths {
  const agent = `/var/lib/juju/agents/${unitTag(unit)}`;
  return {
    agent,
    charm: `${agent}/charm`,
    tools: `/var/lib/juju/tools/${unitTag(unit)}`,
    socket: `${agent}/agent.socket`,
    manifests: `${agent}/state/deployer/manifests`,
  };
}

/** Where programs are found on a machine, after the hook tools. */
export const MACHINE_PATH =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';
