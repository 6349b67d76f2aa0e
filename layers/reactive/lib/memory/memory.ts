import { isRelationId, isUnitName, SETTABLE_STATUSES } from '@reactive-charms/juju';
import type {
  Databag,
  DatabagChanges,
  OptionValue,
  RelationId,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { FlagValues } from '../flags/flag-store.ts';
import { isJsonMap, parseJsonText } from '../json.ts';
import type { JsonMap, JsonValue } from '../json.ts';

/** A relation as this unit saw it at the end of its last successful hook. */
export interface RememberedRelation {
  readonly application: string;
  readonly units: Readonly<Record<UnitName, Databag>>;
  readonly applicationBag: Databag;
  /** This unit's own databag; undefined while nobody has read back what was sent. */
  readonly published?: Databag;
  /** The databag of this unit's application, if this unit is the leader and has read it. */
  readonly publishedForApplication?: Databag;
  /** What was sent for this unit and not read back yet. */
  readonly pending?: DatabagChanges;
  /** What was sent for this unit's application and not read back yet. */
  readonly pendingForApplication?: DatabagChanges;
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
 * @throws Error naming the key that is not as it should be; values stay out, they may be secrets.
 */
export function parseMemory(text: string): Memory {
  const root = readMap('the state', parseState(text));
  if (root['version'] !== VERSION) {
    throw new Error(`version is ${JSON.stringify(root['version'])}, expected ${VERSION}`);
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

function parseState(text: string): JsonValue {
  try {
    return parseJsonText(text);
  } catch {
    // The message of JSON.parse quotes the text.
    throw new Error(`its ${text.length} characters are not JSON`);
  }
}

function readMap(key: string, value: JsonValue | undefined): JsonMap {
  if (!isJsonMap(value)) throw unexpected(key, 'a map', value);
  return value;
}

function readBag(key: string, value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readMap(key, value)).map(([name, text]) => {
      if (typeof text !== 'string') throw unexpected(`${key}.${name}`, 'a text', text);
      return [name, text] as const;
    }),
  );
}

function readChanges(key: string, value: JsonValue): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(readMap(key, value)).map(([name, text]) => {
      if (typeof text !== 'string' && text !== null) {
        throw unexpected(`${key}.${name}`, 'a text or null', text);
      }
      return [name, text] as const;
    }),
  );
}

function readOptions(value: JsonValue | undefined): Record<string, OptionValue> {
  return Object.fromEntries(
    Object.entries(readMap('config', value)).map(([name, option]) => {
      if (typeof option !== 'string' && typeof option !== 'number' && typeof option !== 'boolean') {
        throw unexpected(`config.${name}`, 'a scalar', option);
      }
      return [name, option] as const;
    }),
  );
}

function readRelations(value: JsonValue | undefined): Record<RelationId, RememberedRelation> {
  const relations: Record<RelationId, RememberedRelation> = {};
  for (const [id, entry] of Object.entries(readMap('relations', value))) {
    if (!isRelationId(id)) throw unexpected(`relations.${id}`, 'a relation ID as key', entry);
    relations[id] = readRelation(`relations.${id}`, readMap(`relations.${id}`, entry));
  }
  return relations;
}

function readRelation(key: string, relation: JsonMap): RememberedRelation {
  const { application, published, publishedForApplication, pending, pendingForApplication } =
    relation;
  if (typeof application !== 'string') {
    throw unexpected(`${key}.application`, 'a text', application);
  }
  const bag = (name: string, value: JsonValue): Databag => readBag(`${key}.${name}`, value);
  const changes = (name: string, value: JsonValue): DatabagChanges =>
    readChanges(`${key}.${name}`, value);
  return {
    application,
    units: readUnits(`${key}.units`, relation['units']),
    applicationBag: readBag(`${key}.applicationBag`, relation['applicationBag']),
    ...(published === undefined ? {} : { published: bag('published', published) }),
    ...(publishedForApplication === undefined
      ? {}
      : {
          publishedForApplication: bag('publishedForApplication', publishedForApplication),
        }),
    ...(pending === undefined ? {} : { pending: changes('pending', pending) }),
    ...(pendingForApplication === undefined
      ? {}
      : { pendingForApplication: changes('pendingForApplication', pendingForApplication) }),
  };
}

function readUnits(key: string, value: JsonValue | undefined): Record<UnitName, Databag> {
  const units: Record<UnitName, Databag> = {};
  for (const [name, bag] of Object.entries(readMap(key, value))) {
    if (!isUnitName(name)) throw unexpected(`${key}.${name}`, 'a unit name as key', bag);
    units[name] = readBag(`${key}.${name}`, bag);
  }
  return units;
}

function readStatus(value: JsonValue): WorkloadStatus {
  const { status, message } = readMap('status', value);
  const name = SETTABLE_STATUSES.find((known) => known === status);
  if (name === undefined) throw unexpected('status.status', 'a workload status', status);
  if (typeof message !== 'string') throw unexpected('status.message', 'a text', message);
  return { status: name, message };
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
