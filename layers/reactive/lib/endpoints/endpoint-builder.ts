import type { Diagnostic, EndpointRole } from '@reactive-charms/juju';
import type { CharmShape, HookPattern } from '../charm/shape.ts';
import type { EngineContext } from '../dispatch/context.ts';
import { diagnostic, fault } from '../errors.ts';
import type { Trigger } from '../flags/triggers.ts';
import { flagsOf, isFlagCondition } from '../handlers/conditions.ts';
import type { Condition } from '../handlers/conditions.ts';
import { findHandlerFault } from '../handlers/handler-faults.ts';
import type { Awaitable, Handler } from '../handlers/handler.ts';
import type { ConditionBuilder } from '../handlers/layer.ts';
import { createConditions, Sentence } from '../handlers/sentences.ts';
import type { AddHandler, Draft } from '../handlers/sentences.ts';
import { expandName, insertName, isFlagOfEngine } from './endpoint-name.ts';
import type { Endpoint, FlagsOf } from './endpoint.ts';

/** What the compiler knows of a charm in an interface's handlers: one endpoint, by a stand-in name. */
export interface InterfaceShape<T extends Endpoint> extends CharmShape {
  readonly options: object;
  readonly endpoints: { readonly '{endpoint_name}': T };
  readonly actions: object;
  readonly results: object;
  readonly storage: object;
  readonly flags: string;
}

/** Everything that a handler of an interface may touch. */
export interface EndpointContext<T extends Endpoint> extends EngineContext {
  /** The endpoint that the handler is bound to. */
  readonly endpoint: T;
}

/** The function of a handler of an interface. */
export type RunOnEndpoint<T extends Endpoint> = (context: EndpointContext<T>) => Awaitable<void>;

/** A handler of an interface in the making. `{endpoint_name}` stands for the endpoint's name. */
export interface EndpointHandlerBuilder<T extends Endpoint> extends ConditionBuilder<
  InterfaceShape<T>,
  EndpointHandlerBuilder<T>
> {
  /** The run is one of these hooks, for example `{endpoint_name}-relation-joined`. */
  hook(...patterns: HookPattern<InterfaceShape<T>>[]): EndpointHandlerBuilder<T>;
  /**
   * Names the handler and gives its function.
   * @param name unique within the interface's handlers, in kebab-case.
   */
  handle(name: string, run: RunOnEndpoint<T>): void;
}

/** What the definition of an interface's handlers may say. */
export interface EndpointBuilder<T extends Endpoint> extends Omit<
  EndpointHandlerBuilder<T>,
  'handle'
> {
  /** Runs before the first handler of every hook and action, and before the charm's own such ones. */
  beforeHook(name: string, run: RunOnEndpoint<T>): void;
  /** Runs when all flags have settled; what it publishes is still sent. */
  afterHook(name: string, run: RunOnEndpoint<T>): void;
  /** When one flag changes, change others at once. */
  trigger(trigger: Trigger): void;
  /** Declares flags that the interface keeps, so that charms may wait for `endpoint.<name>.<flag>`. */
  sets(...flags: FlagsOf<T>[]): void;
  /**
   * Declares flags that are set while a condition holds, one for each flag. The conditions are asked
   * before the first handler of every hook in which Juju tells of something new at the endpoint; so they
   * may look at what other units publish and at who is there, and at nothing that changes without that.
   */
  keeps<F extends FlagsOf<T>>(conditions: Readonly<Record<F, EndpointFlagTest<T>>>): void;
}

/** Tells whether a flag of an endpoint shall be set. */
export type EndpointFlagTest<T extends Endpoint> = (
  endpoint: T,
  context: EndpointContext<T>,
) => Awaitable<boolean>;

/** The endpoint to which handlers are bound. */
export interface EndpointPlace {
  readonly name: string;
  readonly role: EndpointRole;
  readonly interface: string;
}

/** What an interface brings to one endpoint. */
export interface BoundHandlers {
  readonly handlers: readonly Handler[];
  readonly triggers: readonly Trigger[];
  /** Full names of the flags that the interface keeps. */
  readonly flags: readonly string[];
  /** What is wrong with the definition. */
  readonly faults: readonly Diagnostic[];
}

/** Gives the function of an interface's handler its endpoint. */
type Bind<T extends Endpoint> = (run: RunOnEndpoint<T>) => Handler['run'];

/**
 * Runs the definition of an interface's handlers for one endpoint.
 * @throws DiagnosticsError when the builder is used after the definition has ended.
 */
