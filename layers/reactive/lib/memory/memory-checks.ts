import { isRelationId, isUnitName, SETTABLE_STATUSES } from '@reactive-charms/juju';
import type {
  Databag,
  DatabagChanges,
  OptionValue,
  RelationId,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import { isJsonMap, parseJsonText } from '../json.ts';
import type { JsonMap, JsonValue } from '../json.ts';
import type { FlagOrigin, Memory, RememberedStorage } from './memory.ts';

// What is read from a memory is checked where it lies, and never copied: a memory may be large, and
// a hook should not pay for what it does not use. Error texts name keys, never values, which may be
// secrets.

/**
 * Reads JSON.
 * @throws Error that does not quote the text.
 */
export function readJson(key: string, text: string): JsonValue {
  try {
    return parseJsonText(text);
  } catch {
    throw new Error(`${key} has ${text.length} characters, which are not JSON`);
  }
}

export function readMap(key: string, value: JsonValue | undefined): JsonMap {
  if (!isJsonMap(value)) throw unexpected(key, 'a map', value);
  return value;
}

/** As `readMap`; but a key that older revisions did not write counts as an empty map. */
export function readNewMap(key: string, value: JsonValue | undefined): JsonMap {
  return value === undefined ? {} : readMap(key, value);
}

export function readText(key: string, value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw unexpected(key, 'a text', value);
  return value;
}

/** The texts of a list; none when the key is not there. */
export function readTexts(key: string, value: JsonValue | undefined): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw unexpected(key, 'a list', value);
  return value.map((text: JsonValue, index) => readText(`${key}[${index}]`, text));
}

export function readBag(key: string, value: JsonValue | undefined): Databag {
  const bag = readMap(key, value);
  if (!isBag(bag)) throw firstUnexpected(key, 'a text', bag, isText);
  return bag;
}

export function readChanges(key: string, value: JsonValue | undefined): DatabagChanges {
  const changes = readMap(key, value);
  if (!isChanges(changes)) throw firstUnexpected(key, 'a text or null', changes, isTextOrNull);
  return changes;
}

export function readOptions(key: string, value: JsonValue | undefined): Memory['config'] {
  const options = readMap(key, value);
  if (!isOptions(options)) throw firstUnexpected(key, 'a scalar', options, isOption);
  return options;
}

/** @throws Error when a key is no unit name, or a value no databag. */
export function readUnits(key: string, value: JsonValue): Readonly<Record<UnitName, Databag>> {
  const units = readMap(key, value);
  for (const [name, bag] of Object.entries(units)) {
    if (!isUnitName(name)) throw unexpected(`${key}.${name}`, 'a unit name as key', bag);
    readBag(`${key}.${name}`, bag);
  }
  if (!isUnits(units)) throw unexpected(key, 'databags of units', value);
  return units;
}

export function readRelationId(id: string, value: JsonValue | undefined): RelationId {
  if (!isRelationId(id)) throw unexpected(`relations.${id}`, 'a relation ID as key', value);
  return id;
}

export function readStatus(key: string, value: JsonValue | undefined): WorkloadStatus {
  const { status, message } = readMap(key, value);
  const name = SETTABLE_STATUSES.find((known) => known === status);
  if (name === undefined) throw unexpected(`${key}.status`, 'a workload status', status);
  return { status: name, message: readText(`${key}.message`, message) };
}

export function readOrigins(key: string, value: JsonValue | undefined): Memory['origins'] {
  const origins = readNewMap(key, value);
  if (!isRecordOf(origins, isOrigin)) {
    throw firstUnexpected(key, 'who set the flag, in which hook, and when', origins, isOrigin);
  }
  return origins;
}

export function readFiles(key: string, value: JsonValue | undefined): Memory['files'] {
  const files = readNewMap(key, value);
  if (!isRecordOf(files, isChanges)) throw firstUnexpected(key, 'hashes', files, isChanges);
  return files;
}

export function readStorage(key: string, value: JsonValue | undefined): Memory['storage'] {
  const storage = readNewMap(key, value);
  if (!isRecordOf(storage, isStorage)) {
    throw firstUnexpected(key, 'a kind and a location', storage, isStorage);
  }
  return storage;
}

export function readLeaderStore(
  key: string,
  value: JsonValue | undefined,
): NonNullable<Memory['leaderStore']> {
  if (value === 'settings' || value === 'relation') return value;
  throw unexpected(key, 'settings or relation', value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNull(value: unknown): value is string | null {
  return typeof value === 'string' || value === null;
}

function isOption(value: unknown): value is OptionValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isOrigin(value: unknown): value is FlagOrigin {
  return isRecord(value) && isText(value['by']) && isText(value['hook']) && isText(value['at']);
}

function isStorage(value: unknown): value is RememberedStorage {
  return (
    isRecord(value) &&
    (value['kind'] === 'filesystem' || value['kind'] === 'block') &&
    isText(value['location'])
  );
}

function isBag(value: unknown): value is Databag {
  return isRecordOf(value, isText);
}

function isChanges(value: unknown): value is DatabagChanges {
  return isRecordOf(value, isTextOrNull);
}

function isOptions(value: unknown): value is Memory['config'] {
  return isRecordOf(value, isOption);
}

/** The bags themselves have been checked. */
function isUnits(value: unknown): value is Readonly<Record<UnitName, Databag>> {
  return isRecord(value);
}

function isRecordOf<T>(
  value: unknown,
  isWanted: (member: unknown) => member is T,
): value is Readonly<Record<string, T>> {
  if (!isRecord(value)) return false;
  for (const key of Object.keys(value)) if (!isWanted(value[key])) return false;
  return true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstUnexpected(
  key: string,
  wanted: string,
  ...[map, isWanted]: [JsonMap, (member: unknown) => boolean]
): Error {
  const [name, value] = Object.entries(map).find(([, member]) => !isWanted(member)) ?? ['', null];
  return unexpected(`${key}.${name}`, wanted, value);
}

function unexpected(key: string, wanted: string, found: JsonValue | undefined): Error {
  return new Error(`${key} is ${kindOf(found)}, expected ${wanted}`);
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
