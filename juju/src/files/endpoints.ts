import type { EndpointDefinition, EndpointRole, Metadata, RelationScope } from '../charm-files.ts';
import type { Field } from './field.ts';

const ROLES: readonly EndpointRole[] = ['provides', 'requires', 'peers'];

interface Charm {
  readonly name: string;
  readonly subordinate: boolean;
}

/** Reads the three sections of endpoints. Source: contract build.md rows J9, J22 to J32. */
export function readEndpoints(root: Field, charm: Charm): Metadata['endpoints'] {
  const endpoints = new Map<string, EndpointDefinition>();
  for (const role of ROLES) {
    for (const field of root.child(role)?.entries() ?? []) {
      const endpoint = readEndpoint(field, role);
      const earlier = endpoints.get(field.key);
      if (earlier !== undefined) {
        field.keyFault(
          'ENDPOINT_DUPLICATE',
          `the endpoint "${field.key}" is declared in "${earlier.role}" and in "${role}"`,
          'give one of them another name',
        );
      } else if (endpoint !== undefined) {
        checkReserved(field, endpoint, charm);
        endpoints.set(field.key, endpoint);
      }
    }
  }
  checkSubordinate(root, charm, [...endpoints.values()]);
  return Object.fromEntries(endpoints);
}

/** Checks bindings that belong to no endpoint. Source: contract row J33. */
export function readExtraBindings(root: Field, endpoints: Metadata['endpoints']): string[] {
  const section = root.child('extra-bindings');
  if (section === undefined) return [];
  const bindings = section.entries();
  if (section.node.kind === 'map' && bindings.length === 0) {
    section.mismatch('a map with at least one name', 'remove the key');
  }
  for (const binding of bindings) {
    if (binding.key === '') binding.keyFault('BINDING_NAME', 'an extra binding has no name');
    if (!binding.isNull) binding.mismatch('empty', `write "${binding.key}:" and nothing after it`);
    if (binding.key in endpoints) {
      binding.keyFault(
        'BINDING_DUPLICATE',
        `the extra binding "${binding.key}" has the name of an endpoint`,
        'remove it: every endpoint is a binding already',
      );
    }
  }
  return bindings.map(({ key }) => key);
}

function readEndpoint(field: Field, role: EndpointRole): EndpointDefinition | undefined {
  const name = field.key;
  if (typeof field.node.value === 'string') {
    return { name, role, interface: field.node.value, scope: 'global', optional: false };
  }
  if (field.node.kind !== 'map') {
    return field.mismatch('an interface name or a map', 'write "interface: NAME" below it');
  }
  const protocol = field.child('interface');
  if (protocol === undefined) {
    return field.fault(
      'ENDPOINT_INTERFACE',
      `the endpoint "${name}" has no interface`,
      'add "interface: NAME"',
    );
  }
  const limit = field.child('limit');
  const count = limit === undefined || limit.isNull ? undefined : limit.integer();
  return {
    name,
    role,
    interface: protocol.string() ?? '',
    scope: readScope(field.child('scope')),
    optional: field.child('optional')?.boolean() ?? false,
    ...(count === undefined ? {} : { limit: count }),
  };
}

function readScope(field: Field | undefined): RelationScope {
  const text = field?.string();
  if (text === undefined) return 'global';
  return field?.choice(text, ['global', 'container'] as const) ?? 'global';
}

function isReserved(name: string): boolean {
  return name === 'juju' || name.startsWith('juju-');
}

/** Source: contract rows J28 to J30. */
function checkReserved(field: Field, endpoint: EndpointDefinition, charm: Charm): void {
  if (isReserved(charm.name)) return;
  const isForPrincipal =
    charm.subordinate && endpoint.role === 'requires' && endpoint.scope === 'container';
  if (isReserved(endpoint.name) && !isForPrincipal) {
    field.keyFault(
      'ENDPOINT_RESERVED',
      `the endpoint name "${endpoint.name}" is reserved for Juju`,
      'choose a name that does not begin with "juju"',
    );
  } else if (isReserved(endpoint.interface) && endpoint.role !== 'requires') {
    field.fault(
      'INTERFACE_RESERVED',
      `the endpoint "${endpoint.name}" offers the interface "${endpoint.interface}", which is reserved for Juju`,
      'choose an interface that does not begin with "juju"; every charm offers juju-info anyway',
    );
  }
}

/** Source: contract row J31. */
function checkSubordinate(
  root: Field,
  charm: Charm,
  endpoints: readonly EndpointDefinition[],
): void {
  if (!charm.subordinate) return;
  const isHeld = endpoints.some(({ role, scope }) => role === 'requires' && scope === 'container');
  if (isHeld) return;
  root
    .child('subordinate')
    ?.fault(
      'SUBORDINATE_WITHOUT_PRINCIPAL',
      `the subordinate charm "${charm.name}" has no "requires" endpoint with scope container`,
      'add "scope: container" to the endpoint that the principal is related to',
    );
}
