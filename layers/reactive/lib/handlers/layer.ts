import type { WorkloadStatus } from '@reactive-charms/juju';
import { serves } from '../dispatch/context.ts';
import type { EngineContext, HandlerContext } from '../dispatch/context.ts';
import type { AnyShape, CharmShape, CheckedFlag, HookName } from '../charm/shape.ts';
import type { Condition } from './conditions.ts';
import type { Trigger } from '../flags/triggers.ts';

/** What a handler or a status decider may return. */
export type Awaitable<T> = T | Promise<T>;

/** A function with a name and the conditions under which it runs. */
export interface Handler {
  /** Layer and name: `container/install-engine`. Stable; nothing depends on file or line. */
  readonly id: string;
  readonly layer: string;
  /** Hooks that the handler is bound to; empty for a handler of the flag phase. */
  readonly hooks: readonly string[];
  readonly conditions: readonly Condition[];
  readonly run: (context: EngineContext) => Awaitable<void>;
}

/** Says what the unit's status should be; undefined means no opinion. */
export interface StatusDecider {
  readonly layer: string;
  readonly decide: (context: EngineContext) => Awaitable<WorkloadStatus | undefined>;
}

/** A reusable part of a charm, as a value: importing it does nothing. */
export interface Layer {
  readonly name: string;
  readonly handlers: readonly Handler[];
  readonly triggers: readonly Trigger[];
  readonly deciders: readonly StatusDecider[];
}

/** Conditions collected so far; `handle` ends the sentence. */
export interface HandlerBuilder<S extends CharmShape> {
  /** All of these flags are set. */
  when<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): HandlerBuilder<S>;
  /** At least one of these flags is set. */
  whenAny<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): HandlerBuilder<S>;
  /** None of these flags is set; with one flag the natural word for "not". */
  whenNot<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): HandlerBuilder<S>;
  /** None of these flags is set. */
  whenNone<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): HandlerBuilder<S>;
  /** At least one of these flags is not set. */
  whenNotAll<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): HandlerBuilder<S>;
  /** The run is one of these hooks; such handlers run before all others. */
  hook(...hooks: HookName<S>[]): HandlerBuilder<S>;
  /**
   * Names the handler and gives its function.
   * @param name unique within the layer, in kebab-case.
   */
  handle(name: string, run: (context: HandlerContext<S>) => Awaitable<void>): void;
}

/** What a layer's definition may say. */
export interface LayerBuilder<S extends CharmShape> extends Omit<HandlerBuilder<S>, 'handle'> {
  /** No condition: the handler runs once in every hook, for example to publish desired state. */
  always(): HandlerBuilder<S>;
  /** When one flag changes, change others at once. */
  trigger(trigger: Trigger): void;
  /** Adds a status decider; the worst opinion wins: blocked, maintenance, waiting, active. */
  status(decide: (context: HandlerContext<S>) => Awaitable<WorkloadStatus | undefined>): void;
}

/**
 * Defines a layer.
 * @param name the layer's name, the first part of its handlers' ids.
 * @param define called once, at composition; adds handlers, triggers and status deciders.
 * @throws Error when a condition names no flag, or a handler's name is used twice or not in
 * kebab-case; also, later, when the builder is used after the definition has ended.
 */
export function defineLayer<S extends CharmShape = AnyShape>(
  name: string,
  define: (layer: LayerBuilder<S>) => void,
): Layer {
  const handlers: Handler[] = [];
  const triggers: Trigger[] = [];
  const deciders: StatusDecider[] = [];
  let isOpen = true;
  const add = <T>(list: T[], item: T): void => {
    if (!isOpen) throw new Error(`layer ${name} is defined already: nothing can be added to it`);
    list.push(item);
  };
  const start = (): HandlerBuilder<S> =>
    createBuilder(name, { hooks: [], conditions: [] }, (handler) => {
      const fault = findHandlerFault(handler, handlers);
      if (fault !== undefined) throw new Error(fault);
      add(handlers, handler);
    });
  define({
    always: start,
    when: (...flags) => start().when(...flags),
    whenAny: (...flags) => start().whenAny(...flags),
    whenNot: (...flags) => start().whenNot(...flags),
    whenNone: (...flags) => start().whenNone(...flags),
    whenNotAll: (...flags) => start().whenNotAll(...flags),
    hook: (...hooks) => start().hook(...hooks),
    trigger: (trigger) => add(triggers, trigger),
    status: (decide) => add(deciders, { layer: name, decide: withShape(name, decide) }),
  });
  isOpen = false;
  return { name, handlers, triggers, deciders };
}

interface Draft {
  readonly hooks: readonly string[];
  readonly conditions: readonly Condition[];
}

function createBuilder<S extends CharmShape>(
  layer: string,
  draft: Draft,
  add: (handler: Handler) => void,
): HandlerBuilder<S> {
  const and = (kind: Condition['kind'], flags: readonly string[]): HandlerBuilder<S> =>
    createBuilder(layer, { ...draft, conditions: [...draft.conditions, { kind, flags }] }, add);
  return {
    when: (...flags) => and('all', flags),
    whenAny: (...flags) => and('any', flags),
    whenNot: (...flags) => and('none', flags),
    whenNone: (...flags) => and('none', flags),
    whenNotAll: (...flags) => and('notAll', flags),
    hook: (...hooks) => createBuilder(layer, { ...draft, hooks: [...draft.hooks, ...hooks] }, add),
    handle: (name, run) =>
      add({ id: `${layer}/${name}`, layer, ...draft, run: withShape(layer, run) }),
  };
}

const HANDLER_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

function findHandlerFault(
  { id, layer, conditions }: Handler,
  others: readonly Handler[],
): string | undefined {
  if (!HANDLER_NAME.test(id.slice(layer.length + 1))) {
    return `handler '${id}' needs a name in kebab-case`;
  }
  if (others.some((other) => other.id === id)) {
    return `handler '${id}' is registered twice by layer ${layer}`;
  }
  if (conditions.some((condition) => condition.flags.length === 0)) {
    return `handler '${id}' has a condition without flags: name at least one flag`;
  }
  return undefined;
}

function withShape<S extends CharmShape, T>(
  layer: string,
  run: (context: HandlerContext<S>) => T,
): (context: EngineContext) => T {
  return (context) => {
    if (!serves<S>(context, layer)) throw new Error(`layer ${layer} is not part of this charm`);
    return run(context);
  };
}
