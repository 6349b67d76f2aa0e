import { isRelationId, isUnitName } from '@reactive-charms/juju';
import type {
  Databag,
  OptionValue,
  RelationId,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { FlagValues } from './flags.ts';
import { isJsonMap, parseJsonText } from './json.ts';
import type { JsonMap, JsonValue } from './json.ts';

/** A relation as this unit saw it at the end of its last successful hook. */
export interface RememberedRelation {
  readonly application: string;
  readonly units: Readonly<Record<UnitName, Databag>>;
  readonly applicationBag: Databag;
  /** This unit's own databag; undefined while nobody has read back what was sent. */
  readonly published?: Databag;
}

/** What a unit keeps between hooks: one value, one file, one transaction. */
export interface Memory {
  readonly flags: FlagValues;
  readonly data: Readonly<Record<string, JsonValue>>;
  readonly config: Readonly<Record<string, OptionValue>>;
  readonly leaderData: Databag;
  readonly relations: Readonly<Record<RelationId, RememberedRelation>>;
  /** Addresses by binding; the key `` (empty) is the private address. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly status?: WorkloadStatus;
  readonly applicationVersion?: string;
}

/** The memory of a unit that has never run a hook. */
export const EMPTY_MEMORY: Memory = {
  flags: {},
  data: {},
  config: {},
  leaderData: {},
  relations: {},
  addresses: {},
};

const VERSION = 1;

/** Writes the memory as the text of its file. */
export function printMemory(memory: Memory): string {
  return `${JSON.stringify({ version: VERSION, ...memory }, undefined, 1)}\n`;
}

/**
 * Reads the memory from the text of its file.
 * @throws Error naming the key that is not as it should be.
 */
export function parseMemory(text: string): Memory {
  const root = readMap('state', parseJsonText(text));
  if (root['version'] !== VERSION) {
    throw new Error(`state has version ${JSON.stringify(root['version'])}, expected ${VERSION}`);
  }
  const status = root['status'] === undefined ? undefined : readStatus(root['status']);
  const version = root['applicationVersion'];
  return {
    flags: readMap('flags', root['flags']),
    data: readMap('data', root['data']),
    config: readOptions(root['config']),
    leaderData: readBag('leaderData', root['leaderData']),
    relations: readRelations(root['relations']),
    addresses: readBag('addresses', root['addresses']),
    ...(status ? { status } : {}),
    ...(typeof version === 'string' ? { applicationVersion: version } : {}),
  };
}

function readMap(key: string, value: JsonValue | undefined): JsonMap {
  if (!isJsonMap(value)) throw unexpected(key, 'a map', value);
  return value;
}

function readBag(key: string, value: JsonValue | undefined): Record<string, string> {
  const bag: Record<string, string> = {};
  for (const [name, text] of Object.entries(readMap(key, value))) {
    if (typeof text !== 'string') throw unexpected(`${key}.${name}`, 'a text', text);
    bag[name] = text;
  }
  return bag;
}

function readOptions(value: JsonValue | undefined): Record<string, OptionValue> {
  const options: Record<string, OptionValue> = {};
  for (const [name, option] of Object.entries(readMap('config', value))) {
    if (typeof option !== 'string' && typeof option !== 'number' && typeof option !== 'boolean') {
      throw unexpected(`config.${name}`, 'a scalar', option);
    }
    options[name] = option;
  }
  return options;
}

function readRelations(value: JsonValue | undefined): Record<RelationId, RememberedRelation> {
  const relations: Record<RelationId, RememberedRelation> = {};
  for (const [id, entry] of Object.entries(readMap('relations', value))) {
    if (!isRelationId(id)) throw unexpected('relations', 'relation IDs', id);
    const relation = readMap(`relations.${id}`, entry);
    const application = relation['application'];
    if (typeof application !== 'string')
      throw unexpected(`${id}.application`, 'a text', application);
    relations[id] = {
      application,
      units: readUnits(`${id}.units`, relation['units']),
      applicationBag: readBag(`${id}.applicationBag`, relation['applicationBag']),
      ...(relation['published'] === undefined
        ? {}
        : { published: readBag(`${id}.published`, relation['published']) }),
    };
  }
  return relations;
}

function readUnits(key: string, value: JsonValue | undefined): Record<UnitName, Databag> {
  const units: Record<UnitName, Databag> = {};
  for (const [name, bag] of Object.entries(readMap(key, value))) {
    if (!isUnitName(name)) throw unexpected(key, 'unit names', name);
    units[name] = readBag(`${key}.${name}`, bag);
  }
  return units;
}

function readStatus(value: JsonValue): WorkloadStatus {
  const { status, message } = readMap('status', value);
  if (
    status !== 'maintenance' &&
    status !== 'blocked' &&
    status !== 'waiting' &&
    status !== 'active'
  ) {
    throw unexpected('status', 'a workload status', status);
  }
  if (typeof message !== 'string') throw unexpected('status.message', 'a text', message);
  return { status, message };
}

function unexpected(key: string, wanted: string, found: JsonValue | undefined): Error {
  return new Error(`${key} is ${JSON.stringify(found)}, expected ${wanted}`);
}
