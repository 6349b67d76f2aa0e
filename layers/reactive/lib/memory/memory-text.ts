import type { RelationId } from '@reactive-charms/juju';
import type { JsonMap, JsonValue } from '../json.ts';
import {
  readBag,
  readChanges,
  readFiles,
  readJson,
  readLeaderStore,
  readMap,
  readOptions,
  readOrigins,
  readRelationId,
  readStatus,
  readStorage,
  readText,
  readTexts,
  readUnits,
} from './memory-checks.ts';
import type { Memory, RememberedRelation } from './memory.ts';
import { printUnits, readLater } from './unit-bags.ts';
import type { UnitBags } from './unit-bags.ts';

/** An older revision of a charm reads what a newer one wrote, and passes over keys it does not know. */
const VERSION = 1;

/** The texts that a memory is made of. Each relation has its own, so that a change costs its size. */
export interface MemoryParts {
  /** JSON of everything but the relations. */
  readonly head: string;
  /** Relation ID → JSON of the relation, in one line, with the units last. */
  readonly relations: Readonly<Record<RelationId, string>>;
}

/** Writes a memory in parts. */
export function printParts(memory: Memory): MemoryParts {
  return {
    head: JSON.stringify({ version: VERSION, ...headOf(memory) }, undefined, 1),
    relations: Object.fromEntries(
      Object.entries(memory.relations).map(([id, relation]) => [id, printRelation(relation)]),
    ),
  };
}

/** Always in the same order, so that memories that are equal have equal texts. */
function headOf(memory: Memory): Record<keyof Omit<Memory, 'relations'>, unknown> {
  return {
    flags: memory.flags,
    data: memory.data,
    config: memory.config,
    leaderData: memory.leaderData,
    leaderStore: memory.leaderStore,
    addresses: memory.addresses,
    ports: memory.ports,
    pendingPorts: memory.pendingPorts,
    storage: memory.storage,
    status: memory.status,
    statusBeneath: memory.statusBeneath,
    applicationStatus: memory.applicationStatus,
    applicationVersion: memory.applicationVersion,
    origins: memory.origins,
    invoked: memory.invoked,
    files: memory.files,
  };
}

function printRelation(relation: RememberedRelation): string {
  const rest: Record<keyof Omit<RememberedRelation, 'units'>, unknown> = {
    application: relation.application,
    applicationBag: relation.applicationBag,
    published: relation.published,
    publishedForApplication: relation.publishedForApplication,
    pending: relation.pending,
    pendingForApplication: relation.pendingForApplication,
  };
  const start = JSON.stringify(rest).slice(0, -1);
  const known = sources.get(relation.units);
  return known?.start === start ? known.text : `${start}${UNITS}${printUnits(relation.units)}}`;
}

/** The texts that relations come from, by their units, and what stands in them before the units. */
const sources = new WeakMap<UnitBags, { readonly start: string; readonly text: string }>();

/** Tells whether two memories are equal, at no cost for relations that nobody has touched. */
export function areSameParts(a: MemoryParts, b: MemoryParts): boolean {
  const [left, right] = [Object.entries(a.relations), new Map(Object.entries(b.relations))];
  return (
    a.head === b.head &&
    left.length === right.size &&
    left.every(([id, text]) => right.get(id) === text)
  );
}

/** What stands before the units of a relation. Within a text its quotes would be escaped. */
const UNITS = ',"units":';

/**
 * Reads a memory from its parts. Databags of units are read only when they are looked at.
 * @param damage makes the error for databags that turn out to be damaged then.
 * @throws Error naming the key that is not as it should be; values stay out, they may be secrets.
 */
export function parseParts(parts: MemoryParts, damage: (error: unknown) => unknown): Memory {
  const root = readMap('the state', readJson('the state', parts.head));
  return {
    ...readHead(root),
    relations: Object.fromEntries(
      Object.entries(parts.relations).map(([id, text]) => [
        readRelationId(id, text),
        parseRelation(`relations.${id}`, text, damage),
      ]),
    ),
  };
}

function parseRelation(
  key: string,
  text: string,
  damage: (error: unknown) => unknown,
): RememberedRelation {
  const at = text.indexOf(UNITS);
  if (at < 0) return readRelation(key, readMap(key, readJson(key, text)));
  const start = text.slice(0, at);
  const rest = readMap(key, readJson(key, `${start}}`));
  const units = readLater(text.slice(at + UNITS.length, -1), (bags) => {
    try {
      return readUnits(`${key}.units`, readJson(`${key}.units`, bags));
    } catch (error) {
      throw damage(error);
    }
  });
  sources.set(units, { start, text });
  return { ...readOwnSide(key, rest), units };
}

/** Writes the memory as the text of its file: JSON, with a line for each relation. */
export function printMemory(memory: Memory): string {
  return joinParts(printParts(memory));
}

/**
 * Reads the memory from the text of its file, also one that an older revision wrote or a person has
 * mended.
 * @param damage makes the error for what turns out to be damaged later; see `parseParts`.
 * @throws Error naming the key that is not as it should be; values stay out, they may be secrets.
 */
