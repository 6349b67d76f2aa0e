import type { UnitName } from '@reactive-charms/juju';
import { withoutEntry } from '../large-record.ts';
import type { Instant, RotatePolicy, SecretGrant, SecretOwner } from '../model.ts';

/** What a run wants secrets to become when it commits. Source: contract juju.md section 2.2. */
export interface SecretWrites {
  /** New secrets by id. */
  readonly created: Readonly<Record<string, SecretDraft>>;
  /** Changes of secrets that were there before, by id. */
  readonly updated: Readonly<Record<string, SecretChange>>;
  /** Ids with the revisions that go, or `all`. */
  readonly removed: Readonly<Record<string, 'all' | readonly number[]>>;
  /** By id; the last grant of a relation wins. */
  readonly granted: Readonly<Record<string, readonly SecretGrant[]>>;
  /** By id. */
  readonly revoked: Readonly<Record<string, readonly SecretRevocation[]>>;
  /** Ids of secrets whose pending content the unit has refreshed to. */
  readonly tracked: readonly string[];
}

/** What `secret-add` and `secret-set` say; what is left out stays as it is. */
export interface SecretChange {
  /** Values by key, as base64. */
  readonly content?: Readonly<Record<string, string>>;
  readonly label?: string;
  readonly description?: string;
  readonly rotatePolicy?: RotatePolicy;
  readonly expires?: Instant;
}

/** A secret that is not in the model yet. */
export interface SecretDraft extends SecretChange {
  readonly content: Readonly<Record<string, string>>;
  readonly owner: SecretOwner;
}

/** Who is to lose access. */
export type SecretRevocation =
  | { readonly application: string; readonly unit?: undefined }
  | { readonly unit: UnitName; readonly application?: undefined };

/** Nothing to be written. */
export const NO_SECRET_WRITES: SecretWrites = {
  created: {},
  updated: {},
  removed: {},
  granted: {},
  revoked: {},
  tracked: [],
};

/** Notes a new secret. */
export function noteCreate(writes: SecretWrites, id: string, draft: SecretDraft): SecretWrites {
  return { ...writes, created: { ...writes.created, [id]: draft } };
}

/** Notes a change: of the draft if the secret is new, else together with earlier changes. */
export function noteUpdate(writes: SecretWrites, id: string, change: SecretChange): SecretWrites {
  const removed = withoutEntry(writes.removed, id);
  const draft = writes.created[id];
  if (draft) {
    return { ...writes, removed, created: { ...writes.created, [id]: { ...draft, ...change } } };
  }
  const before = writes.updated[id] ?? {};
  return { ...writes, removed, updated: { ...writes.updated, [id]: { ...before, ...change } } };
}

/** Notes a removal; what else was asked for the secret is dropped. */
export function noteRemove(
  writes: SecretWrites,
  id: string,
  revision: number | undefined,
): SecretWrites {
  const before = writes.removed[id];
  const all = revision === undefined || before === 'all';
  return {
    created: withoutEntry(writes.created, id),
    updated: withoutEntry(writes.updated, id),
    granted: withoutEntry(writes.granted, id),
    revoked: withoutEntry(writes.revoked, id),
    tracked: writes.tracked.filter((other) => other !== id),
    removed: { ...writes.removed, [id]: all ? 'all' : [...(before ?? []), revision] },
  };
}

/** Notes a grant. */
export function noteGrant(writes: SecretWrites, id: string, grant: SecretGrant): SecretWrites {
  const others = (writes.granted[id] ?? []).filter(({ relation }) => relation !== grant.relation);
  return { ...writes, granted: { ...writes.granted, [id]: [...others, grant] } };
}

/** Notes that somebody loses access. */
export function noteRevoke(
  writes: SecretWrites,
  id: string,
  revocation: SecretRevocation,
): SecretWrites {
  const others = writes.revoked[id] ?? [];
  return { ...writes, revoked: { ...writes.revoked, [id]: [...others, revocation] } };
}

/** Notes that the unit follows the content that it is about to write. */
export function noteTracked(writes: SecretWrites, id: string): SecretWrites {
  return writes.tracked.includes(id) ? writes : { ...writes, tracked: [...writes.tracked, id] };
}

/** The grants of a secret after what a run asked for. */
export function grantsAfter(
  grants: readonly SecretGrant[],
  writes: SecretWrites,
  id: string,
): SecretGrant[] {
  const revoked = writes.revoked[id] ?? [];
  const all = [...grants, ...(writes.granted[id] ?? [])];
  return all.filter((grant) => !revoked.some((revocation) => revokes(revocation, grant)));
}

function revokes(revocation: SecretRevocation, grant: SecretGrant): boolean {
  if (revocation.unit !== undefined) return grant.unit === revocation.unit;
  return grant.unit === undefined && grant.application === revocation.application;
}
