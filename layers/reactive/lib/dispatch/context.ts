import type {
  Databag,
  DatabagChanges,
  GoalState,
  HookContext,
  RelationId,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { Capability } from './capability.ts';
import type { Host } from '../host/host.ts';
import type { JsonValue } from '../json.ts';
import type { Log } from './log.ts';
import type { ActionResults, AnyShape, CharmShape, CheckedFlag } from '../charm/shape.ts';

/** The flags of this unit, whatever its shape. */
export interface UnitFlags {
  isSet(flag: string): boolean;
  /** Sets a flag; a value, if any, is kept with it. Handlers see it from the next round on. */
  set(flag: string, value?: JsonValue): void;
  /**
   * Clears a flag; handlers that wait in this round and need it are dropped at once. Of a flag that is
   * not set, it does nothing.
   */
  clear(flag: string): void;
  /** Sets the flag when the condition holds, else clears it. One that is set keeps its value. */
  toggle(flag: string, condition: boolean): void;
  /** The value that was stored with a set flag; null when there is none. */
  valueOf(flag: string): JsonValue;
  /** Names of all set flags, sorted. */
  list(): string[];
  /** True when every one of these flags is set; true for none at all (R8). */
  areAllSet(...flags: string[]): boolean;
  /** True when at least one of these flags is set; false for none at all (R8). */
  isAnySet(...flags: string[]): boolean;
  /** Those of these flags that are not set, sorted and each once (R9). */
  listUnset(...flags: string[]): string[];
}

/** The flags of this unit, with the names checked by the compiler. */
export interface HandlerFlags<S extends CharmShape = AnyShape> extends UnitFlags {
  isSet<F extends string>(flag: F & CheckedFlag<F, S>): boolean;
  clear<F extends string>(flag: F & CheckedFlag<F, S>): void;
  areAllSet<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): boolean;
  isAnySet<F extends string>(...flags: (F & CheckedFlag<F, S>)[]): boolean;
}

/** Values that this unit keeps between hooks. They are saved only if the hook succeeds. */
export interface UnitData {
  get(key: string): JsonValue | undefined;
  set(key: string, value: JsonValue): void;
  delete(key: string): void;
}

/** Data that the leader shares with the other units of its application. */
export interface Leadership {
  readonly isLeader: boolean;
  /** What the leader has shared, this hook's changes included. */
  readonly data: Databag;
  /**
   * Declares shared values; null removes a key. Only differences are sent, at the end of the hook.
   * @throws Error on a unit that is not the leader.
   */
  publish(changes: DatabagChanges): void;
}

/** A storage instance that is attached to this unit. */
export interface StorageInstance {
  /** For example `data/0`. */
  readonly id: string;
  /** The storage of metadata.yaml that it is one of. */
  readonly name: string;
  readonly kind: 'filesystem' | 'block';
  /** Where it is mounted, or the path of the device. */
  readonly location: string;
}

/** The storage instances of this unit. */
export interface StorageView {
  /** All attached instances, or those of one storage; sorted by ID. */
  list(name?: string): readonly StorageInstance[];
}

/** The content of a secret: keys and values, as Juju keeps them. */
export type SecretContent = Readonly<Record<string, string>>;

/** What is known about a secret beside its content. */
export interface SecretSettings {
  readonly label?: string;
  readonly description?: string;
  /** How often Juju asks for a new content. */
  readonly rotate?: 'never' | 'hourly' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly';
  /** ISO 8601 time after which the content counts as expired. */
  readonly expire?: string;
  /** Who owns it; the application by default, which only the leader may do. */
  readonly owner?: 'application' | 'unit';
}

/** Juju's secrets (Juju 3.0 and later). Contents are read when asked for, and never kept. */
export interface Secrets {
  /**
   * Reads a secret; each once in a hook.
   * @param secret its URI, or its label as `{ label }`.
   * @param read `refresh` follows the newest revision from now on, `peek` looks at it once.
   */
  get(
    secret: string | { readonly label: string },
    read?: 'refresh' | 'peek',
  ): Promise<SecretContent>;
  /** Makes a secret. @returns its URI. */
  add(content: SecretContent, settings?: SecretSettings): Promise<string>;
  /** Gives a secret a new content, new settings, or both. */
  set(uri: string, content?: SecretContent, settings?: SecretSettings): Promise<void>;
  grant(uri: string, relation: RelationId, unit?: UnitName): Promise<void>;
  revoke(uri: string, relation: RelationId, unit?: UnitName): Promise<void>;
  /** Removes a secret, or one revision of it. */
  remove(uri: string, revision?: number): Promise<void>;
}

