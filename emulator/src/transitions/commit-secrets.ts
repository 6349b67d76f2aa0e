import { userError } from '@reactive-charms/juju';
import type { Model, Secret, SecretOwner, SecretRevision } from '../model.ts';
import { sameTexts } from '../tools/hook-run.ts';
import type { HookRun } from '../tools/hook-run.ts';
import { isOwn, manages } from '../tools/secret-view.ts';
import { grantsAfter } from '../tools/secret-writes.ts';
import type { SecretChange, SecretDraft } from '../tools/secret-writes.ts';
import { withSecret } from './secrets.ts';
import { nextRotation } from './timers.ts';
import { without } from './transition.ts';

/**
 * Makes of secrets what a run asked for. Reasons name ids and labels, never content.
 * @throws DiagnosticsError when a secret is gone, not the unit's to change, or its label is taken.
 */
export function commitSecrets(model: Model, run: HookRun): Model {
  const { created, updated, removed, granted, revoked, tracked } = run.writes.secrets;
  let next = model;
  for (const [id, draft] of Object.entries(created)) next = createSecret(next, id, draft);
  for (const [id, change] of Object.entries(updated)) {
    next = updateSecret(next, managed(next, run, id), change);
  }
  for (const [id, revisions] of Object.entries(removed)) {
    // A secret that was never committed is gone by being forgotten.
    if (next.secrets[id]) next = removeRevisions(next, managed(next, run, id), revisions);
  }
  for (const id of new Set([...Object.keys(granted), ...Object.keys(revoked)])) {
    const secret = managed(next, run, id);
    const grants = grantsAfter(secret.grants, run.writes.secrets, id);
    next = withSecret(next, { ...secret, grants });
  }
  for (const id of tracked) {
    const secret = next.secrets[id];
    if (!secret) continue;
    const consumer = { ...secret.consumers[run.unit], revision: secret.latest };
    const consumers = { ...secret.consumers, [run.unit]: consumer };
    next = withSecret(next, { ...secret, consumers });
  }
  return next;
}

/** The secret if the unit may change it. @throws DiagnosticsError */
function managed(model: Model, run: HookRun, id: string): Secret {
  const secret = model.secrets[id];
  if (!secret) throw userError('SECRET_NOT_FOUND', `secret "${id}" not found`);
  const now = { ...run, model };
  if (isOwn(now, secret.owner) && manages(now, secret.owner)) return secret;
  throw userError('SECRET_NOT_OWNED', `secret "${id}": permission denied`);
}

function createSecret(model: Model, id: string, draft: SecretDraft): Model {
  const { content, owner, label = '', description = '', rotatePolicy = 'never', expires } = draft;
  checkLabel(model, { id, owner, label });
  const nextRotate = nextRotation(rotatePolicy, model.time);
  const secret: Secret = {
    id,
    owner,
    label,
    description,
    rotatePolicy,
    ...(nextRotate === undefined ? {} : { nextRotate }),
    ...(expires === undefined ? {} : { expires }),
    created: model.time,
    updated: model.time,
    revisions: { 1: { content, created: model.time } },
    latest: 1,
    grants: [],
    consumers: {},
  };
  return withSecret(model, secret);
}

function updateSecret(model: Model, secret: Secret, change: SecretChange): Model {
  const { label, description, rotatePolicy, expires, content } = change;
  if (label !== undefined) checkLabel(model, { id: secret.id, owner: secret.owner, label });
  const before = secret.revisions[secret.latest]?.content ?? {};
  const renewed = content && !sameTexts(content, before) ? content : undefined;
  const { expires: oldExpiry, nextRotate: oldRotation, ...rest } = secret;
  // Each revision has an expiry of its own, or none.
  const expiry = expires ?? (renewed ? undefined : oldExpiry);
  const policy = rotatePolicy ?? secret.rotatePolicy;
  const same = policy === secret.rotatePolicy;
  const rotation = same ? oldRotation : nextRotation(policy, model.time);
  const latest = renewed ? secret.latest + 1 : secret.latest;
  return withSecret(model, {
    ...rest,
    label: label ?? secret.label,
    description: description ?? secret.description,
    rotatePolicy: policy,
    ...(rotation === undefined ? {} : { nextRotate: rotation }),
    ...(expiry === undefined ? {} : { expires: expiry }),
    updated: model.time,
    latest,
    revisions: renewed
      ? { ...secret.revisions, [latest]: { content: renewed, created: model.time } }
      : secret.revisions,
  });
}

function removeRevisions(model: Model, secret: Secret, which: 'all' | readonly number[]): Model {
  const revisions: Record<number, SecretRevision> = {};
  for (const [number, revision] of Object.entries(secret.revisions)) {
    if (which !== 'all' && !which.includes(Number(number))) revisions[Number(number)] = revision;
  }
  if (Object.keys(revisions).length > 0) return withSecret(model, { ...secret, revisions });
  return { ...model, secrets: without(model.secrets, secret.id) };
}

function checkLabel(
  model: Model,
  {
    id,
    owner,
    label,
  }: { readonly id: string; readonly owner: SecretOwner; readonly label: string },
): void {
  if (label === '') return;
  const taken = Object.values(model.secrets).some(
    (other) =>
      other.id !== id &&
      other.label === label &&
      other.owner.kind === owner.kind &&
      other.owner.name === owner.name,
  );
  if (taken) throw userError('SECRET_LABEL_TAKEN', `secret with label "${label}" already exists`);
}
