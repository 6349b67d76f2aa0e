import type { Hook } from '@reactive-charms/emulator/core';
import {
  applicationOf,
  endpointOf,
  isRelationId,
  isStorageId,
  isUnitName,
} from '@reactive-charms/juju';
import type { RelationId, Run, UnitName } from '@reactive-charms/juju';
import type { Moment } from '../state/model-of.ts';
import { numberOfRelation } from '../state/relations-of.ts';
import { secretIdOf } from '../state/secrets-of.ts';
import type { SecretState, UnitState } from '../unit-state.ts';
import type { HookEvent, RelationHookEvent, SecretHookEvent, StorageHookEvent } from './on.ts';

/** A hook with all that it is about. */
export interface ResolvedEvent {
  /** What the charm is told. */
  readonly run: Run & { readonly hook: string };
  /** The same as the model has it. */
  readonly hook: Hook;
  readonly moment: Omit<Moment, 'time'>;
}

/** Says what cannot be told of an event, and how to tell it. */
export class UnclearEvent extends Error {}

/**
 * Finds what an event is about where the state leaves no choice.
 * @throws UnclearEvent when the state leaves a choice that the event does not make.
 */
export function resolveEvent(event: HookEvent, state: UnitState): ResolvedEvent {
  switch (event.kind) {
    case 'lifecycle': {
      const { hook } = event;
      return {
        run: { kind: 'lifecycle', hook },
        hook: { kind: 'lifecycle', name: hook },
        moment: {},
      };
    }
    case 'relation':
      return resolveRelation(event, state);
    case 'storage':
      return resolveStorage(event, state);
    case 'secret':
      return resolveSecret(event, state);
  }
}

/** The name of a hook, for messages: what Juju would call it. */
export function nameOfEvent(event: HookEvent): string {
  switch (event.kind) {
    case 'lifecycle':
    case 'secret':
      return event.hook;
    case 'relation':
      return `${event.endpoint ?? endpointIn(event.relation)}-relation-${event.event}`;
    case 'storage':
      return `${storageNameIn(event.storage)}-storage-${event.event}`;
  }
}

/** The endpoint in the ID of a relation, or the text itself if it is no ID. */
export function endpointIn(relation: string): string {
  return isRelationId(relation) ? endpointOf(relation) : relation;
}

/** The name of the storage in the ID of an instance, or the text itself if it is no ID. */
export function storageNameIn(storage: string): string {
  return isStorageId(storage) ? storage.slice(0, storage.lastIndexOf('/')) : storage;
}

function resolveRelation(event: RelationHookEvent, state: UnitState): ResolvedEvent {
  const id = findRelation(event, state);
  const { endpoint, number } = numberOfRelation(id);
  const name = nameOfEvent(event);
  const relation = state.relations[id];
  const unit = findRemoteUnit(event, id, state);
  const application = relation?.application ?? (unit ? applicationOf(unit) : '');
  const departing = event.event === 'departed' ? (event.departingUnit ?? unit) : undefined;
  const remote = unit === undefined ? {} : { remoteUnit: unit };
  const leaver = departing === undefined ? {} : { departingUnit: departing };
  return {
    run: {
      kind: 'relation',
      hook: name,
      event: event.event,
      relation: { id, endpoint, application, ...(unit === undefined ? {} : { unit }) },
      ...leaver,
    },
    hook: {
      kind: 'relation',
      name,
      event: event.event,
      relation: number,
      endpoint,
      remoteApplication: application,
      ...remote,
      ...leaver,
      changeVersion: 0,
    },
    moment: {
      ...(event.event === 'departed' && unit ? { departing: { relation: number, unit } } : {}),
      ...(event.event === 'broken' ? { broken: number } : {}),
    },
  };
}

function findRelation({ relation, ...event }: RelationHookEvent, state: UnitState): RelationId {
  if (isRelationId(relation)) return relation;
  const known = relationsAt(relation, state);
  const [first, second] = known;
  if (first !== undefined && second === undefined) return first;
  const name = nameOfEvent({ ...event, relation });
  const there =
    first === undefined ? 'no relation' : `${known.length} relations (${known.join(', ')})`;
  throw new UnclearEvent(
    `event ${name}: the state has ${there} on endpoint ${relation}; give the event the ID of one that is in the state, such as "${first ?? `${relation}:1`}"`,
  );
}

