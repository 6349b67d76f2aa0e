import type { UnitName } from '@reactive-charms/juju';
import type { Instant } from '../model.ts';

/** How often the owner of a secret is asked to renew it. */
export const ROTATE_POLICIES = [
  'never',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
] as const;

/** One of the rotate policies. */
export type RotatePolicy = (typeof ROTATE_POLICIES)[number];

/** Who owns a secret: an application, spoken for by its leader, or one unit. */
export type SecretOwner =
  | { readonly kind: 'application'; readonly name: string }
  | { readonly kind: 'unit'; readonly name: UnitName };

/** A secret that charms share. Source: contract juju.md section 2.2. */
export interface Secret {
  /** Twenty characters; the URI is `secret:` and this. */
  readonly id: string;
  readonly owner: SecretOwner;
  /** The owner's label; empty if it has none. */
  readonly label: string;
  readonly description: string;
  readonly rotatePolicy: RotatePolicy;
  /** When secret-rotate is due; absent with the policy `never`. */
  readonly nextRotate?: Instant;
  /** When secret-expired is due for the latest revision. */
  readonly expires?: Instant;
  readonly created: Instant;
  readonly updated: Instant;
  /** By number, from 1; a revision that was removed is gone. */
  readonly revisions: Readonly<Record<number, SecretRevision>>;
  readonly latest: number;
  readonly grants: readonly SecretGrant[];
  /** Units that have read it, with the revision that each of them reads. */
  readonly consumers: Readonly<Record<UnitName, SecretConsumer>>;
}

/** One content of a secret. */
export interface SecretRevision {
  /** Values by key, as base64. */
  readonly content: Readonly<Record<string, string>>;
  readonly created: Instant;
}

/** Who may read a secret: an application on the other side of a relation, or one unit of it. */
export interface SecretGrant {
  readonly relation: number;
  readonly application: string;
  readonly unit?: UnitName;
}

/** What a unit that reads a secret follows. */
export interface SecretConsumer {
  readonly revision: number;
  /** The consumer's own label. */
  readonly label?: string;
}
