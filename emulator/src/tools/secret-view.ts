import { applicationOf } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type {
  Instant,
  Relation,
  Secret,
  SecretConsumer,
  SecretGrant,
  SecretOwner,
} from '../model.ts';
import { runFailure } from './failure.ts';
import { leads } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { grantsAfter } from './secret-writes.ts';

/** What the owner of a secret may know of it, with what the run has asked for so far. */
export interface SecretDetails {
  readonly owner: SecretOwner;
  /** The latest one in the model; a pending change does not raise it. */
  readonly revision: number;
  readonly label: string;
  readonly description: string;
  /** Absent for a secret that is not in the model yet and has no policy. */
  readonly rotation?: string;
  readonly expires?: Instant;
  readonly nextRotate?: Instant;
  readonly grants: readonly SecretGrant[];
}

/** The secrets that the unit may manage, by id: its own, and those of the application as its leader. */
export function managedSecrets(run: HookRun): Map<string, SecretDetails> {
  const { created, removed } = run.writes.secrets;
  const found = new Map<string, SecretDetails>();
  for (const [id, draft] of Object.entries(created)) {
    found.set(id, {
      owner: draft.owner,
      revision: 1,
      label: draft.label ?? '',
      description: draft.description ?? '',
      ...(draft.rotatePolicy === undefined ? {} : { rotation: draft.rotatePolicy }),
      ...(draft.expires === undefined ? {} : { expires: draft.expires }),
      grants: grantsAfter([], run.writes.secrets, id),
    });
  }
  for (const secret of Object.values(run.model.secrets)) {
    if (removed[secret.id] !== 'all' && manages(run, secret.owner)) {
      found.set(secret.id, describeSecret(run, secret));
    }
  }
  return found;
}

/** Whether the unit may change what such an owner has. */
export function manages(run: HookRun, owner: SecretOwner): boolean {
  return isOwn(run, owner) && (owner.kind === 'unit' || leads(run));
}

/** Whether a secret is the unit's own or its application's. */
export function isOwn({ unit }: HookRun, owner: SecretOwner): boolean {
  return owner.kind === 'unit' ? owner.name === unit : owner.name === applicationOf(unit);
}

/** Refuses units that do not lead, for secrets of the application. @throws ToolFailure */
export function requireManager(run: HookRun, owner: SecretOwner | undefined): void {
  if (owner?.kind === 'application' && !leads(run)) throw runFailure('this unit is not the leader');
}

/** What a unit follows of a secret; undefined before it has read it. */
export function consumerOf(secret: Secret, unit: UnitName): SecretConsumer | undefined {
  return secret.consumers[unit];
}

/** The tag of a relation as Juju writes it: `relation-wordpress.db#mysql.server`. */
export function relationTag({ ends }: Relation): string {
  const sorted = [...ends].sort((a, b) => rank(a.role) - rank(b.role));
  return `relation-${sorted.map((end) => `${end.application}.${end.endpoint}`).join('#')}`;
}

function rank(role: string): number {
  return role === 'requires' ? 0 : 1;
}

function describeSecret(run: HookRun, secret: Secret): SecretDetails {
  const change = run.writes.secrets.updated[secret.id] ?? {};
  const expires = change.expires ?? secret.expires;
  return {
    owner: secret.owner,
    revision: secret.latest,
    label: change.label ?? secret.label,
    description: change.description ?? secret.description,
    rotation: change.rotatePolicy ?? secret.rotatePolicy,
    ...(expires === undefined ? {} : { expires }),
    ...(secret.nextRotate === undefined ? {} : { nextRotate: secret.nextRotate }),
    grants: grantsAfter(secret.grants, run.writes.secrets, secret.id),
  };
}
