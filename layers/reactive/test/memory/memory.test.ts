import fc from 'fast-check';
import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import { EMPTY_MEMORY, parseMemory, printMemory } from '../../lib/memory/memory.ts';
import type { Memory, RememberedRelation } from '../../lib/memory/memory.ts';
import { parseJsonText } from '../../lib/json.ts';
import type { JsonValue } from '../../lib/json.ts';

const bag: fc.Arbitrary<Databag> = fc.dictionary(fc.string(), fc.string());
const changes = fc.dictionary(fc.string(), fc.option(fc.string(), { nil: null }));
const json: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 2 })
  // JSON has no negative zero.
  .map((value) => parseJsonText(JSON.stringify(value)));
const unit = fc.nat(20).map((number): UnitName => `mysql/${number}`);
const relationId = fc.nat(20).map((number): RelationId => `db:${number}`);

const relation: fc.Arbitrary<RememberedRelation> = fc.record(
  {
    application: fc.string(),
    units: fc.array(fc.tuple(unit, bag)).map((list) => Object.fromEntries(list)),
    applicationBag: bag,
    published: bag,
    publishedForApplication: bag,
    pending: changes,
    pendingForApplication: changes,
  },
  { requiredKeys: ['application', 'units', 'applicationBag'] },
);

const memories: fc.Arbitrary<Memory> = fc.record(
  {
    flags: fc.dictionary(fc.string(), json),
    data: fc.dictionary(fc.string(), json),
    config: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    leaderData: bag,
    relations: fc.array(fc.tuple(relationId, relation)).map((list) => Object.fromEntries(list)),
    addresses: bag,
    status: fc.record({
      status: fc.constantFrom('active', 'blocked', 'waiting', 'maintenance'),
      message: fc.string(),
    }),
    applicationVersion: fc.string(),
  },
  {
    requiredKeys: ['flags', 'data', 'config', 'leaderData', 'relations', 'addresses'],
  },
);

describe('the memory', () => {
  it('comes back from its text as it was', () => {
    fc.assert(
      fc.property(memories, (memory) => {
        // As text: a key such as __proto__ must come back too, and toEqual does not look at it.
        expect(printMemory(parseMemory(printMemory(memory)))).toBe(printMemory(memory));
      }),
    );
  });

  const SECRET = 'hunter2';
  it.each<[string, unknown, string]>([
    ['no map', [], 'the state is a list, expected a map'],
    ['another version', { version: 2 }, 'version is 2, expected 1'],
    ['a flag list', { flags: ['a'] }, 'flags is a list, expected a map'],
    ['an option that is a map', { config: { port: { a: SECRET } } }, 'config.port is a map'],
    ['leader data that is no text', { leaderData: { a: [SECRET] } }, 'leaderData.a is a list'],
    ['a key that is no relation ID', { relations: { db: {} } }, 'relations.db is a map'],
    [
      'a relation without an application',
      { relations: { 'db:1': {} } },
      'relations.db:1.application is missing, expected a text',
    ],
    [
      'a key that is no unit name',
      { relations: { 'db:1': { application: 'a', units: { a: {} } } } },
      'relations.db:1.units.a is a map, expected a unit name as key',
    ],
    [
      'pending data that is a number',
      {
        relations: {
          'db:1': { application: 'a', units: {}, applicationBag: {}, pending: { k: 1 } },
        },
      },
      'relations.db:1.pending.k is a number, expected a text or null',
    ],
    ['a status that no charm may set', { status: { status: 'error' } }, 'status.status is a text'],
    ['a status without a message', { status: { status: 'active' } }, 'status.message is missing'],
  ])('tells where it is damaged, and no value: %s', (_case, more, text) => {
    const state = Array.isArray(more) ? more : { version: 1, ...EMPTY_MEMORY, ...Object(more) };
    const parse = (): Memory => parseMemory(JSON.stringify(state));
    expect(parse).toThrow(text);
    expect(parse).not.toThrow(SECRET);
  });

  it('does not quote a text that is not JSON', () => {
    const text = `{"flags": {"password": ${SECRET}`;
    expect(() => parseMemory(text)).toThrow(`its ${text.length} characters are not JSON`);
  });
});
