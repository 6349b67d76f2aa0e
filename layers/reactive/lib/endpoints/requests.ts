import type { UnitName } from '@reactive-charms/juju';
import type { JsonMap } from '../json.ts';
import type { Decoded, Sparse } from './codec.ts';
import type { Relation } from './endpoint.ts';
import { parseJson, sortedJson } from './json-codec.ts';
import type { ObjectCodec } from './json-codec.ts';
import type { PublishableJson } from './views.ts';

/** What the two sides of an interface say to each other, as typed fields. */
export interface RequestProtocol<Request extends object, Response extends object> {
  readonly request: ObjectCodec<Request>;
  readonly response: ObjectCodec<Response>;
}

/** A request with the answer to it. It is a view: change it with the endpoint's methods. */
export interface RequestWithResponse<Request extends object, Response extends object> {
  readonly id: string;
  readonly relation: Relation;
  readonly fields: Sparse<Request>;
  /** The answer; undefined while there is none. */
  readonly response: Sparse<Response> | undefined;
}

/** Requests and responses are keys of a databag that begin so. Source: reactive.md section 4.5. */
const PREFIXES = { request: 'request_', response: 'response_' } as const;

type Kind = keyof typeof PREFIXES;

/** The key of a request or a response in a databag. */
export function keyOf(kind: Kind, id: string): string {
  return `${PREFIXES[kind]}${id}`;
}

/** The IDs of all requests or responses in a databag, sorted. */
export function idsIn(kind: Kind, bag: object): string[] {
  const prefix = PREFIXES[kind];
  return Object.keys(bag)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .sort();
}

/** The member of a request on the wire that repeats its ID; charms in Python need it. */
const ID_MEMBER = 'request_id';

/** Writes a request. */
export function encodeRequest(id: string, content: JsonMap): PublishableJson {
  return { ...content, [ID_MEMBER]: id };
}

/** Reads the fields of a request or a response. */
export function decodeFields<T extends object>(
  codec: ObjectCodec<T>,
  wire: string,
): Decoded<Sparse<T>> {
  const parsed = parseJson(wire);
  if (!parsed.ok) return parsed;
  if (parsed.value === undefined) return { ok: true, value: undefined };
  const decoded = codec.decode(parsed.value);
  if (decoded.ok && decoded.value) Object.freeze(decoded.value);
  return decoded;
}

/** Tells whether two sets of fields agree in some of them, as they go on the wire. */
export function agreeIn<T extends object>(
  codec: ObjectCodec<T>,
  names: readonly (keyof T)[],
  [a, b]: readonly [Sparse<T>, Sparse<T>],
): boolean {
  const wire = (fields: Sparse<T>): string => sortedJson(codec.encode(pick(fields, names)));
  return wire(a) === wire(b);
}

/** The members of a search that have a value. */
export function namesIn<T extends object>(wanted: Sparse<T>): (keyof T)[] {
  const names: (keyof T)[] = [];
  for (const name in wanted) if (wanted[name] !== undefined) names.push(name);
  return names;
}

function pick<T extends object>(fields: Sparse<T>, names: readonly (keyof T)[]): Sparse<T> {
  const picked: { -readonly [K in keyof T]?: T[K] | undefined } = {};
  for (const name of names) picked[name] = fields[name];
  return picked;
}

/** What the ID of a new request follows from. */
export interface IdSources {
  readonly unit: UnitName;
  readonly relation: Relation;
  readonly content: JsonMap;
  readonly isTaken: (id: string) => boolean;
}

/**
 * The ID of a new request: a UUID of version 8 that follows from the unit, the relation and the
 * content. A hook that failed and is repeated so gives its requests the IDs that they had, and what
 * was made under them outside Juju is found again; a random ID could not do that. The content is part
 * of it, so that an answer under way to a request that was withdrawn is never taken for the answer
 * to another.
 */
export function newRequestId({ unit, relation, content, isTaken }: IdSources): string {
  // Loaded here and not above: most hooks make no request.
  const { createHash } = process.getBuiltinModule('node:crypto');
  for (let copy = 0; ; copy += 1) {
    const text = [unit, relation.id, sortedJson(content), copy].join('\n');
    const hex = createHash('sha256').update(text).digest('hex');
    const id = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(12, 15)}`,
      `8${hex.slice(15, 18)}`,
      hex.slice(18, 30),
    ].join('-');
    if (!isTaken(id)) return id;
  }
}