export function parseMemory(
  text: string,
  damage: (error: unknown) => unknown = (error) => error,
): Memory {
  const parts = splitParts(text);
  if (parts !== undefined) return parseParts(parts, damage);
  const root = readMap('the state', readJson('the state', text));
  const head = readHead(root);
  const relations: Record<RelationId, RememberedRelation> = {};
  for (const [id, entry] of Object.entries(readMap('relations', root['relations']))) {
    const key = `relations.${id}`;
    relations[readRelationId(id, entry)] = readRelation(key, readMap(key, entry));
  }
  return { ...head, relations };
}

const HEAD_END = '\n}';
const RELATIONS = ',\n "relations": {\n';
const END = '\n }\n}\n';
const NO_RELATIONS = ',\n "relations": {}\n}\n';

/** Writes the parts of a memory as the text of its file. */
export function joinParts({ head, relations }: MemoryParts): string {
  const lines = Object.entries(relations).map(([id, text]) => `  ${JSON.stringify(id)}: ${text}`);
  const start = head.slice(0, -HEAD_END.length);
  if (lines.length === 0) return `${start}${NO_RELATIONS}`;
  return `${start}${RELATIONS}${lines.join(',\n')}${END}`;
}

/** The parts of a text that `joinParts` wrote; undefined for any other. A text has no bare line end. */
export function splitParts(text: string): MemoryParts | undefined {
  if (text.endsWith(NO_RELATIONS)) {
    return { head: `${text.slice(0, -NO_RELATIONS.length)}${HEAD_END}`, relations: {} };
  }
  const at = text.indexOf(RELATIONS);
  if (at < 0 || !text.endsWith(END)) return undefined;
  const relations: Record<RelationId, string> = {};
  for (const line of text.slice(at + RELATIONS.length, -END.length).split(',\n')) {
    const [, id] = /^ {2}"([^"\\]+)": \{/.exec(line) ?? [];
    if (id === undefined || !line.endsWith('}}')) return undefined;
    relations[readRelationId(id, {})] = line.slice(`  "${id}": `.length);
  }
  return { head: `${text.slice(0, at)}${HEAD_END}`, relations };
}

function readHead(root: JsonMap): Omit<Memory, 'relations'> {
  const { version, status, statusBeneath, applicationStatus, applicationVersion } = root;
  const { leaderStore, ports, pendingPorts } = root;
  if (version !== VERSION) {
    throw new Error(`version is ${JSON.stringify(version)}, expected ${VERSION}`);
  }
  return {
    flags: readMap('flags', root['flags']),
    data: readMap('data', root['data']),
    config: readOptions('config', root['config']),
    leaderData: readBag('leaderData', root['leaderData']),
    addresses: readBag('addresses', root['addresses']),
    origins: readOrigins('origins', root['origins']),
    invoked: readTexts('invoked', root['invoked']),
    files: readFiles('files', root['files']),
    storage: readStorage('storage', root['storage']),
    ...(status === undefined ? {} : { status: readStatus('status', status) }),
    ...(statusBeneath === undefined
      ? {}
      : { statusBeneath: readStatus('statusBeneath', statusBeneath) }),
    ...(applicationStatus === undefined
      ? {}
      : { applicationStatus: readStatus('applicationStatus', applicationStatus) }),
    ...(applicationVersion === undefined
      ? {}
      : { applicationVersion: readText('applicationVersion', applicationVersion) }),
    ...(ports === undefined ? {} : { ports: readTexts('ports', ports) }),
    ...(pendingPorts === undefined
      ? {}
      : { pendingPorts: readTexts('pendingPorts', pendingPorts) }),
    ...(leaderStore === undefined
      ? {}
      : { leaderStore: readLeaderStore('leaderStore', leaderStore) }),
  };
}

function readRelation(key: string, relation: JsonMap): RememberedRelation {
  return {
    ...readOwnSide(key, relation),
    units: readUnits(`${key}.units`, relation['units'] ?? null),
  };
}

function readOwnSide(key: string, relation: JsonMap): Omit<RememberedRelation, 'units'> {
  const { published, publishedForApplication, pending, pendingForApplication } = relation;
  const bag = (name: string, value: JsonValue): RememberedRelation['applicationBag'] =>
    readBag(`${key}.${name}`, value);
  const changes = (name: string, value: JsonValue): NonNullable<RememberedRelation['pending']> =>
    readChanges(`${key}.${name}`, value);
  return {
    application: readText(`${key}.application`, relation['application']),
    applicationBag: readBag(`${key}.applicationBag`, relation['applicationBag']),
    ...(published === undefined ? {} : { published: bag('published', published) }),
    ...(publishedForApplication === undefined
      ? {}
      : { publishedForApplication: bag('publishedForApplication', publishedForApplication) }),
    ...(pending === undefined ? {} : { pending: changes('pending', pending) }),
    ...(pendingForApplication === undefined
      ? {}
      : { pendingForApplication: changes('pendingForApplication', pendingForApplication) }),
  };
}
