import type { CharmShape, HookPattern } from '../charm/shape.ts';
import { serves, servesAction } from '../dispatch/context.ts';
import type {
  ActionContext,
  ActionName,
  EngineContext,
  HandlerContext,
  RestrictedContext,
} from '../dispatch/context.ts';
import type { Condition, FilePath } from './conditions.ts';
import type { Binding, Handler, RestrictedHook } from './handler.ts';
import type {
  ActionBuilder,
  ConditionBuilder,
  HandlerBuilder,
  LayerBuilder,
  RestrictedBuilder,
} from './layer.ts';

/** A handler as far as its sentence has been said. */
export interface Draft {
  readonly layer: string;
  readonly binding: Binding;
  readonly conditions: readonly Condition[];
}

/** Takes a handler whose sentence has ended. */
export type AddHandler = (handler: Handler) => void;

/**
 * The words that all sentences share. A class, because a charm says some thousands of them every time
 * it starts: objects with a closure for each word take ten times as long.
 */
export abstract class Sentence<Next> {
  protected readonly draft: Draft;
  protected readonly add: AddHandler;

  constructor(draft: Draft, add: AddHandler) {
    this.draft = draft;
    this.add = add;
  }

  when(...flags: string[]): Next {
    return this.and({ kind: 'all', flags });
  }

  whenAll(...flags: string[]): Next {
    return this.and({ kind: 'all', flags });
  }

  whenAny(...flags: string[]): Next {
    return this.and({ kind: 'any', flags });
  }

  whenNot(...flags: string[]): Next {
    return this.and({ kind: 'none', flags });
  }

  whenNone(...flags: string[]): Next {
    return this.and({ kind: 'none', flags });
  }

  whenNotAll(...flags: string[]): Next {
    return this.and({ kind: 'notAll', flags });
  }

  whenFileChanged(...paths: FilePath[]): Next {
    return this.and({ kind: 'fileChanged', paths });
  }

  onlyOnce(): Next {
    return this.and({ kind: 'once' });
  }

  protected and(condition: Condition): Next {
    const { layer, binding, conditions } = this.draft;
    return this.next({ layer, binding, conditions: [...conditions, condition] });
  }

  protected during(patterns: readonly string[]): Next {
    const { binding } = this.draft;
    const earlier = binding.kind === 'hook' ? binding.hooks : [];
    return this.next({
      ...this.draft,
      binding: { kind: 'hook', hooks: [...earlier, ...patterns] },
    });
  }

  protected finish(name: string, run: Handler['run']): void {
    const { layer, binding, conditions } = this.draft;
    this.add({ id: `${layer}/${name}`, layer, binding, conditions, run });
  }

  protected abstract next(draft: Draft): Next;
}

class HandlerSentence<S extends CharmShape>
  extends Sentence<HandlerBuilder<S>>
  implements HandlerBuilder<S>
{
  hook(...patterns: HookPattern<S>[]): HandlerBuilder<S> {
    return this.during(patterns);
  }

  handle(name: string, run: (context: HandlerContext<S>) => unknown): void {
    this.finish(name, withShape(this.draft.layer, run));
  }

  protected override next(draft: Draft): HandlerBuilder<S> {
    return new HandlerSentence(draft, this.add);
  }
}

class ActionSentence<S extends CharmShape, N extends ActionName<S>>
  extends Sentence<ActionBuilder<S, N>>
  implements ActionBuilder<S, N>
{
  readonly #action: N;

  constructor(action: N, draft: Draft, add: AddHandler) {
    super(draft, add);
    this.#action = action;
  }

  handle(name: string, run: (context: ActionContext<S, N>) => unknown): void {
    const { layer } = this.draft;
    const action = this.#action;
    this.finish(name, (context) => {
      if (!servesAction<S, N>(context, layer, action)) {
        throw new Error(`layer ${layer} does not serve action ${action} here`);
      }
      return run(context);
    });
  }

  protected override next(draft: Draft): ActionBuilder<S, N> {
    return new ActionSentence(this.#action, draft, this.add);
  }
}

class RestrictedSentence<S extends CharmShape>
  extends Sentence<RestrictedBuilder<S>>
  implements RestrictedBuilder<S>
{
  handle(name: string, run: (context: RestrictedContext) => unknown): void {
    this.finish(name, run);
  }

  protected override next(draft: Draft): RestrictedBuilder<S> {
    return new RestrictedSentence(draft, this.add);
  }
}

/** The words that a handler's definition can begin with. */
export function createStarters<S extends CharmShape>(
  layer: string,
  add: AddHandler,
): Omit<LayerBuilder<S>, 'trigger' | 'status' | 'applicationStatus' | 'tolerates'> {
  const draft = (binding: Binding): Draft => ({ layer, binding, conditions: [] });
  const begin = new HandlerSentence<S>(draft({ kind: 'flags' }), add);
  const restricted = (hook: RestrictedHook): RestrictedBuilder<S> =>
    new RestrictedSentence<S>(draft({ kind: 'restricted', hook }), add);
  const bindTo =
    (kind: 'before' | 'after') =>
    (name: string, run: (context: HandlerContext<S>) => unknown): void =>
      new HandlerSentence<S>(draft({ kind }), add).handle(name, run);
  return {
    ...createConditions(begin),
    hook: (...patterns) => begin.hook(...patterns),
    always: () => begin,
    onAction: (action) => new ActionSentence(action, draft({ kind: 'action', action }), add),
    collectMetrics: () => restricted('collect-metrics'),
    meterStatusChanged: () => restricted('meter-status-changed'),
    beforeHook: bindTo('before'),
    afterHook: bindTo('after'),
  };
}

/** The conditions that a handler's definition can begin with, as words that can be spread. */
export function createConditions<S extends CharmShape, Next>(
  begin: ConditionBuilder<S, Next>,
): ConditionBuilder<S, Next> {
  return {
    when: (...flags) => begin.when(...flags),
    whenAll: (...flags) => begin.whenAll(...flags),
    whenAny: (...flags) => begin.whenAny(...flags),
    whenNot: (...flags) => begin.whenNot(...flags),
    whenNone: (...flags) => begin.whenNone(...flags),
    whenNotAll: (...flags) => begin.whenNotAll(...flags),
    whenFileChanged: (...paths) => begin.whenFileChanged(...paths),
    onlyOnce: () => begin.onlyOnce(),
  };
}

/** Lets a function of a layer run only in a charm that the layer is part of. */
export function withShape<S extends CharmShape, T>(
  layer: string,
  run: (context: HandlerContext<S>) => T,
): (context: EngineContext) => T {
  return (context) => {
    if (!serves<S>(context, layer)) throw new Error(`layer ${layer} is not part of this charm`);
    return run(context);
  };
}
