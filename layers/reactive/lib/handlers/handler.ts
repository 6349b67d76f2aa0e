import type { EngineContext } from '../dispatch/context.ts';
import type { Condition } from './conditions.ts';

/** What a handler or a status decider may return. */
export type Awaitable<T> = T | Promise<T>;

/** Hooks in which Juju refuses most hook tools; they have handlers of their own. */
export type RestrictedHook = 'collect-metrics' | 'meter-status-changed';

/** In which part of a run a handler may run. */
export type Binding =
  /** In the rounds of every hook, and in those of actions when a flag that it watches changes. */
  | { readonly kind: 'flags' }
  /** In the hook phase of these hooks. Patterns until the charm is sealed, then names. */
  | { readonly kind: 'hook'; readonly hooks: readonly string[] }
  /** In runs of this action. */
  | { readonly kind: 'action'; readonly action: string }
  /** In this restricted hook, where nothing else runs. */
  | { readonly kind: 'restricted'; readonly hook: RestrictedHook }
  /** Before the first handler of every hook and action, in order. */
  | { readonly kind: 'before' }
  /** After the last handler of every hook and action, the last defined first. */
  | { readonly kind: 'after' }
  /** A program in another language, which says itself whether it wants to run. */
  | { readonly kind: 'executable'; readonly path: string };

/** A function with a name and the conditions under which it runs. */
export interface Handler {
  /** Layer and name: `container/install-engine`. Stable; nothing depends on file or line. */
  readonly id: string;
  readonly layer: string;
  readonly binding: Binding;
  readonly conditions: readonly Condition[];
  /** What an action's handler returns are the action's results; other values are passed over. */
  readonly run: (context: EngineContext) => Awaitable<unknown>;
}
