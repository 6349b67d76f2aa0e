import type {
  Databag,
  DatabagChanges,
  HookContext,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { Capability } from './capability.ts';
import type { Host } from '../host/host.ts';
import type { JsonValue } from '../json.ts';
import type { Log } from './log.ts';
import type { AnyShape, CharmShape, CheckedFlag } from '../charm/shape.ts';

/** The flags of this unit, whatever its shape. */
export interface UnitFlags {
  isSet(flag: string): boolean;
  /** Sets a flag; a value, if any, is kept with it. Handlers see it from the next round on. */
  set(flag: string, value?: JsonValue): void;
  /** Clears a flag; handlers that wait in this round and need it are dropped at once. */
  clear(flag: string): void;
  /** Sets the flag when the condition holds, else clears it. */
  toggle(flag: string, condition: boolean): void;
  /** The value that was stored with a set flag; null when there is none. */
  valueOf(flag: string): JsonValue;
  /** Names of all set flags, sorted. */
  list(): string[];
}

/** The flags of this unit, with the names checked by the compiler. */
export interface HandlerFlags<S extends CharmShape = AnyShape> extends UnitFlags {
  isSet<F extends string>(flag: F & CheckedFlag<F, S>): boolean;
  clear<F extends string>(flag: F & CheckedFlag<F, S>): void;
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
  };
  readonly leader: Leadership;
  readonly host: Host;
  readonly log: Log;
  readonly status: {
    /** Shows a status at once, for long work. The status deciders have the last word. */
    show(status: WorkloadStatus): Promise<void>;
  };
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
