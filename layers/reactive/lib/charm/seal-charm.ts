import { DiagnosticsError } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import { bindEndpointHandlers } from '../endpoints/endpoint-handlers.ts';
import { diagnostic } from '../errors.ts';
import type { Layer } from '../handlers/layer.ts';
import { assemble, gatherParts } from './charm.ts';
import type { BoundHandlers, CharmDefinition, SealedCharm } from './charm.ts';
import { checkHandlers } from './check-handlers.ts';
import { checkTriggers } from './check-triggers.ts';

/**
 * Composes a charm and checks it.
 * @throws DiagnosticsError listing every fault: two layers or handlers of one name, hooks and actions
 * that this charm does not have, flags of endpoints, options or storage that it does not have,
 * conditions that never hold together, bad or circular triggers.
 */
export function sealCharm(definition: CharmDefinition): SealedCharm {
  const { metadata, options, actions } = definition;
  const { faults, ...bound } = bindOrTell(definition);
  const parts = gatherParts(definition, bound);
  const ground = { metadata, options, actions, endpointFlags: new Set(bound.flags) };
  const { handlers, findings } = checkHandlers(parts.handlers, ground);
  const all = [
    ...faults,
    ...findDuplicateLayers(definition.layers),
    ...parts.layers.flatMap((layer) => layer.faults),
    ...findings,
    ...checkTriggers(parts.triggers, ground),
  ];
  const errors = all.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new DiagnosticsError(errors);
  return Object.freeze({ ...assemble(definition, parts, handlers), findings: all });
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