/** The action that runs. */
export interface ActionRun<Name extends string = string, Parameters = object> {
  readonly name: Name;
  readonly id: string;
  /** The parameters, with the defaults of actions.yaml filled in and the types checked. */
  readonly parameters: Parameters;
  /** Lets the action fail with a message. What it has done and its results are kept all the same. */
  fail(message: string): void;
  /** Shows progress to whoever waits for the action. */
  log(message: string): Promise<void>;
}

/** Metrics, in the hook `collect-metrics` of a Juju that still has them. */
export interface Metrics {
  add(
    values: Readonly<Record<string, number>>,
    labels?: Readonly<Record<string, string>>,
  ): Promise<void>;
}

/** The context of one run, as the engine makes it for a charm of any shape. */
export interface EngineContext {
  /** The facts of this run. */
  readonly hook: HookContext;
  /** Names of the layers that the charm is composed of. */
  readonly layers: readonly string[];
  readonly flags: UnitFlags;
  /** Options as Juju has them now. */
  readonly config: object;
  readonly endpoints: object;
  readonly unit: {
    readonly name: UnitName;
    readonly data: UnitData;
    /** The address that other units reach this unit at; with a binding, on that binding's network. */
    address(binding?: string): Promise<string>;
    /**
     * Declares the open ports of this unit, all of them: `80/tcp`, `8080-8088/udp`, `icmp`. Only
     * differences to what is open are sent, at the end of the hook.
     */
    declarePorts(ports: readonly string[]): void;
  };
  readonly leader: Leadership;
  readonly host: Host;
  readonly log: Log;
  readonly status: {
    /** Shows a status at once, for long work. The status deciders have the last word. */
    show(status: WorkloadStatus): Promise<void>;
  };
  readonly storage: StorageView;
  readonly secrets: Secrets;
  /** The running action; absent in hooks. */
  readonly action?: ActionRun;
  /** Present only in `collect-metrics`. */
  readonly metrics?: Metrics;
  /**
   * What the model is going to have: units and applications, also those of which this unit has heard
   * nothing yet. Juju is asked when a handler asks, and once in a run.
   */
  goalState(this: void): Promise<GoalState>;
  /** Declares the version of the workload, as `juju status` shows it. */
  setApplicationVersion(this: void, version: string): void;
  /** An instrument that another layer brings, for example containers; made once per hook. */
  use<T>(this: void, capability: Capability<T>): T;
}

/** Everything a handler may touch. It has no other way to the outside. */
export interface HandlerContext<S extends CharmShape = AnyShape> extends EngineContext {
  readonly flags: HandlerFlags<S>;
  readonly config: S['options'];
  readonly endpoints: S['endpoints'];
}

/** Names of a charm's actions. */
export type ActionName<S extends CharmShape> = keyof S['actions'] & string;

/** What the handler of an action may return. */
export type ResultsOf<S extends CharmShape, N extends ActionName<S>> = N extends keyof S['results']
  ? S['results'][N]
  : ActionResults;

/** Everything that the handler of an action may touch. */
export interface ActionContext<
  S extends CharmShape = AnyShape,
  N extends ActionName<S> = ActionName<S>,
> extends HandlerContext<S> {
  readonly action: ActionRun<N, S['actions'][N] & object>;
}

/** What a handler may touch in a restricted hook, where Juju refuses most of its tools (R76). */
export type RestrictedContext = Pick<
  EngineContext,
  'hook' | 'layers' | 'flags' | 'host' | 'log' | 'metrics' | 'unit'
>;

/**
 * Tells whether a context belongs to a charm that a layer is part of. The builder generates the
 * layer's shape from that charm's merged files, so the layer may then rely on its options and
 * endpoints being there.
 */
export function serves<S extends CharmShape>(
  context: EngineContext,
  layer: string,
): context is HandlerContext<S> {
  return context.layers.includes(layer);
}

/** Tells whether a context belongs to a run of an action that a layer serves; see `serves`. */
export function servesAction<S extends CharmShape, N extends ActionName<S>>(
  context: EngineContext,
  layer: string,
  action: N,
): context is ActionContext<S, N> {
  return serves<S>(context, layer) && context.action?.name === action;
}
