import type { Diagnostic, WorkloadStatus } from '@reactive-charms/juju';
import type { AnyShape, CharmShape, CheckedFlag, HookPattern } from '../charm/shape.ts';
import type {
  ActionContext,
  ActionName,
  EngineContext,
  HandlerContext,
  RestrictedContext,
  ResultsOf,
} from '../dispatch/context.ts';
import type { Tolerance } from '../endpoints/tolerances.ts';
import { fault } from '../errors.ts';
import type { Trigger } from '../flags/triggers.ts';
import type { FilePath } from './conditions.ts';
import { findHandlerFault } from './handler-faults.ts';
import type { Awaitable, Handler } from './handler.ts';
import { createStarters, withShape } from './sentences.ts';

/** Says what the unit's or application's status should be; undefined means no opinion. */
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
  /** They speak for the application; the leader asks them. */
  readonly applicationDeciders: readonly StatusDecider[];
  /** Malformed data that the layer does not mind. */
  readonly tolerances: readonly Tolerance[];
  /** What is wrong with the definition; a charm with such a layer cannot be composed. */
  readonly faults: readonly Diagnostic[];
}

/** Conditions of a handler; all of them must hold. */
export interface ConditionBuilder<S extends CharmShape, Next> {
  /** All of these flags are set. */
  when<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): Next;
  /** All of these flags are set. */
  whenAll<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): Next;
  /** At least one of these flags is set. */
  whenAny<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): Next;
  /** None of these flags is set; with one flag the natural word for "not". */
  whenNot<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): Next;
  /** None of these flags is set. */
  whenNone<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): Next;
  /** At least one of these flags is not set. */
  whenNotAll<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): Next;
  /** At least one of these files differs from what it was when this handler last ran. */
  whenFileChanged(...paths: FilePath[]): Next;
  /** The handler has not run on this unit yet. */
  onlyOnce(): Next;
}

/** A handler of hooks in the making; `handle` ends the sentence. */
export interface HandlerBuilder<S extends CharmShape> extends ConditionBuilder<
  S,
  HandlerBuilder<S>
> {
  /** The run is one of these hooks; such handlers run before all others. */
  hook(...patterns: HookPattern<S>[]): HandlerBuilder<S>;
  /**
   * Names the handler and gives its function.
   * @param name unique within the layer, in kebab-case.
   */
  handle(name: string, run: (context: HandlerContext<S>) => Awaitable<void>): void;
}

/** The handler of an action in the making. */
export interface ActionBuilder<
  S extends CharmShape,
  N extends ActionName<S>,
> extends ConditionBuilder<S, ActionBuilder<S, N>> {
  /**
   * Names the handler and gives its function; what it returns are results of the action.
   * @param name unique within the layer, in kebab-case.
   */
  handle(
    name: string,
    run: (context: ActionContext<S, N>) => Awaitable<ResultsOf<S, N> | void>,
  ): void;
}

/** The handler of a restricted hook in the making. */
export interface RestrictedBuilder<S extends CharmShape> extends ConditionBuilder<
  S,
  RestrictedBuilder<S>
> {
  /** @param name unique within the layer, in kebab-case. */
  handle(name: string, run: (context: RestrictedContext) => Awaitable<void>): void;
}

/** What a layer's definition may say. */
export interface LayerBuilder<S extends CharmShape> extends Omit<HandlerBuilder<S>, 'handle'> {
  /** No condition: the handler runs once in every hook, for example to publish desired state. */
  always(): HandlerBuilder<S>;
  /** Serves an action of actions.yaml. */
  onAction<N extends ActionName<S>>(action: N): ActionBuilder<S, N>;
  /** The hook `collect-metrics`, of a Juju that still has it. */
  collectMetrics(): RestrictedBuilder<S>;
  /** The hook `meter-status-changed`, of a Juju that still has it. */
  meterStatusChanged(): RestrictedBuilder<S>;
  /** Runs before the first handler of every hook and action, in the order of definition. */
  beforeHook(name: string, run: (context: HandlerContext<S>) => Awaitable<void>): void;
  /** Runs when all flags have settled, the last defined first; what it publishes is still sent. */
  afterHook(name: string, run: (context: HandlerContext<S>) => Awaitable<void>): void;
  /** When one flag changes, change others at once. */
  trigger(trigger: Trigger): void;
  /** Adds a status decider; the worst opinion wins: blocked, maintenance, waiting, active. */
  status(decide: (context: HandlerContext<S>) => Awaitable<WorkloadStatus | undefined>): void;
  /** The same for the application as a whole; the leader shows it. */
  applicationStatus(
    decide: (context: HandlerContext<S>) => Awaitable<WorkloadStatus | undefined>,
  ): void;
  /**
   * Says that this charm does without some of what other units publish: where it is malformed, neither
   * the flag `endpoint.<name>.malformed` nor the status tells of it.
   * @param keys of databags; all of the endpoint's where none is named.
   */
  tolerates(endpoint: keyof S['endpoints'] & string, ...keys: string[]): void;
}

/**
 * Defines a layer. What is wrong with its handlers is told when a charm is composed of it, together
 * with whatever else is wrong.
 * @param name the layer's name, the first part of its handlers' ids.
 * @param define called once, at composition; adds handlers, triggers and status deciders.
 * @throws DiagnosticsError, later, when the builder is used after the definition has ended.
 */
export function defineLayer<S extends CharmShape = AnyShape>(
  name: string,
  define: (layer: LayerBuilder<S>) => void,
): Layer {
  const handlers = new Map<string, Handler>();
  const triggers: Trigger[] = [];
  const deciders: StatusDecider[] = [];
  const applicationDeciders: StatusDecider[] = [];
  const tolerances: Tolerance[] = [];
  const faults: Diagnostic[] = [];
  let isOpen = true;
  const refuseWhenClosed = (): void => {
    if (isOpen) return;
    throw fault('LAYER_CLOSED', `layer ${name} is defined already: nothing can be added to it`);
  };
  const add = (handler: Handler): void => {
    refuseWhenClosed();
    const wrong = findHandlerFault(handler, handlers);
    if (wrong) faults.push(wrong);
    else handlers.set(handler.id, handler);
  };
  define({
    ...createStarters<S>(name, add),
    trigger: (trigger) => {
      refuseWhenClosed();
      triggers.push(trigger);
    },
    status: (decide) => {
      refuseWhenClosed();
      deciders.push({ layer: name, decide: withShape(name, decide) });
    },
    applicationStatus: (decide) => {
      refuseWhenClosed();
      applicationDeciders.push({ layer: name, decide: withShape(name, decide) });
    },
    tolerates: (endpoint, ...keys) => {
      refuseWhenClosed();
      tolerances.push({ endpoint, keys });
    },
  });
  isOpen = false;
  return {
    name,
    handlers: [...handlers.values()],
    triggers,
    deciders,
    applicationDeciders,
    tolerances,
    faults,
  };
}
