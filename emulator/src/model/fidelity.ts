/**
 * Switches for what Juju's versions do differently, or what nobody could pin down.
 * Source: contract juju.md section 9.4.
 */
export interface Fidelity {
  /** What `-r endpoint:id` does with an endpoint that is not the relation's. @default 'ignored' */
  readonly relationPrefix: 'ignored' | 'checked';
  /** Databags of members stay as first read until their next joined or changed hook. @default true */
  readonly staleReads: boolean;
  /** A write that changes nothing announces nothing. @default true */
  readonly silentWrites: boolean;
  /** What each call of a hook tool waits for, in milliseconds. @default 0 */
  readonly toolLatency: number;
  /** When failed hooks are run again: 5 s doubling to 5 min, or at once, at most ten times. @default 'real' */
  readonly retryClock: 'real' | 'fast';
}

/** As Juju is. */
export const DEFAULT_FIDELITY: Fidelity = {
  relationPrefix: 'ignored',
  staleReads: true,
  silentWrites: true,
  toolLatency: 0,
  retryClock: 'real',
};