/** The relations of the state that have this ID, or are of the endpoint of this name. */
export function relationsAt(relation: string, state: UnitState): RelationId[] {
  return Object.keys(state.relations)
    .filter(isRelationId)
    .filter((id) => id === relation || endpointOf(id) === relation);
}

function findRemoteUnit(
  event: RelationHookEvent,
  id: RelationId,
  state: UnitState,
): UnitName | undefined {
  const isAboutUnit = event.event !== 'created' && event.event !== 'broken';
  if (!isAboutUnit || event.applicationData) return undefined;
  if (event.remoteUnit !== undefined) return event.remoteUnit;
  const units = Object.keys(state.relations[id]?.units ?? {}).filter(isUnitName);
  const [unit, ...others] = units;
  if (unit !== undefined && others.length === 0) return unit;
  const there =
    unit === undefined ? 'has no unit' : `has ${units.length} units (${units.join(', ')})`;
  const rest = event.event === 'changed' ? ', or applicationData' : '';
  throw new UnclearEvent(
    `event ${nameOfEvent(event)}: relation ${id} ${there}, and Juju names one in a ${event.event} hook; give the event a remoteUnit${rest}`,
  );
}

function resolveStorage(event: StorageHookEvent, state: UnitState): ResolvedEvent {
  const id = findStorage(event, state);
  const hook = nameOfEvent(event);
  const instance = state.storage?.[id];
  const told = instance && { storageKind: instance.kind, location: instance.location };
  return {
    run: { kind: 'storage', hook, storageId: id, ...told },
    hook: { kind: 'storage', name: hook, event: event.event, storage: id },
    moment: event.event === 'attached' ? { attaching: id } : {},
  };
}

function findStorage(event: StorageHookEvent, state: UnitState): string {
  if (isStorageId(event.storage)) return event.storage;
  const known = Object.keys(state.storage ?? {}).filter(
    (id) => storageNameIn(id) === event.storage,
  );
  const [first, second] = known;
  if (first !== undefined && second === undefined) return first;
  const there = first === undefined ? 'none' : `${known.length} (${known.join(', ')})`;
  throw new UnclearEvent(
    `event ${nameOfEvent(event)}: of storage ${event.storage} the state has ${there}; give the event the ID of one that is in the state, such as "${first ?? `${event.storage}/0`}"`,
  );
}

function resolveSecret(event: SecretHookEvent, state: UnitState): ResolvedEvent {
  const [uri, secret] = findSecret(event, state);
  const { hook } = event;
  const hasRevision = hook === 'secret-expired' || hook === 'secret-remove';
  const oldest = Math.min(...Object.keys(secret.revisions).map(Number));
  const told = {
    ...(secret.label === undefined ? {} : { label: secret.label }),
    ...(hasRevision ? { revision: event.revision ?? oldest } : {}),
  };
  return {
    run: { kind: 'secret', hook, secretId: uri, ...told },
    hook: { kind: 'secret', name: hook, secret: secretIdOf(uri), ...told },
    moment: {},
  };
}

/** The secrets of the state that a hook could be about. */
export function secretsFor(
  { hook, secret: wanted }: SecretHookEvent,
  { secrets = {} }: UnitState,
): Array<[uri: string, secret: SecretState]> {
  // Those who own a secret are told of everything but a new content, of which the others are told.
  const isAboutOthers = hook === 'secret-changed';
  return Object.entries(secrets).filter(([uri, { label, owner }]) =>
    wanted === undefined
      ? (owner === 'other') === isAboutOthers
      : label === wanted || secretIdOf(uri) === secretIdOf(wanted),
  );
}

function findSecret(event: SecretHookEvent, state: UnitState): [uri: string, secret: SecretState] {
  const wanted = event.secret;
  const known = secretsFor(event, state);
  const [first, second] = known;
  if (first !== undefined && second === undefined) return first;
  const there = first === undefined ? 'no secret' : `${known.length} secrets`;
  const about = wanted === undefined ? 'that the hook could be about' : `called "${wanted}"`;
  throw new UnclearEvent(
    `event ${event.hook}: the state has ${there} ${about}; give the event the URI or label of one that is in the state`,
  );
}
