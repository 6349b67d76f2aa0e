import type { OptionDefinitions } from '@reactive-charms/juju';
import { isJsonMap, parseJsonText } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { Memory } from '../memory/memory.ts';

/** Where the secrets of a unit are found. */
export interface SecretSources {
  readonly options: OptionDefinitions;
  /** What the unit remembers; undefined before its first hook has succeeded. */
  readonly memory: Memory | undefined;
}

/** What stands in the place of a secret. */
export const MASK = '***';

/** Names of values that are secret: of options, keys of databags, keys within JSON values. */
const SECRET_NAME =
  /pass(?:word|wd|phrase)|token|secret|credential|apikey|(?:^|[^a-z])(?:keys?|pw|auth)(?:$|[^a-z])/i;

/** A shorter value would mask every other word, and protects nothing. */
const SHORTEST_SECRET = 4;

/**
 * Takes the secrets out of a text that comes from the outside, such as the message of an error. Known
 * are options of type secret, and values whose name says so in options, leader data, databags and unit
 * data; beyond these, what stands where secrets use to stand: `password=…`, `scheme://user:…@host`.
 */
export function maskSecrets(text: string, sources: SecretSources): string {
  const known = secretsIn(sources).sort((a, b) => b.length - a.length);
  return maskPatterns(known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text));
}

/** Masks what stands where secrets use to stand. */
export function maskPatterns(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@]+@/gi, `$1${MASK}@`)
    .replaceAll(/\b(Bearer|Basic) +[\w.~+/=-]{8,}/g, `$1 ${MASK}`)
    .replaceAll(
      /([\w-]*(?:password|passwd|passphrase|token|secret|api[-_]?key)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
      `$1${MASK}`,
    );
}

function secretsIn({ options, memory }: SecretSources): string[] {
  if (memory === undefined) return [];
  const { config, leaderData, relations, data } = memory;
  const isSecret = (name: string): boolean =>
    options[name]?.type === 'secret' || SECRET_NAME.test(name);
  const found = new Set<string>();
  collect(config, isSecret, found);
  const bags = Object.values(relations).flatMap((relation) => [
    ...Object.values(relation.units),
    relation.applicationBag,
    relation.published ?? {},
    relation.publishedForApplication ?? {},
    relation.pending ?? {},
    relation.pendingForApplication ?? {},
  ]);
  [leaderData, data, ...bags].forEach((map) => collect(map, isSecretName, found));
  return [...found].filter((secret) => secret.length >= SHORTEST_SECRET);
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Collects the values whose names are secret, also those inside of texts that are JSON. */
function collect(
  map: Readonly<Record<string, JsonValue>>,
  isSecret: (name: string) => boolean,
  found: Set<string>,
): void {
  for (const [name, value] of Object.entries(map)) {
    if (isSecret(name))
      textsIn(value).forEach((text) => formsOf(text).forEach((form) => found.add(form)));
    else mapsIn(value).forEach((inner) => collect(inner, isSecretName, found));
  }
}

/** All texts and numbers within a value. */
function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value, ...mapsIn(value).flatMap(textsIn)];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** How a secret may appear in a message: whole, by its lines, quoted, in a URL. */
function formsOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [text.trim(), ...lines].flatMap((form) => [
    form,
    JSON.stringify(form).slice(1, -1),
    encodeURIComponent(form),
  ]);
}

function mapsIn(value: JsonValue): Readonly<Record<string, JsonValue>>[] {
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? mapsIn(parsed(value)) : [];
  if (isJsonMap(value)) return [value];
  return Array.isArray(value) ? value.flatMap((item: JsonValue) => mapsIn(item)) : [];
}

function parsed(text: string): JsonValue {
  try {
    return parseJsonText(text);
  } catch {
    return null;
  }
}
