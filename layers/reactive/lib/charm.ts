import { hooksOf } from '@reactive-charms/juju';
import type { ActionDefinitions, Metadata, OptionDefinitions } from '@reactive-charms/juju';
import type { EndpointClass } from './endpoint.ts';
import type { Handler, Layer, StatusDecider } from './layer.ts';
import { findTriggerCycle, findTriggerFault } from './triggers.ts';
import type { Trigger } from './triggers.ts';

/** What a charm is composed of; the builder writes this value into the charm's entry module. */
export interface CharmDefinition {
  readonly name: string;
  readonly metadata: Metadata;
  readonly options: OptionDefinitions;
  readonly actions: ActionDefinitions;
  /** Layers from the lowest to the topmost. */
  readonly layers: readonly Layer[];
  /** Endpoint name → class of its interface and role; an endpoint without one is a plain Endpoint. */
  readonly endpoints: Readonly<Record<string, EndpointClass>>;
}

/** A charm after composition: checked, and closed to further registration. */
export interface SealedCharm extends CharmDefinition {
  readonly handlers: readonly Handler[];
  readonly triggers: readonly Trigger[];
  readonly deciders: readonly StatusDecider[];
}

/**
 * Composes a charm and checks it.
 * @throws Error listing every fault: duplicate ids (with both owners), hooks that this charm cannot
 * get, flags of endpoints or options that it does not have, bad or circular triggers.
 */
export function sealCharm(definition: CharmDefinition): SealedCharm {
  const handlers = definition.layers.flatMap((layer) => layer.handlers);
  const triggers = definition.layers.flatMap((layer) => layer.triggers);
  const cycle = findTriggerCycle(triggers);
  const faults = [
    ...findDuplicateLayers(definition.layers),
    ...handlers.flatMap((handler) => findHandlerFaults(handler, definition)),
    ...triggers.map(findTriggerFault).filter((fault) => fault !== undefined),
    ...(cycle ? [`triggers go round for ever: ${cycle.join(' -> ')}`] : []),
  ];
  if (faults.length > 0) {
    throw new Error(`charm ${definition.name} cannot be composed:\n  ${faults.join('\n  ')}`);
  }
  return Object.freeze({
    ...definition,
    handlers,
    triggers,
    deciders: definition.layers.flatMap((layer) => layer.deciders),
  });
}

function findDuplicateLayers(layers: readonly Layer[]): string[] {
  const owners = new Map<string, number>();
  layers.forEach((layer, index) => owners.set(layer.name, owners.get(layer.name) ?? index));
  return layers.flatMap((layer, index) =>
    owners.get(layer.name) === index
      ? []
      : layer.handlers.map(
          ({ id }) =>
            `handler '${id}' is registered by layer ${layer.name} at place ${(owners.get(layer.name) ?? 0) + 1} and again at place ${index + 1}`,
        ),
  );
}

function findHandlerFaults(handler: Handler, definition: CharmDefinition): string[] {
  const hooks = new Set(hooksOf(definition.metadata));
  const unknownHooks = handler.hooks
    .filter((hook) => !hooks.has(hook))
    .map((hook) => `handler '${handler.id}' waits for hook ${hook}, which this charm never gets`);
  const unknownFlags = handler.conditions
    .flatMap(({ flags }) => flags)
    .flatMap((flag) => findFlagFault(flag, definition) ?? [])
    .map((fault) => `handler '${handler.id}' watches ${fault}`);
  return [...unknownHooks, ...unknownFlags];
}

function findFlagFault(flag: string, { metadata, options }: CharmDefinition): string | undefined {
  const [family, second, ...rest] = flag.split('.');
  if (family === 'endpoint' && second !== undefined && !(second in metadata.endpoints)) {
    return `${flag}, but metadata.yaml has no endpoint ${second}`;
  }
  if (family === 'config' && rest.length > 0 && !(rest.join('.') in options)) {
    return `${flag}, but config.yaml has no option ${rest.join('.')}`;
  }
  return undefined;
}