export function defineOn<T extends Endpoint>(
  place: EndpointPlace,
  bind: Bind<T>,
  define: (endpoint: EndpointBuilder<T>) => void,
): BoundHandlers {
  const handlers = new Map<string, Handler>();
  const triggers: Trigger[] = [];
  const flags: string[] = [];
  const faults: Diagnostic[] = [];
  const label = `${place.interface}.${place.role}`;
  let isOpen = true;
  const whileOpen = (add: () => void): void => {
    if (!isOpen) throw fault('INTERFACE_HANDLER', `the handlers of ${label} are defined already`);
    add();
  };
  const declare = (names: readonly string[]): void =>
    whileOpen(() => {
      faults.push(...names.filter(isFlagOfEngine).map((name) => refuseFlag(label, name)));
      flags.push(...names.map((name) => expandName(name, place.name)));
    });
  const add: AddHandler = (handler) =>
    whileOpen(() => {
      const found = findHandlerFault(handler, handlers);
      if (found === undefined) handlers.set(handler.id, handler);
      else faults.push(found);
    });
  const starters = createStarters(label, bind, add);
  define({
    ...starters,
    trigger: (trigger) => whileOpen(() => triggers.push(expandTrigger(trigger, place.name))),
    sets: (...names) => declare(names),
    keeps: (conditions) => {
      declare(Object.keys(conditions));
      const tests = Object.entries<EndpointFlagTest<T>>(conditions);
      starters.beforeHook('keep-flags', (context) => keepFlags(tests, context));
    },
  });
  isOpen = false;
  const expanded = [...handlers.values()].map((handler) => expandHandler(handler, place.name));
  return {
    handlers: expanded,
    triggers,
    flags,
    faults: [
      ...faults,
      ...expanded.flatMap(({ id, conditions }) =>
        findBraces(`handler '${id}'`, conditions.flatMap(flagsOf)),
      ),
      ...triggers.flatMap((trigger) => findBraces(`a trigger of ${label}`, flagsIn(trigger))),
    ],
  };
}

async function keepFlags<T extends Endpoint>(
  tests: readonly (readonly [flag: string, test: EndpointFlagTest<T>])[],
  context: EndpointContext<T>,
): Promise<void> {
  const { endpoint, flags } = context;
  // Databags that are as they were leave the flags as they are.
  if (endpoint.isUnchanged) return;
  for (const [flag, test] of tests) {
    flags.toggle(expandName(flag, endpoint.name), await test(endpoint, context));
  }
}

/** The words that the definition of an interface's handler can begin with. */
function createStarters<T extends Endpoint>(
  layer: string,
  bind: Bind<T>,
  add: AddHandler,
): Omit<EndpointBuilder<T>, 'trigger' | 'sets' | 'keeps'> {
  const begin = (kind: 'flags' | 'before' | 'after'): EndpointSentence<T> =>
    new EndpointSentence({ layer, binding: { kind }, conditions: [] }, add, bind);
  const first = begin('flags');
  return {
    ...createConditions(first),
    hook: (...patterns) => first.hook(...patterns),
    beforeHook: (name, run) => begin('before').handle(name, run),
    afterHook: (name, run) => begin('after').handle(name, run),
  };
}

class EndpointSentence<T extends Endpoint>
  extends Sentence<EndpointHandlerBuilder<T>>
  implements EndpointHandlerBuilder<T>
{
  readonly #bind: Bind<T>;

  constructor(draft: Draft, add: AddHandler, bind: Bind<T>) {
    super(draft, add);
    this.#bind = bind;
  }

  hook(...patterns: HookPattern<InterfaceShape<T>>[]): EndpointHandlerBuilder<T> {
    return this.during(patterns);
  }

  handle(name: string, run: RunOnEndpoint<T>): void {
    this.finish(name, this.#bind(run));
  }

  protected override next(draft: Draft): EndpointHandlerBuilder<T> {
    return new EndpointSentence(draft, this.add, this.#bind);
  }
}

function expandHandler(handler: Handler, endpoint: string): Handler {
  const { id, binding, conditions } = handler;
  return {
    ...handler,
    id: `${id}:${endpoint}`,
    binding:
      binding.kind === 'hook' ? { ...binding, hooks: expandAll(binding.hooks, endpoint) } : binding,
    conditions: conditions.map((condition) => expandCondition(condition, endpoint)),
  };
}

function expandCondition(condition: Condition, endpoint: string): Condition {
  if (isFlagCondition(condition)) {
    return { ...condition, flags: expandAll(condition.flags, endpoint) };
  }
  if (condition.kind === 'once') return condition;
  const paths = condition.paths.map((path) =>
    typeof path === 'string' ? insertName(path, endpoint) : path,
  );
  return { ...condition, paths };
}

function expandTrigger(trigger: Trigger, endpoint: string): Trigger {
  const { when, whenNot, set, clear } = trigger;
  return {
    ...trigger,
    ...(when === undefined ? {} : { when: insertName(when, endpoint) }),
    ...(whenNot === undefined ? {} : { whenNot: insertName(whenNot, endpoint) }),
    ...(set === undefined ? {} : { set: insertName(set, endpoint) }),
    ...(clear === undefined ? {} : { clear: insertName(clear, endpoint) }),
  };
}

function flagsIn({ when, whenNot, set, clear }: Trigger): string[] {
  return [when, whenNot, set, clear].filter((flag) => flag !== undefined);
}

function expandAll(texts: readonly string[], endpoint: string): string[] {
  return texts.map((text) => insertName(text, endpoint));
}

function refuseFlag(label: string, name: string): Diagnostic {
  const text = `${label} keeps the flag endpoint.{endpoint_name}.${name}, which is the engine's`;
  return diagnostic('INTERFACE_HANDLER', text, 'give the flag of the interface another name');
}

/** Faults of flags that still have braces: only the endpoint's name is put in (R68). */
function findBraces(owner: string, flags: readonly string[]): Diagnostic[] {
  return flags
    .filter((flag) => /[{}]/.test(flag))
    .map((flag) =>
      diagnostic(
        'INTERFACE_HANDLER',
        `${owner} has the flag ${flag}, with other braces than {endpoint_name}`,
      ),
    );
}
