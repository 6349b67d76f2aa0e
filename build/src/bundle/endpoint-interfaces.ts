import type { EndpointDefinition } from '@reactive-charms/juju';
import type { Findings } from '../findings.ts';
import type { Layer } from '../layers/layer.ts';
import { textOf, valueAt } from '../yaml/tree.ts';
import { exportedRoles, ROLE_CLASSES } from './interface-roles.ts';

/** Interfaces that Juju itself serves; a plain Endpoint is all they need. */
const SERVED_BY_JUJU = ['juju-info'];

/** What to look at. */
export interface EndpointSources {
  readonly interfaces: readonly Layer[];
  readonly endpoints: readonly EndpointDefinition[];
  /** Places in messages are relative to this folder. */
  readonly cwd: string;
}

/**
 * Finds the interface package of each endpoint: endpoint name → the included interface that has a
 * class for its role. Endpoints without one, and interfaces that no endpoint has, get a warning.
 * @throws DiagnosticsError when the code of an interface is broken.
 */
export async function endpointInterfaces(
  { interfaces, endpoints, cwd }: EndpointSources,
  findings: Findings,
): Promise<ReadonlyMap<string, Layer>> {
  warnAboutUnused(interfaces, endpoints, findings);
  const found = new Map<string, Layer>();
  for (const endpoint of endpoints) {
    const layer = interfaces.find((item) => interfaceName(item) === endpoint.interface);
    const role = ROLE_CLASSES[endpoint.role];
    const roles = layer === undefined ? [] : await exportedRoles(layer, cwd);
    if (layer !== undefined && roles.includes(role)) found.set(endpoint.name, layer);
    else if (!SERVED_BY_JUJU.includes(endpoint.interface))
      warnAboutPlain(endpoint, layer && { layer, roles }, findings);
  }
  return found;
}

function warnAboutUnused(
  interfaces: readonly Layer[],
  endpoints: readonly EndpointDefinition[],
  findings: Findings,
): void {
  const used = new Set(endpoints.map((endpoint) => endpoint.interface));
  for (const layer of interfaces.filter((item) => !used.has(interfaceName(item)))) {
    findings.warning('INTERFACE_UNUSED', `no endpoint has the interface '${layer.name}'`, {
      fix: `remove interface:${layer.name} from the includes`,
    });
  }
}

function warnAboutPlain(
  endpoint: EndpointDefinition,
  found: { readonly layer: Layer; readonly roles: readonly string[] } | undefined,
  findings: Findings,
): void {
  const role = ROLE_CLASSES[endpoint.role];
  const why = found === undefined ? 'is not included' : `exports no class ${role}`;
  const text = `endpoint '${endpoint.name}' is a plain Endpoint: interface:${endpoint.interface} ${why}`;
  const fix =
    found === undefined
      ? `add interface:${endpoint.interface} to the includes`
      : mendRole(endpoint, found.layer, found.roles);
  findings.warning('INTERFACE_NO_CLASS', text, { fix });
}

/** What to do where the interface has not the role: most often the metadata name the wrong one. */
function mendRole(
  { name, role }: EndpointDefinition,
  layer: Layer,
  roles: readonly string[],
): string {
  const others = Object.entries(ROLE_CLASSES).filter(([, item]) => roles.includes(item));
  const mend = `export a class ${ROLE_CLASSES[role]} from the index of ${layer.label}`;
  if (others.length === 0) return mend;
  const names = others.map(([other]) => other).join(' or ');
  return `move '${name}' in metadata.yaml from ${role} to ${names}, or ${mend}`;
}

function interfaceName(layer: Layer): string {
  return textOf(valueAt(layer.settings, 'name')) ?? layer.name;
}
