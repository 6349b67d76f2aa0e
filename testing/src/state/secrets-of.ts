import { ROTATE_POLICIES, secretUri } from '@reactive-charms/emulator/core';
import type {
  Model,
  Relation,
  Secret,
  SecretConsumer,
  SecretGrant,
  SecretOwner,
  SecretRevision,
} from '@reactive-charms/emulator/core';
import { applicationOf } from '@reactive-charms/juju';
import type { RelationId, UnitName } from '@reactive-charms/juju';
import type { SecretState, UnitState } from '../unit-state.ts';
import { numberOfRelation, relationEntries } from './relations-of.ts';

/** The id in a secret's URI: with the model's UUID or without, it is the same secret. */
export function secretIdOf(uri: string): string {
  return uri.slice(Math.max(uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1);
}

/** Secrets as the model holds them. */
export function secretsOf(state: UnitState, time: string): Record<string, Secret> {
  const secrets: Record<string, Secret> = {};
  for (const [uri, secret] of Object.entries(state.secrets ?? {})) {
    const id = secretIdOf(uri);
    secrets[id] = makeSecret(state, { ...secret, id, time });
  }
  return secrets;
}

type Placed = SecretState & { readonly id: string; readonly time: string };

function makeSecret(state: UnitState, secret: Placed): Secret {
  const { id, time, settings, label = '' } = secret;
  const rotatePolicy = ROTATE_POLICIES.find((policy) => policy === settings.rotate) ?? 'never';
  const isOwn = secret.owner !== 'other';
  return {
    id,
    owner: ownerOf(state, secret),
    label: isOwn ? label : '',
    description: settings.description ?? '',
    rotatePolicy,
    ...(isInstant(settings.expire) ? { expires: settings.expire } : {}),
    created: time,
    updated: time,
    revisions: revisionsOf(secret),
    latest: newestOf(secret),
    grants: isOwn ? grantsOf(state, secret) : [grantToSelf(state)],
    consumers: consumersOf(state, secret),
  };
}

function ownerOf(state: UnitState, { owner }: SecretState): SecretOwner {
  if (owner === 'unit') return { kind: 'unit', name: state.unit };
  if (owner === 'application') return { kind: 'application', name: applicationOf(state.unit) };
  return { kind: 'application', name: stranger(state)?.[1].application ?? STRANGER };
}

/** A relation with another application, through which another's secret has come. */
function stranger(state: UnitState): ReturnType<typeof relationEntries>[number] | undefined {
  const own = applicationOf(state.unit);
  return relationEntries(state).find(([, { application }]) => application !== own);
}

function grantToSelf(state: UnitState): SecretGrant {
  const through = stranger(state);
  const relation = through ? numberOfRelation(through[0]).number : UNSEEN_RELATION;
  return { relation, application: applicationOf(state.unit) };
}

/** A relation that the unit has not entered yet, for secrets that come before any other. */
const UNSEEN_RELATION = 1_000_000;

/** That relation, where a state has secrets of others and no relation with another application. */
export function unseenRelation(state: UnitState, since: string): Record<string, Relation> {
  const isNeeded = Object.values(state.secrets ?? {}).some(({ owner }) => owner === 'other');
  if (!isNeeded || stranger(state)) return {};
  const number = UNSEEN_RELATION;
  const ends = [
    { application: STRANGER, endpoint: 'unseen', role: 'provides' },
    { application: applicationOf(state.unit), endpoint: 'unseen', role: 'requires' },
  ] as const;
  const base = { number, life: 'alive', interface: 'unseen', scope: 'global' } as const;
  return { [number]: { ...base, ends, units: {}, applications: {}, since } };
}

/** Who owns a secret that came from nowhere. */
const STRANGER = 'other';

function grantsOf(state: UnitState, { grants }: SecretState): SecretGrant[] {
  return grants.map(({ relation, unit }) => ({
    relation: numberOfRelation(relation).number,
    application: state.relations[relation]?.application ?? (unit ? applicationOf(unit) : ''),
    ...(unit === undefined ? {} : { unit }),
  }));
}

function consumersOf(state: UnitState, secret: Placed): Record<UnitName, SecretConsumer> {
  const { tracked, label, owner } = secret;
  const own = owner === 'other' && label !== undefined ? { label } : {};
  if (tracked === undefined && own.label === undefined) return {};
  return { [state.unit]: { revision: tracked ?? newestOf(secret), ...own } };
}

function revisionsOf({ revisions, time }: Placed): Record<number, SecretRevision> {
  const made: Record<number, SecretRevision> = {};
  for (const [number, content] of Object.entries(revisions)) {
    const encoded = Object.entries(content).map(([key, value]) => [
      key,
      Buffer.from(value, 'utf8').toString('base64'),
    ]);
    made[Number(number)] = { content: Object.fromEntries(encoded), created: time };
  }
  return made;
}

function newestOf({ revisions }: SecretState): number {
  return Math.max(...Object.keys(revisions).map(Number));
}

/** Where a secret comes from, so that what did not change stays as it was written. */
export interface SecretOrigin {
  readonly state: UnitState;
  readonly model: Model;
}

/** Secrets as a state shows them, under the URIs that it had for them. */
export function secretStates(
  { secrets }: Model,
  origin: SecretOrigin,
): Record<string, SecretState> {
  const known = new Map(
    Object.entries(origin.state.secrets ?? {}).map(([uri, secret]) => [
      secretIdOf(uri),
      { uri, secret },
    ]),
  );
  return Object.fromEntries(
    Object.entries(secrets).map(([id, secret]) => {
      const before = known.get(id);
      const made = origin.model.secrets[id];
      if (!before || !made) {
        return [secretUri(origin.model, id), stateOfSecret(secret, { state: origin.state })];
      }
      if (made === secret) return [before.uri, before.secret];
      return [before.uri, stateOfSecret(secret, { state: origin.state, made, ...before })];
    }),
  );
}

/** A secret as it was in the state, and as it was made of that. */
interface SecretBefore {
  readonly state: UnitState;
  readonly secret?: SecretState;
  readonly made?: Secret;
}

function stateOfSecret(now: Secret, { state, made, secret: before }: SecretBefore): SecretState {
  const { owner } = now;
  const consumer = now.consumers[state.unit];
  const isOwn = owner.name === (owner.kind === 'unit' ? state.unit : applicationOf(state.unit));
  const label = isOwn && now.label !== '' ? now.label : consumer?.label;
  return {
    revisions: Object.fromEntries(
      Object.entries(now.revisions).map(([number, { content }]) => [number, decode(content)]),
    ),
    ...(consumer === undefined ? {} : { tracked: consumer.revision }),
    owner: isOwn ? owner.kind : 'other',
    ...(label === undefined ? {} : { label }),
    settings: {
      ...settingsOf(now),
      // A duration is kept as it was written while nobody has set another.
      ...(made?.expires === now.expires && before?.settings.expire !== undefined
        ? { expire: before.settings.expire }
        : {}),
    },
    grants: isOwn ? grantStates(now, state) : (before?.grants ?? []),
  };
}

function settingsOf({ description, rotatePolicy, expires }: Secret): SecretState['settings'] {
  return {
    ...(description === '' ? {} : { description }),
    ...(rotatePolicy === 'never' ? {} : { rotate: rotatePolicy }),
    ...(expires === undefined ? {} : { expire: expires }),
  };
}

function grantStates({ grants }: Secret, state: UnitState): SecretState['grants'] {
  const ids = new Map<number, RelationId>(
    relationEntries(state).map(([id]) => [numberOfRelation(id).number, id]),
  );
  return grants.map(({ relation, unit }) => ({
    relation: ids.get(relation) ?? `relation:${relation}`,
    ...(unit === undefined ? {} : { unit }),
  }));
}

function decode(content: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  );
}

function isInstant(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}
