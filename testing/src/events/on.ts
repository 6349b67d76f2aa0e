import type { RelationEvent, UnitName } from '@reactive-charms/juju';

/** A hook that is not about a relation, storage or secret. */
export interface LifecycleEvent {
  readonly kind: 'lifecycle';
  readonly hook: string;
}

/** What a relation hook is about, beyond its relation. */
export interface RelationEventOptions {
  /** By default the only one, where the relation has just one. */
  readonly remoteUnit?: UnitName;
  /** The unit that leaves, in a departed hook; the remote unit by default. */
  readonly departingUnit?: UnitName;
  /** True for a changed hook that announces application data, and so has no remote unit. */
  readonly applicationData?: boolean;
}

/** A hook about a relation. */
export interface RelationHookEvent extends RelationEventOptions {
  readonly kind: 'relation';
  readonly event: RelationEvent;
  /** ID of the relation, or name of an endpoint that has just one. */
  readonly relation: string;
  /** The endpoint that the hook is named after, where it is given beside an ID. */
  readonly endpoint?: string;
}

/** A hook about one piece of storage. */
export interface StorageHookEvent {
  readonly kind: 'storage';
  readonly event: 'attached' | 'detaching';
  /** ID of the instance, or name of storage of which there is just one. */
  readonly storage: string;
}

/** A hook about a secret. */
export interface SecretHookEvent {
  readonly kind: 'secret';
  readonly hook: 'secret-changed' | 'secret-rotate' | 'secret-expired' | 'secret-remove';
  /** URI or label of the secret; by default the only one that the hook can be about. */
  readonly secret?: string;
  /** For secret-expired and secret-remove. @default the oldest */
  readonly revision?: number;
}

/** An action that an operator runs. */
export interface ActionEvent {
  readonly kind: 'action';
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A hook that an agent runs. */
export type HookEvent = LifecycleEvent | RelationHookEvent | StorageHookEvent | SecretHookEvent;

/** Whatever a charm can be run for. */
export type CharmEvent = HookEvent | ActionEvent;

type RelationMaker = (relation: string, options?: RelationEventOptions) => RelationHookEvent;
type StorageMaker = (storage: string) => StorageHookEvent;
type SecretMaker = (secret?: string, options?: { readonly revision?: number }) => SecretHookEvent;

/** Makes events for `runHook`: `runHook(charm, on.relationJoined('db:1'), state)`. */
export const on: {
  readonly install: () => LifecycleEvent;
  readonly start: () => LifecycleEvent;
  readonly stop: () => LifecycleEvent;
  readonly remove: () => LifecycleEvent;
  readonly updateStatus: () => LifecycleEvent;
  readonly configChanged: () => LifecycleEvent;
  readonly upgradeCharm: () => LifecycleEvent;
  readonly preSeriesUpgrade: () => LifecycleEvent;
  readonly postSeriesUpgrade: () => LifecycleEvent;
  readonly leaderElected: () => LifecycleEvent;
  readonly leaderSettingsChanged: () => LifecycleEvent;
  readonly collectMetrics: () => LifecycleEvent;
  readonly relationCreated: RelationMaker;
  readonly relationJoined: RelationMaker;
  readonly relationChanged: RelationMaker;
  readonly relationDeparted: RelationMaker;
  readonly relationBroken: RelationMaker;
  readonly storageAttached: StorageMaker;
  readonly storageDetaching: StorageMaker;
  readonly secretChanged: SecretMaker;
  readonly secretRotate: SecretMaker;
  readonly secretExpired: SecretMaker;
  readonly secretRemove: SecretMaker;
  readonly action: (name: string, parameters?: Readonly<Record<string, unknown>>) => ActionEvent;
} = {
  install: lifecycle('install'),
  start: lifecycle('start'),
  stop: lifecycle('stop'),
  remove: lifecycle('remove'),
  updateStatus: lifecycle('update-status'),
  configChanged: lifecycle('config-changed'),
  upgradeCharm: lifecycle('upgrade-charm'),
  preSeriesUpgrade: lifecycle('pre-series-upgrade'),
  postSeriesUpgrade: lifecycle('post-series-upgrade'),
  leaderElected: lifecycle('leader-elected'),
  leaderSettingsChanged: lifecycle('leader-settings-changed'),
  collectMetrics: lifecycle('collect-metrics'),
  relationCreated: relation('created'),
  relationJoined: relation('joined'),
  relationChanged: relation('changed'),
  relationDeparted: relation('departed'),
  relationBroken: relation('broken'),
  storageAttached: (storage) => ({ kind: 'storage', event: 'attached', storage }),
  storageDetaching: (storage) => ({ kind: 'storage', event: 'detaching', storage }),
  secretChanged: secret('secret-changed'),
  secretRotate: secret('secret-rotate'),
  secretExpired: secret('secret-expired'),
  secretRemove: secret('secret-remove'),
  action: (action, parameters = {}) => ({ kind: 'action', action, parameters }),
};

function lifecycle(hook: string): () => LifecycleEvent {
  return () => ({ kind: 'lifecycle', hook });
}

function relation(event: RelationEvent): RelationMaker {
  return (name, options = {}) => ({ ...options, kind: 'relation', event, relation: name });
}

function secret(hook: SecretHookEvent['hook']): SecretMaker {
  return (name, options = {}) => ({
    ...options,
    kind: 'secret',
    hook,
    ...(name === undefined ? {} : { secret: name }),
  });
}
