import {
  applicationOf,
  endpointOf,
  isRelationId,
  isUnitName,
  RELATION_EVENTS,
  SECRET_HOOKS,
} from '@reactive-charms/juju';
import type {
  RelationEvent,
  RelationFacts,
  RelationId,
  Run,
  UnitName,
} from '@reactive-charms/juju';
import type { RelationState, SecretState, UnitState } from './unit-state.ts';

/** What a hook is about, where its name and the state leave a choice. */
export interface RunOptions {
  /** The relation of a relation hook. */
  readonly relationId?: RelationId;
  /** The remote unit of a relation hook; by default the only one, if the relation has just one. */
  readonly remoteUnit?: UnitName;
  /** True for a changed hook that announces application data, and so has no remote unit. */
  readonly applicationData?: boolean;
  /** The unit that leaves, in a departed hook; the remote unit by default. */
  readonly departingUnit?: UnitName;
  /** The instance of a storage hook; by default the only one of that storage. */
  readonly storageId?: string;
  /** URI or label of the secret of a secret hook; by default the only one. */
  readonly secret?: string;
}

/**
 * Says what the agent runs the charm for, as its environment would.
 * @throws Error when the state leaves a choice that the options do not make.
 */
export function describeRun(hook: string, state: UnitState, options: RunOptions): Run {
  if (/-relation-[a-z]+$/.test(hook)) return describeRelationRun(hook, state, options);
  if (/-storage-(?:attached|detaching)$/.test(hook))
    return describeStorageRun(hook, state, options);
  if (SECRET_HOOKS.some((name) => name === hook)) return describeSecretRun(hook, state, options);
  return { kind: 'lifecycle', hook };
}

function describeRelationRun(hook: string, state: UnitState, options: RunOptions): Run {
  const event = RELATION_EVENTS.find((name) => hook.endsWith(`-relation-${name}`));
  if (event === undefined) throw new Error(`relations have no hook such as ${hook}`);
  const relation = findRelation(hook.slice(0, -`-relation-${event}`.length), state, options);
  const unit = findRemoteUnit(event, state.relations[relation.id], options);
  const departing = options.departingUnit ?? unit;
  return {
    kind: 'relation',
    hook,
    event,
    relation: { ...relation, ...(unit === undefined ? {} : { unit }) },
    ...(event === 'departed' && departing ? { departingUnit: departing } : {}),
  };
}

function findRemoteUnit(
  event: RelationEvent,
  relation: RelationState | undefined,
  { remoteUnit, applicationData }: RunOptions,
): UnitName | undefined {
  if (event === 'created' || event === 'broken' || applicationData) return undefined;
  if (remoteUnit !== undefined) return remoteUnit;
  const [unit, ...others] = Object.keys(relation?.units ?? {}).filter(isUnitName);
  if (event !== 'departed' && unit !== undefined && others.length === 0) return unit;
  throw new Error(`say remoteUnit: Juju names one in a ${event} hook`);
}

function findRelation(endpoint: string, state: UnitState, options: RunOptions): RelationFacts {
  const known = Object.keys(state.relations)
    .filter(isRelationId)
    .filter((id) => endpointOf(id) === endpoint);
  const [first, second] = known;
  const id = options.relationId ?? (second === undefined ? first : undefined);
  if (id === undefined) {
    throw new Error(
      `say relationId: the unit has ${known.length} relations on endpoint ${endpoint}`,
    );
  }
  const remote = options.remoteUnit && applicationOf(options.remoteUnit);
  return { id, endpoint, application: state.relations[id]?.application ?? remote ?? '' };
}

function describeStorageRun(hook: string, state: UnitState, { storageId }: RunOptions): Run {
  const name = hook.replace(/-storage-(?:attached|detaching)$/, '');
  const known = Object.keys(state.storage ?? {}).filter((id) => id.startsWith(`${name}/`));
  const [first, second] = known;
  const id = storageId ?? (second === undefined ? first : undefined);
  if (id === undefined) {
    throw new Error(`say storageId: the unit has ${known.length} instances of storage ${name}`);
  }
  const instance = state.storage?.[id];
  const told = instance && { storageKind: instance.kind, location: instance.location };
  return { kind: 'storage', hook, storageId: id, ...told };
}

function describeSecretRun(hook: string, state: UnitState, options: RunOptions): Run {
  const [secretId, secret] = findSecret(state, options);
  const hasRevision = hook === 'secret-expired' || hook === 'secret-remove';
  const { label, revisions } = secret;
  return {
    kind: 'secret',
    hook,
    secretId,
    ...(label === undefined ? {} : { label }),
    ...(hasRevision ? { revision: Math.min(...Object.keys(revisions).map(Number)) } : {}),
  };
}

function findSecret(
  { secrets = {} }: UnitState,
  { secret: wanted }: RunOptions,
): [uri: string, secret: SecretState] {
  const known = Object.entries(secrets).filter(
    ([uri, { label }]) => wanted === undefined || uri === wanted || label === wanted,
  );
  const [first, second] = known;
  if (first !== undefined && second === undefined) return first;
  throw new Error(`say secret: the unit has ${known.length} secrets that the hook could be about`);
}
