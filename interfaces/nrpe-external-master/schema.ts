import { databagSchema, field, pythonBoolean, text } from '@reactive-charms/reactive';
import type { DatabagSchema, Decoded, Malformed, RelatedUnit } from '@reactive-charms/reactive';

/** What the providing side (the charm that has something to check) publishes. */
export interface ChecksFields {
  /** Whether this charm is the machine's main one. */
  readonly primary: boolean;
  /** YAML; `writeMonitors` and `readMonitors` know its form. */
  readonly monitors: string;
}

/** The databag of a providing unit. Source: contract contrail.md section 2.7. */
export const checksSchema: DatabagSchema<ChecksFields> = databagSchema<ChecksFields>({
  primary: field('primary', pythonBoolean),
  monitors: field('monitors', text),
});

/** What the requiring side (the monitoring agent) publishes. */
export interface AgentFields {
  /** The name under which the monitoring server knows this machine. */
  readonly nagiosHostname: string;
  /** First part of that name, shared by all machines of a model. */
  readonly nagiosHostContext: string;
}

/** The databag of a requiring unit. Source: contract contrail.md section 2.7. */
export const agentSchema: DatabagSchema<AgentFields> = databagSchema<AgentFields>({
  nagiosHostname: field('nagios_hostname', text),
  nagiosHostContext: field('nagios_host_context', text),
});

/** Tells that a unit's `monitors` cannot be read. */
export function malformedMonitors(unit: RelatedUnit, reason: string): Malformed {
  return { unit: unit.name, relationId: unit.relationId, key: 'monitors', reason };
}

/** Commands of the agent by the name of the check. */
export type Checks = Readonly<Record<string, string>>;

/** Writes checks as the YAML of `monitors`. */
export async function writeMonitors(checks: Checks): Promise<string> {
  // Loaded here and not above: most hooks of most charms never come this way.
  const { dump } = await import('js-yaml');
  const nrpe = Object.fromEntries(
    Object.entries(checks).map(([name, command]) => [name, { command }]),
  );
  return dump({ monitors: { remote: { nrpe } } }, { lineWidth: -1 });
}

/** Reads the checks of a `monitors` text; members other than `command` are passed over. */
export async function readMonitors(monitors: string): Promise<Decoded<Checks>> {
  if (monitors.trim() === '') return { ok: true, value: {} };
  const { load } = await import('js-yaml');
  let document: unknown;
  try {
    document = load(monitors);
  } catch {
    return { ok: false, reason: 'expected YAML' };
  }
  const nrpe = memberOf(memberOf(memberOf(document, 'monitors'), 'remote'), 'nrpe');
  if (nrpe === undefined || nrpe === null) return { ok: true, value: {} };
  if (typeof nrpe !== 'object') return { ok: false, reason: 'expected a map of checks' };
  const checks: [string, string][] = [];
  for (const [name, check] of Object.entries(nrpe)) {
    const command = memberOf(check, 'command');
    if (typeof command !== 'string') {
      return { ok: false, reason: `expected a command in check ${name}` };
    }
    checks.push([name, command]);
  }
  return { ok: true, value: Object.fromEntries(checks) };
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
