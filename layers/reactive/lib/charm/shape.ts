import type { OptionValue } from '@reactive-charms/juju';
import type { Endpoint } from '../endpoints/endpoint.ts';

/**
 * What a charm's files declare, as a type. `charm types` generates one for each layer, so that a
 * wrong option, endpoint or action name does not compile.
 */
export interface CharmShape {
  /** Option name → type of its value; undefined where the option has no default. */
  readonly options: object;
  /** Endpoint name → endpoint class of its interface and role. */
  readonly endpoints: object;
  /** Action name → type of its parameters. */
  readonly actions: object;
}

/** The shape of a charm about whose files nothing is known. */
export interface AnyShape extends CharmShape {
  readonly options: Readonly<Record<string, OptionValue | undefined>>;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly actions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Names<T> = keyof T & string;

/** Flags that the engine itself sets and clears. Source: contract reactive.md sections 4.3 and 6. */
export type ManagedFlag<S extends CharmShape> =
  | `endpoint.${Names<S['endpoints']>}.${'joined' | 'changed' | 'departed'}`
  | `endpoint.${Names<S['endpoints']>}.changed.${string}`
  | 'config.changed'
  | `config.${'changed' | 'set' | 'default'}.${Names<S['options']>}`
  | 'leadership.is_leader'
  | 'leadership.changed'
  | `leadership.${'changed' | 'set'}.${string}`
  | 'upgrade.charm';

/**
 * Refuses a flag in one of the engine's families that this charm cannot have: `config.set.prot` where
 * the option is `port`. Flags outside these families belong to the author and pass.
 */
export type CheckedFlag<F extends string, S extends CharmShape> = F extends
  `endpoint.${string}` | `config.${string}` | `leadership.${string}` | `upgrade.${string}`
  ? F extends ManagedFlag<S>
    ? F
    : NoSuchFlag<F>
  : F;

/** What the compiler names when a flag is refused; no text is of this type. */
export interface NoSuchFlag<F extends string> {
  readonly 'this charm has no such endpoint or option, or the engine no such flag': F;
}

/** Hooks that Juju may run on a charm of this shape. */
export type HookName<S extends CharmShape> =
  | 'install'
  | 'start'
  | 'config-changed'
  | 'upgrade-charm'
  | 'stop'
  | 'remove'
  | 'update-status'
  | 'leader-elected'
  | 'leader-settings-changed'
  | `${Names<S['endpoints']>}-relation-${'created' | 'joined' | 'changed' | 'departed' | 'broken'}`;
