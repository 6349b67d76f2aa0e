import type { UnitName } from '@reactive-charms/juju';
import type { Instant, Model, Secret, SecretHook, Unit } from '../model.ts';
import { unitEntries } from '../relation-view.ts';
import { shuffle } from './chance.ts';
import { indexOnce } from './index-once.ts';

/**
 * The secret hook that is due, in Juju's order: expired and rotate by the clock, changed for what the
 * unit follows, remove for revisions of its own that nobody reads any more. Hooks about the secrets of
 * an application come to its leader only.
 */
export function nextSecretHook(model: Model, unit: Unit, now: Instant): SecretHook | undefined {
  const about = secretsOf(model, unit);
  if (about.length === 0) return undefined;
  const order = `${unit.name} ${unit.uniter.hooksRun}`;
  const secrets = shuffle(model, about, ({ id }) => `${order} ${id}`);
  const own = secrets.filter((secret) => ownsSecret(model, unit.name, secret));
  const read = secrets.filter((secret) => !own.includes(secret));
  const first = (
    from: readonly Secret[],
    make: (secret: Secret) => SecretHook | undefined,
  ): SecretHook | undefined => from.map(make).find((hook) => hook !== undefined);
  return (
    first(own, (secret) => expiredHook(unit, secret, now)) ??
    first(own, (secret) => rotateHook(secret, now)) ??
    first(read, (secret) => changedHook(model, unit, secret)) ??
    first(own, (secret) => removeHook(model, unit, secret))
  );
}

/** The secrets that a unit owns now, or for whose owner it speaks. */
export function ownedSecrets(model: Model, unit: Unit): Secret[] {
  return secretsOf(model, unit).filter((secret) => ownsSecret(model, unit.name, secret));
}

/** Whether a unit owns a secret now, or speaks for the application that does. */
function ownsSecret(model: Model, unit: UnitName, { owner }: Secret): boolean {
  if (owner.kind === 'unit') return owner.name === unit;
  return model.applications[owner.name]?.leader === unit;
}

/**
 * Whether a unit may read a secret: by a grant, which ends with its relation, or as a unit of the
 * application that owns it. Source: contract juju.md section 2.2.
 */
export function mayRead(
  { relations }: Model,
  { name, application }: Unit,
  { owner, grants }: Secret,
): boolean {
  const owns = owner.kind === 'unit' ? owner.name === name : owner.name === application;
  return (
    owns ||
    grants.some((grant) => {
      if (!relations[grant.relation]) return false;
      return grant.unit === undefined ? grant.application === application : grant.unit === name;
    })
  );
}

/** How a unit's memory names an expiry that it was told of. */
export function expiryKey(secret: string, revision: number): string {
  return `expired ${secret}/${revision}`;
}

/** How a unit's memory names a revision that it was told to remove. */
export function removalKey(secret: string, revision: number): string {
  return `${secret}/${revision}`;
}

function expiredHook(unit: Unit, secret: Secret, now: Instant): SecretHook | undefined {
  const { id, expires, latest } = secret;
  if (expires === undefined || expires > now) return undefined;
  if (unit.uniter.secretsAnnounced.includes(expiryKey(id, latest))) return undefined;
  return { ...secretHook('secret-expired', secret), revision: latest };
}

function rotateHook(secret: Secret, now: Instant): SecretHook | undefined {
  const { nextRotate, latest } = secret;
  if (nextRotate === undefined || nextRotate > now) return undefined;
  return { ...secretHook('secret-rotate', secret), original: latest };
}

function changedHook(model: Model, unit: Unit, secret: Secret): SecretHook | undefined {
  const consumer = secret.consumers[unit.name];
  if (!consumer || consumer.revision === secret.latest) return undefined;
  if (!mayRead(model, unit, secret)) return undefined;
  if (unit.uniter.secrets[secret.id] === secret.latest) return undefined;
  const { label = '' } = consumer;
  const { label: _owners, ...hook } = secretHook('secret-changed', secret);
  return { ...hook, ...(label === '' ? {} : { label }), revision: secret.latest };
}

function removeHook(model: Model, unit: Unit, secret: Secret): SecretHook | undefined {
  const read = new Set(
    unitEntries(secret.consumers)
      .filter(([name]) => !ownsSecret(model, name, secret))
      .map(([, { revision }]) => revision),
  );
  const revision = Object.keys(secret.revisions)
    .map(Number)
    .find(
      (number) =>
        number < secret.latest &&
        !read.has(number) &&
        !unit.uniter.secretsAnnounced.includes(removalKey(secret.id, number)),
    );
  return revision === undefined ? undefined : { ...secretHook('secret-remove', secret), revision };
}

function secretHook(name: SecretHook['name'], { id, label }: Secret): SecretHook {
  return { kind: 'secret', name, secret: id, ...(label === '' ? {} : { label }) };
}

/** The secrets that a unit owns, may speak for, or reads. */
function secretsOf(model: Model, unit: Unit): readonly Secret[] {
  const { byReader, byApplication } = secretIndex(model.secrets);
  const leads = model.applications[unit.application]?.leader === unit.name;
  const read = byReader.get(unit.name) ?? [];
  if (!leads) return read;
  const spokenFor = byApplication.get(unit.application) ?? [];
  return [...new Set([...read, ...spokenFor])];
}

interface SecretIndex {
  /** By a unit that owns or reads them. */
  readonly byReader: ReadonlyMap<UnitName, readonly Secret[]>;
  /** By the application that owns them. */
  readonly byApplication: ReadonlyMap<string, readonly Secret[]>;
}

const secretIndex = indexOnce((secrets: Model['secrets']): SecretIndex => {
  const byReader = new Map<UnitName, Secret[]>();
  const byApplication = new Map<string, Secret[]>();
  for (const secret of Object.values(secrets)) {
    const { owner } = secret;
    const readers = new Set(unitEntries(secret.consumers).map(([name]) => name));
    if (owner.kind === 'unit') readers.add(owner.name);
    else push(byApplication, owner.name, secret);
    for (const reader of readers) push(byReader, reader, secret);
  }
  return { byReader, byApplication };
});

function push<Key>(into: Map<Key, Secret[]>, key: Key, secret: Secret): void {
  const list = into.get(key);
  if (list) list.push(secret);
  else into.set(key, [secret]);
}
