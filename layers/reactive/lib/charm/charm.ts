import { hooksOf } from '@reactive-charms/juju';
import type {
  ActionDefinitions,
  Diagnostic,
  Metadata,
  OptionDefinitions,
} from '@reactive-charms/juju';
import { Schedule } from '../dispatch/schedule.ts';
import { bindEndpointHandlers } from '../endpoints/endpoint-handlers.ts';
import type { EndpointClass } from '../endpoints/endpoint.ts';
import { joinTolerances } from '../endpoints/tolerances.ts';
import type { ToleranceTest } from '../endpoints/tolerances.ts';
import type { Trigger } from '../flags/triggers.ts';
import { flagsOf } from '../handlers/conditions.ts';
import type { Handler } from '../handlers/handler.ts';
import type { Layer, StatusDecider } from '../handlers/layer.ts';
import { expandHooks } from './hook-patterns.ts';

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
  /** Handlers in other languages: paths of programs in the charm, for example `reactive/backup`. */
  readonly executables?: readonly string[];
  /** Where the unit's memory is kept: in the charm's folder (default), or by the controller. */
  readonly state?: 'unit' | 'controller';
  /** True when the builder has sealed this charm once, so that its hooks need not check it again. */
  readonly checked?: boolean;
}

/** A charm after composition: checked, and closed to further registration. */
export interface SealedCharm extends CharmDefinition {
  /** In the order in which they run; those of interfaces first, programs last. */
  readonly handlers: readonly Handler[];
  /** The handlers, found by what makes them run. */
  readonly schedule: Schedule;
  readonly triggers: readonly Trigger[];
  readonly deciders: readonly StatusDecider[];
  readonly applicationDeciders: readonly StatusDecider[];
  /** Flags that interfaces say to keep on the charm's endpoints. */
  readonly interfaceFlags: readonly string[];
  /** Whether the charm minds that a key of an endpoint is malformed. */
  readonly isTolerated: ToleranceTest;
  /** Flags that a handler or trigger waits for; all, if a program in another language may. */
  readonly watchedFlags: ReadonlySet<string>;
  /** Warnings: what is no fault, but hardly meant. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Composes a charm without checking it: what is wrong with it was told when it was built.
 * @throws DiagnosticsError when an interface's handlers cannot be bound to the charm's endpoints.
 */
export function composeCharm(definition: CharmDefinition): SealedCharm {
  const parts = gatherParts(definition, bindEndpointHandlers(definition));
  return assemble(definition, parts, expandPatterns(parts.handlers, definition.metadata));
}

/** What a charm is made of, as its layers, interfaces and programs bring it. */
export interface CharmParts {
  readonly layers: readonly Layer[];
  /** In the order in which they run; patterns of hooks are not expanded. */
  readonly handlers: readonly Handler[];
  readonly triggers: readonly Trigger[];
  readonly interfaceFlags: readonly string[];
}

/** What interfaces bring, bound to the charm's endpoints. */
export type BoundHandlers = ReturnType<typeof bindEndpointHandlers>;

/** Gathers the parts of a charm; of layers with the same name the first counts. */
export function gatherParts(definition: CharmDefinition, bound: BoundHandlers): CharmParts {
  const { executables = [] } = definition;
  const layers = uniqueByName(definition.layers);
  return {
    layers,
    handlers: [
      ...bound.handlers,
      ...layers.flatMap((layer) => layer.handlers),
      ...executables.map(handlerOfProgram),
    ],
    triggers: [...bound.triggers, ...layers.flatMap((layer) => layer.triggers)],
    interfaceFlags: bound.flags,
  };
}

/** Makes the charm of its parts. @param handlers those of the parts, with patterns expanded. */
export function assemble(
  definition: CharmDefinition,
  { layers, triggers, interfaceFlags }: CharmParts,
  handlers: readonly Handler[],
): SealedCharm {
  const { executables = [] } = definition;
  return Object.freeze({
    ...definition,
    handlers,
    schedule: new Schedule(handlers),
    triggers,
    deciders: layers.flatMap((layer) => layer.deciders),
    applicationDeciders: layers.flatMap((layer) => layer.applicationDeciders),
    interfaceFlags,
    isTolerated: joinTolerances(layers.flatMap((layer) => layer.tolerances)),
    watchedFlags: executables.length > 0 ? new EveryFlag() : findWatched(handlers, triggers),
    findings: [],
  });
}

function expandPatterns(handlers: readonly Handler[], metadata: Metadata): readonly Handler[] {
  const hasPatterns = handlers.some(
    ({ binding }) => binding.kind === 'hook' && binding.hooks.some((hook) => hook.includes('{')),
  );
  if (!hasPatterns) return handlers;
  const known = new Set(hooksOf(metadata));
  return handlers.map((handler) => {
    const { id, binding } = handler;
    if (binding.kind !== 'hook') return handler;
    const { hooks } = expandHooks(binding.hooks, `handler '${id}'`, { metadata, known });
    return { ...handler, binding: { kind: 'hook' as const, hooks } };
  });
}

function uniqueByName(layers: readonly Layer[]): readonly Layer[] {
  const names = new Set<string>();
  return layers.filter(({ name }) => !names.has(name) && names.add(name));
}

function handlerOfProgram(path: string): Handler {
  return {
    id: `executable/${path}`,
    layer: 'executable',
    binding: { kind: 'executable', path },
    conditions: [],
    run: () => {
      throw new Error(`${path} is a program: it is run by the runner of executables`);
    },
  };
}

function findWatched(handlers: readonly Handler[], triggers: readonly Trigger[]): Set<string> {
  const watched = new Set<string>();
  for (const { conditions } of handlers) {
    for (const condition of conditions) flagsOf(condition).forEach((flag) => watched.add(flag));
  }
  triggers.forEach(({ when, whenNot }) => watched.add(when ?? whenNot ?? ''));
  return watched;
}

/** Which flags a program in another language waits for, nobody knows. */
class EveryFlag extends Set<string> {
  override has(): boolean {
    return true;
  }
}
