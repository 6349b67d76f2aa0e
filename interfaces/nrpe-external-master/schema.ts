import { databagSchema, field, objectSchema, pythonBoolean, text } from '@reactive-charms/reactive';
import type { Codec, DatabagSchema, Malformed, RelatedUnit } from '@reactive-charms/reactive';

/** What the providing side (the charm that has something to check) publishes. */
export interface ChecksFields {
  /** Whether this charm is the machine's main one. */
  readonly primary: boolean;
  /** YAML; `writeMonitors` and `readMonitors` know its form. */
  readonly monitors: string;
}

const check = objectSchema({ command: { type: 'string' } }, ['command']);
const nrpe = { type: 'object', additionalProperties: check } as const;

/** The text as it is: YAML is read and written elsewhere, where its library is loaded. */
const monitorsText: Codec<string, string> = {
  ...text,
  schema: {
    type: 'string',
    contentMediaType: 'application/yaml',
    contentSchema: objectSchema({ monitors: objectSchema({ remote: objectSchema({ nrpe }) }) }),
  },
};

/** The databag of a providing unit. Source: contract contrail.md section 2.7. */
export const checksSchema: DatabagSchema<ChecksFields> = databagSchema<ChecksFields>({
  primary: field('primary', pythonBoolean, {
    about: "whether the charm is the machine's main one: True or False",
  }),
  monitors: field('monitors', monitorsText, {
    about: 'YAML: monitors → remote → nrpe → name of the check → command → name of the command',
  }),
});

/** Tells that a unit's `monitors` cannot be read. */
export function malformedMonitors(unit: RelatedUnit, reason: string): Malformed {
  return { unit: unit.name, relationId: unit.relationId, key: 'monitors', reason };
}

/** What the requiring side (the monitoring agent) publishes. */
export interface AgentFields {
  /** The name under which the monitoring server knows this machine. */
  readonly nagiosHostname: string;
  /** First part of that name, shared by all machines of a model. */
  readonly nagiosHostContext: string;
}

/** The databag of a requiring unit. Source: contract contrail.md section 2.7. */
export const agentSchema: DatabagSchema<AgentFields> = databagSchema<AgentFields>({
  nagiosHostname: field('nagios_hostname', text, {
    about: 'name of the machine at the monitoring server',
  }),
  nagiosHostContext: field('nagios_host_context', text, { about: 'first part of that name' }),
});
