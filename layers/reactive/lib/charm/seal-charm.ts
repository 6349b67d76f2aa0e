import { DiagnosticsError } from '@reactive-charms/juju';
import type { Diagnostic, Metadata } from '@reactive-charms/juju';
import { bindEndpointHandlers } from '../endpoints/endpoint-handlers.ts';
import { Endpoint, type EndpointClass } from '../endpoints/endpoint.ts';
import { hasInterface, malformedFlag } from '../endpoints/malformed-flags.ts';
import { diagnostic } from '../errors.ts';
import type { Layer } from '../handlers/layer.ts';
import { assemble, gatherParts } from './charm.ts';
import type { BoundHandlers, CharmDefinition, SealedCharm } from './charm.ts';
import { checkHandlers } from './check-handlers.ts';
import { checkTriggers } from './check-triggers.ts';

/**
 * Composes a charm and checks it.
 * @throws DiagnosticsError listing every fault: two layers or handlers of one name, hooks and actions
 * that this charm does not have, flags of endpoints, options or storage that it does not have, what a
 * layer tolerates of an endpoint that is not there, endpoint classes of another engine, conditions that
 * never hold together, bad or circular triggers.
 */
export function sealCharm(definition: CharmDefinition): SealedCharm {
  const { metadata, options, actions } = definition;
  const { faults, ...bound } = bindOrTell(definition);
  const parts = gatherParts(definition, bound);
  const endpointFlags = new Set([...bound.flags, ...listMalformedFlags(definition)]);
  const ground = { metadata, options, actions, endpointFlags };
  const { handlers, findings } = checkHandlers(parts.handlers, ground);
  const all = [
    ...faults,
    ...findForeignClasses(definition),
    ...findDuplicateLayers(definition.layers),
    ...parts.layers.flatMap((layer) => [...layer.faults, ...findWrongTolerances(layer, metadata)]),
    ...findings,
    ...checkTriggers(parts.triggers, ground),
  ];
  const errors = all.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new DiagnosticsError(errors);
  return Object.freeze({ ...assemble(definition, parts, handlers), findings: all });
}

function listMalformedFlags(definition: CharmDefinition): string[] {
  return Object.keys(definition.metadata.endpoints)
    .filter((name) => hasInterface(definition, name))
    .map(malformedFlag);
}

/** A class on another copy of the engine would work in part: its flags were never kept. */
function findForeignClasses({ endpoints }: CharmDefinition): readonly Diagnostic[] {
  return Object.entries(endpoints)
    .filter(([, found]) => found !== Endpoint && !isBelowEndpoint(found))
    .map(([name]) => {
      const text = `the class of endpoint ${name} is none of this engine's: two copies of the engine are installed`;
      return diagnostic('ENDPOINT_FOREIGN', text);
    });
}

function isBelowEndpoint(endpointClass: EndpointClass): boolean {
  return Object.prototype.isPrototypeOf.call(Endpoint, endpointClass);
}

function findWrongTolerances(
  { name, tolerances }: Layer,
  { endpoints }: Metadata,
): readonly Diagnostic[] {
  return tolerances
    .filter(({ endpoint }) => !Object.hasOwn(endpoints, endpoint))
    .map(({ endpoint }) => {
      const text = `layer ${name} tolerates malformed data of endpoint ${endpoint}, but metadata.yaml has no such endpoint`;
      return diagnostic('ENDPOINT_UNKNOWN', text);
    });
}

/** Faults of interfaces are told together with all others. */
function bindOrTell(
  definition: CharmDefinition,
): BoundHandlers & { readonly faults: readonly Diagnostic[] } {
  try {
    return { ...bindEndpointHandlers(definition), faults: [] };
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return { handlers: [], triggers: [], flags: [], faults: error.diagnostics };
  }
}

function findDuplicateLayers(layers: readonly Layer[]): readonly Diagnostic[] {
  return layers.flatMap(({ name }, index) => {
    const first = layers.findIndex((layer) => layer.name === name);
    if (first === index) return [];
    const text = `layer ${name} is at places ${first + 1} and ${index + 1} of the charm's layers`;
    return diagnostic('LAYER_DUPLICATE', text);
  });
}
