import { RELATION_EVENTS, SECRET_HOOKS } from '@reactive-charms/juju';
import type { RelationId } from '@reactive-charms/juju';
import type { HookEvent, RelationEventOptions } from './on.ts';

/**
 * What a hook that is given by its name is about, where name and state leave a choice. A remote unit
 * is passed over in hooks that have none.
 */
export interface HookNameOptions extends RelationEventOptions {
  /** The relation of a relation hook. */
  readonly relationId?: RelationId;
  /** The instance of a storage hook; by default the only one of that storage. */
  readonly storageId?: string;
  /** URI or label of the secret of a secret hook; by default the only one. */
  readonly secret?: string;
}

/** Reads the name of a hook: `db-relation-joined` is a hook about a relation of the endpoint `db`. */
export function parseHook(hook: string, options: HookNameOptions = {}): HookEvent {
  const { relationId, storageId, secret, remoteUnit, departingUnit, applicationData } = options;
  const relation = RELATION_EVENTS.find((event) => hook.endsWith(`-relation-${event}`));
  if (relation !== undefined) {
    const endpoint = hook.slice(0, -`-relation-${relation}`.length);
    // Given for a row of hooks, it is meant for those that have one.
    const hasUnit = relation !== 'created' && relation !== 'broken';
    return {
      kind: 'relation',
      event: relation,
      relation: relationId ?? endpoint,
      endpoint,
      ...(remoteUnit === undefined || !hasUnit ? {} : { remoteUnit }),
      ...(departingUnit === undefined ? {} : { departingUnit }),
      ...(applicationData === undefined ? {} : { applicationData }),
    };
  }
  const storage = STORAGE_EVENTS.find((event) => hook.endsWith(`-storage-${event}`));
  if (storage !== undefined) {
    const name = hook.slice(0, -`-storage-${storage}`.length);
    return { kind: 'storage', event: storage, storage: storageId ?? name };
  }
  const secretHook = SECRET_HOOKS.find((name) => name === hook);
  if (secretHook === undefined) return { kind: 'lifecycle', hook };
  return { kind: 'secret', hook: secretHook, ...(secret === undefined ? {} : { secret }) };
}

const STORAGE_EVENTS = ['attached', 'detaching'] as const;
