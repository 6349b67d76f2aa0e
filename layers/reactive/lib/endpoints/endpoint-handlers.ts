import { DiagnosticsError } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import type { CharmDefinition } from '../charm/charm.ts';
import type { EngineContext } from '../dispatch/context.ts';
import { diagnostic, fault } from '../errors.ts';
import type { Trigger } from '../flags/triggers.ts';
import type { Handler } from '../handlers/handler.ts';
import { defineOn } from './endpoint-builder.ts';
import type { BoundHandlers, EndpointBuilder, EndpointPlace } from './endpoint-builder.ts';
import type { Endpoint, EndpointClass, EndpointData } from './endpoint.ts';
import { findEndpoint } from './find-endpoint.ts';

/**
 * The handlers that an interface package brings, as a value. The endpoint class of a role carries it
 * as the static member `handlers`; each endpoint of that class gets handlers of its own.
 */
export class EndpointHandlers {
  /** Binds the handlers to one endpoint. */
  readonly bind: (place: EndpointPlace) => BoundHandlers;

  constructor(bind: (place: EndpointPlace) => BoundHandlers) {
    this.bind = bind;
  }
}

/**
 * Defines the handlers that an interface package brings. In flags, hooks and paths `{endpoint_name}`
 * stands for the name of the endpoint.
 * @param endpointClass tells the class that carries the value; its objects are what handlers get.
 * @param define called for each endpoint when the charm is sealed; adds handlers and triggers.
 */
export function defineEndpoint<T extends Endpoint>(
  endpointClass: () => abstract new (data: EndpointData) => T,
  define: (endpoint: EndpointBuilder<T>) => void,
): EndpointHandlers {
  return new EndpointHandlers((place) =>
    defineOn<T>(
      place,
      (run) => (context) => {
        const endpoint = endpointIn(context, place.name, endpointClass());
        return run({ ...context, endpoint });
      },
      define,
    ),
  );
}

function endpointIn<T extends Endpoint>(
  { endpoints }: EngineContext,
  name: string,
  endpointClass: abstract new (data: EndpointData) => T,
): T {
  const endpoint = findEndpoint(endpoints, name);
  if (endpoint instanceof endpointClass) return endpoint;
  const text = `endpoint ${name} has handlers of the class ${endpointClass.name}, but is none`;
  throw fault('INTERFACE_HANDLER', text, 'name the class that carries them in defineEndpoint');
}

/**
 * Handlers and triggers that interface packages bring, bound to the charm's endpoints by name. A
 * class has the handlers of the classes that it extends, too. Source: rows R65 to R68.
 * @throws DiagnosticsError listing every fault of every interface.
 */
export function bindEndpointHandlers({
  metadata,
  endpoints,
}: Pick<CharmDefinition, 'metadata' | 'endpoints'>): {
  readonly handlers: readonly Handler[];
  readonly triggers: readonly Trigger[];
  /** Flags that the interfaces keep on the charm's endpoints. */
  readonly flags: readonly string[];
} {
  const bound = Object.values(metadata.endpoints).flatMap((place) =>
    definitionsOf(endpoints[place.name]).map((handlers) => handlers.bind(place)),
  );
  const handlers = bound.flatMap((each) => each.handlers);
  const faults = [...bound.flatMap((each) => each.faults), ...findDuplicates(handlers)];
  if (faults.length > 0) {
    throw new DiagnosticsError(faults);
  }
  return {
    handlers,
    triggers: bound.flatMap((each) => each.triggers),
    flags: bound.flatMap((each) => each.flags),
  };
}

/** The definitions that a class and those that it extends carry, the lowest first. */
function definitionsOf(endpointClass: EndpointClass | undefined): EndpointHandlers[] {
  const found: EndpointHandlers[] = [];
  let current: unknown = endpointClass;
  while (typeof current === 'function') {
    const own: unknown = Object.getOwnPropertyDescriptor(current, 'handlers')?.value;
    if (own instanceof EndpointHandlers) found.unshift(own);
    current = Object.getPrototypeOf(current);
  }
  return found;
}

/** Within one definition the builder sees to it; here it is two classes of which one extends another. */
function findDuplicates(handlers: readonly Handler[]): Diagnostic[] {
  const ids = handlers.map(({ id }) => id);
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => {
      const text = `handler '${id}' is defined by two classes of which one extends the other`;
      return diagnostic('HANDLER_DUPLICATE', text);
    });
}
