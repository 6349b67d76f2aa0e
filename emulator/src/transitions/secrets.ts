import type { UnitName } from '@reactive-charms/juju';
import { expiryKey, removalKey } from '../due/secret-hooks.ts';
import type { Model, Secret, SecretHook } from '../model.ts';
import { nextRotation, rotationRetry } from './timers.ts';
import { findUnit, withUniter } from './transition.ts';

/** Notes what a unit has heard of a secret. */
export function secretHookDone(model: Model, name: UnitName, hook: SecretHook): Model {
  const unit = findUnit(model, name);
  const secret = model.secrets[hook.secret];
  const { secrets, secretsAnnounced } = unit.uniter;
  const { revision } = hook;
  switch (hook.name) {
    case 'secret-changed':
      if (revision === undefined) return model;
      return withUniter(model, unit, {
        secrets: { ...stillThere(model, secrets), [hook.secret]: revision },
      });
    case 'secret-rotate':
      return secret ? withSecret(model, rotated(model, secret, hook)) : model;
    case 'secret-expired':
    case 'secret-remove': {
      if (revision === undefined || !secret) return model;
      const key = hook.name === 'secret-remove' ? removalKey : expiryKey;
      const announced = new Set([...secretsAnnounced, key(hook.secret, revision)]);
      return withUniter(model, unit, { secretsAnnounced: [...announced] });
    }
  }
}

/** What a unit remembers, without secrets that are gone. */
function stillThere(
  model: Model,
  secrets: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(secrets).filter(([id]) => model.secrets[id]));
}

/** A model with one secret changed. */
export function withSecret(model: Model, secret: Secret): Model {
  return { ...model, secrets: { ...model.secrets, [secret.id]: secret } };
}

/** Deletes what a dead unit owned, and forgets what it read and what was granted to it. */
export function dropSecretsOfUnit(model: Model, unit: UnitName): Model {
  return changeSecrets(model, (secret) => {
    if (secret.owner.kind === 'unit' && secret.owner.name === unit) return undefined;
    const granted = secret.grants.some((grant) => grant.unit === unit);
    if (!granted && !secret.consumers[unit]) return secret;
    const { [unit]: _gone, ...consumers } = secret.consumers;
    return { ...secret, consumers, grants: secret.grants.filter((grant) => grant.unit !== unit) };
  });
}

/** Deletes the secrets of an application that is gone. */
export function dropSecretsOfApplication(model: Model, application: string): Model {
  return changeSecrets(model, (secret) =>
    secret.owner.kind === 'application' && secret.owner.name === application ? undefined : secret,
  );
}

/** Takes back what was granted for as long as a relation lasts. */
export function dropGrantsOfRelation(model: Model, relation: number): Model {
  return changeSecrets(model, (secret) => {
    const grants = secret.grants.filter((grant) => grant.relation !== relation);
    return grants.length === secret.grants.length ? secret : { ...secret, grants };
  });
}

/** An owner that made no new revision is asked again soon; else the next time counts from now. */
function rotated(model: Model, secret: Secret, hook: SecretHook): Secret {
  const { nextRotate: _done, ...rest } = secret;
  const kept = hook.original === secret.latest;
  const next =
    secret.rotatePolicy !== 'never' && kept
      ? rotationRetry(model.time)
      : nextRotation(secret.rotatePolicy, model.time);
  return { ...rest, ...(next === undefined ? {} : { nextRotate: next }) };
}

function changeSecrets(model: Model, change: (secret: Secret) => Secret | undefined): Model {
  let changed = false;
  const secrets: Record<string, Secret> = {};
  for (const [id, secret] of Object.entries(model.secrets)) {
    const next = change(secret);
    if (next !== secret) changed = true;
    if (next) secrets[id] = next;
  }
  return changed ? { ...model, secrets } : model;
}
