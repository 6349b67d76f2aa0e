import { hooksOf } from '@reactive-charms/juju';
import type { ActionDefinitions, Metadata, OptionDefinitions } from '@reactive-charms/juju';
import type { EndpointClass } from '../endpoints/endpoint.ts';
import type { Handler, Layer, StatusDecider } from '../handlers/layer.ts';
import { findTriggerCycle, findTriggerFault } from '../flags/triggers.ts';
import type { Trigger } from '../flags/triggers.ts';

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
  /** Flags that a handler or trigger waits for. */
  readonly watchedFlags: ReadonlySet<string>;
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
    ...triggers.flatMap((trigger) => findTriggerFaults(trigger, definition)),
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
    watchedFlags: new Set([
      ...handlers.flatMap(({ conditions }) => conditions.flatMap(({ flags }) => flags)),
      ...triggers.flatMap(({ when, whenNot }) => when ?? whenNot ?? []),
    ]),
  });
}

function findDuplicateLayers(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ name, handlers }, index) => {
    const first = layers.findIndex((layer) => layer.name === name);
    if (first === index) return [];
    const ids = handlers.map(({ id }) => `'${id}'`).join(', ') || 'no handlers';
    return [`layer ${name} is at places ${first + 1} and ${index + 1}, each with ${ids}`];
  });
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

function findTriggerFaults(trigger: Trigger, definition: CharmDefinition): string[] {
  const fault = findTriggerFault(trigger);
  const source = trigger.when ?? trigger.whenNot;
  const unknown = source === undefined ? undefined : findFlagFault(source, definition);
  return [
    ...(fault === undefined ? [] : [fault]),
    ...(unknown === undefined ? [] : [`a trigger watches ${unknown}`]),
  ];
}

/** The flags that the engine sets, beyond those of endpoints and options. */
const OTHER_MANAGED_FLAG =
  /^(?:leadership\.(?:is_leader|changed|(?:changed|set)\..+)|upgrade\.charm)$/;

/** Flags of the engine's own families must be such as it sets on this charm; see `CheckedFlag`. */
function findFlagFault(flag: string, { metadata, options }: CharmDefinition): string | undefined {
  const [family = '', second = '', ...rest] = flag.split('.');
  const tail = rest.join('.');
  const unmanaged = `${flag}, which the engine never sets`;
  switch (family) {
    case 'endpoint':
      if (!Object.hasOwn(metadata.endpoints, second)) {
        return `${flag}, but metadata.yaml has no endpoint ${second}`;
      }
      return /^(?:joined|departed|changed|changed\..+)$/.test(tail) ? undefined : unmanaged;
    case 'config':
      if (flag === 'config.changed') return undefined;
      if (!['changed', 'set', 'default'].includes(second)) return unmanaged;
      if (Object.hasOwn(options, tail)) return undefined;
      return `${flag}, but config.yaml has no option ${tail}`;
    case 'leadership':
    case 'upgrade':
      return OTHER_MANAGED_FLAG.test(flag) ? undefined : unmanaged;
    default:
      return undefined;
  }
}
