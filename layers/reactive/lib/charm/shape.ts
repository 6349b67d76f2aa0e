import type { OptionValue } from '@reactive-charms/juju';
import type { Endpoint, FlagsOf } from '../endpoints/endpoint.ts';

/**
 * What a charm's files declare, as a type. `charm types` generates one for each layer, so that a
 * wrong option, endpoint, action or flag name does not compile.
 */
export interface CharmShape {
  /** Option name → type of its value; undefined where the option has no default. */
  readonly options: object;
  /** Endpoint name → endpoint class of its interface and role. */
  readonly endpoints: object;
  /** Action name → type of its parameters. */
  readonly actions: object;
  /** Action name → type of its results, for actions that declare them. */
  readonly results: object;
  /** Storage name → its kind. */
  readonly storage: object;
  /** The flags that the charm's own layers and interfaces set, as a union. */
  readonly flags: string;
}

/** The shape of a charm about whose files nothing is known. */
export interface AnyShape extends CharmShape {
  readonly options: Readonly<Record<string, OptionValue | undefined>>;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly actions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly results: Readonly<Record<string, ActionResults>>;
  readonly storage: Readonly<Record<string, 'filesystem' | 'block'>>;
  readonly flags: string;
}

/** Results of an action: nested maps of values, which Juju shows as texts. */
export interface ActionResults {
  readonly [key: string]: ActionResult;
}

/** One result of an action. */
export type ActionResult = string | number | boolean | ActionResults | undefined;

type Names<T> = keyof T & string;

/** Flags that the engine itself sets and clears. Source: contract reactive.md sections 4.3 and 6. */
export type ManagedFlag<S extends CharmShape> =
  | `endpoint.${Names<S['endpoints']>}.${'joined' | 'changed' | 'departed' | 'malformed'}`
  | `endpoint.${Names<S['endpoints']>}.changed.${string}`
  | InterfaceFlag<S>
  | 'config.changed'
  | `config.${'changed' | 'set' | 'default'}.${Names<S['options']>}`
  | 'leadership.is_leader'
  | 'leadership.changed'
  | `leadership.${'changed' | 'set'}.${string}`
  | 'upgrade.charm'
  | 'upgrade.series.in-progress'
  | `storage.${Names<S['storage']>}.${'attached' | 'detaching'}`
  | `secret.${'changed' | 'rotate' | 'expired' | 'remove'}`
  | `secret.${'changed' | 'rotate' | 'expired' | 'remove'}.${string}`;

/** Flags that interfaces keep on their endpoints, as their classes declare. */
type InterfaceFlag<S extends CharmShape> = {
  [N in Names<S['endpoints']>]: `endpoint.${N}.${FlagsOf<S['endpoints'][N]>}`;
}[Names<S['endpoints']>];

/**
 * Refuses a flag that nothing on this charm can set: a slip of the pen such as `conifg.changed`, or
 * `config.set.prot` where the option is `port`.
 */
export type CheckedFlag<F extends string, S extends CharmShape> = F extends
  ManagedFlag<S> | S['flags']
  ? S['flags'] extends infer Known
    ? string extends Known
      ? CheckedFamily<F, S>
      : F
    : never
  : NoSuchFlag<F>;

/** Where the charm's own flags are not known, the engine's families still are. */
type CheckedFamily<F extends string, S extends CharmShape> = F extends
  | `endpoint.${string}`
  | `config.${string}`
  | `leadership.${string}`
  | `upgrade.${string}`
  | `storage.${string}`
  | `secret.${string}`
  ? F extends ManagedFlag<S>
    ? F
    : NoSuchFlag<F>
  : F;

/** What the compiler names when a flag is refused, with what to do; no text is of this type. */
export interface NoSuchFlag<
  F extends string,
  Hint extends string = 'nothing in this charm sets it; after new code, run: npx charm types',
> {
  readonly flag: F;
  readonly hint: Hint;
}

type StorageEvent = 'attached' | 'detaching';
type RelationEvent = 'created' | 'joined' | 'changed' | 'departed' | 'broken';

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
  | 'pre-series-upgrade'
  | 'post-series-upgrade'
  | `secret-${'changed' | 'rotate' | 'expired' | 'remove'}`
  | `${Names<S['storage']>}-storage-${StorageEvent}`
  | `${Names<S['endpoints']>}-relation-${RelationEvent}`;

/**
 * A hook by name, or a pattern: `{requires:mysql}-relation-changed` stands for that hook of every
 * endpoint of the role and interface, `{install,start}` for each of the two (R56 to R59).
 */
export type HookPattern<S extends CharmShape> = HookName<S> | `${string}{${string}}${string}`;
