import { relationKey } from '../../transitions/relations.ts';
import type { Instant, Model, Secret } from '../../model.ts';
import { formatColumns } from '../columns.ts';
import { compareText } from '../../relation-view.ts';

/** What to show of a secret. */
export interface SecretParts {
  /** @default false */
  readonly revisions?: boolean;
  /** The revision whose content is shown; none by default. */
  readonly reveal?: number;
  /** The model, where it is to be shown who may read the secret. */
  readonly access?: Model;
}

/** Makes what `juju show-secret` shows of a secret; its content only when it is asked for. */
export function viewSecret(secret: Secret, parts: SecretParts): Record<string, unknown> {
  return {
    revision: secret.latest,
    ...(secret.expires === undefined ? {} : { expires: formatGoTime(secret.expires) }),
    rotation: secret.rotatePolicy,
    ...(secret.nextRotate === undefined ? {} : { rotates: formatGoTime(secret.nextRotate) }),
    owner: secret.owner.name,
    ...(secret.description === '' ? {} : { description: secret.description }),
    ...(secret.label === '' ? {} : { label: secret.label }),
    created: formatGoTime(secret.created),
    updated: formatGoTime(secret.updated),
    ...(parts.reveal === undefined ? {} : { content: revealContent(secret, parts.reveal) }),
    ...(parts.revisions ? { revisions: viewRevisions(secret) } : {}),
    ...(parts.access === undefined ? {} : viewAccess(parts.access, secret)),
  };
}

/** The table of `juju secrets`. */
export function formatSecrets(secrets: readonly Secret[], now: Date): string {
  const sorted = [...secrets].sort(
    (a, b) =>
      compareText(a.owner.name, b.owner.name) || b.latest - a.latest || compareText(a.id, b.id),
  );
  const rows = sorted.map((secret) => [
    secret.id,
    '-',
    secret.owner.name,
    secret.rotatePolicy,
    String(secret.latest),
    formatAge(secret.updated, now),
  ]);
  return formatColumns([['ID', 'Name', 'Owner', 'Rotation', 'Revision', 'Last updated'], ...rows], {
    right: [4],
  });
}

function revealContent(secret: Secret, revision: number): Record<string, string> {
  const content = Object.entries(secret.revisions[revision]?.content ?? {});
  const sorted = content.sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(
    sorted.map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

function viewRevisions(secret: Secret): Record<string, unknown>[] {
  return Object.entries(secret.revisions).map(([number, { created }]) => ({
    revision: Number(number),
    backend: 'internal',
    created: formatGoTime(created),
    updated: formatGoTime(created),
  }));
}

function viewAccess(model: Model, secret: Secret): { readonly access?: unknown } {
  const access = secret.grants.map(({ relation, application, unit }) => {
    const found = model.relations[relation];
    const scope = found === undefined ? String(relation) : relationTag(relationKey(found));
    const target =
      unit === undefined ? `application-${application}` : `unit-${unit.replace('/', '-')}`;
    return { target, scope, role: 'view' };
  });
  return access.length === 0 ? {} : { access };
}

/** `wordpress:db mysql:server` as Juju's tag of the relation. */
function relationTag(key: string): string {
  return `relation-${key.replace(' ', '#').replaceAll(':', '.')}`;
}

/** Go writes no fraction of a second that is 0. */
function formatGoTime(instant: Instant): string {
  return instant.replace(/(\.\d*?)0+Z$/, '$1Z').replace('.Z', 'Z');
}

/** How long ago something was; a date when it was more than a day ago. */
function formatAge(instant: Instant, now: Date): string {
  const minutes = Math.floor((now.getTime() - new Date(instant).getTime()) / 60_000);
  if (minutes >= 24 * 60) return instant.slice(0, 10);
  const hours = Math.floor(minutes / 60);
  if (hours >= 1) return `${hours} ${hours === 1 ? 'hour' : 'hours'} ago`;
  if (minutes >= 1) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
  return 'just now';
}
