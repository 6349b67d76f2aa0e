import fc from 'fast-check';
import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import { hasUnits } from '../../lib/memory/unit-bags.ts';
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
const status = fc.record({
  status: fc.constantFrom('active', 'blocked', 'waiting', 'maintenance'),
  message: fc.string(),
});

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
    origins: fc.dictionary(
      fc.string(),
      fc.record({ by: fc.string(), hook: fc.string(), at: fc.string() }),
    ),
    invoked: fc.array(fc.string()),
    files: fc.dictionary(fc.string(), changes),
    storage: fc.dictionary(
      fc.string(),
      fc.record({ kind: fc.constantFrom('filesystem', 'block'), location: fc.string() }),
    ),
    status,
    statusBeneath: status,
    applicationStatus: status,
    applicationVersion: fc.string(),
    ports: fc.array(fc.string()),
    pendingPorts: fc.array(fc.string()),
    leaderStore: fc.constantFrom('settings', 'relation'),
  },
  {
    requiredKeys: [
      'flags',
      'data',
      'config',
      'leaderData',
      'relations',
      'addresses',
      'origins',
      'invoked',
      'files',
      'storage',
    ],
  },
);

describe('the memory', () => {
  it('comes back from its text as it was', () => {
    fc.assert(
      fc.property(memories, (memory) => {
        // As text: a key such as __proto__ must come back too, and toEqual does not look at it.
        expect(printMemory(parseMemory(printMemory(memory)))).toBe(printMemory(memory));
        expect(parseMemory(printMemory(memory))).toEqual(memory);
      }),
    );
  });

  it('comes back as it was too after a person has laid the text out anew', () => {
    fc.assert(
      fc.property(memories, fc.constantFrom(undefined, 2, '\t'), (memory, indent) => {
        const text = JSON.stringify(parseJsonText(printMemory(memory)), undefined, indent);
        expect(printMemory(parseMemory(text))).toBe(printMemory(memory));
      }),
    );
  });

  it('has the same text whatever the order of its members', () => {
    fc.assert(
      fc.property(memories, (memory) => {
        const turned = Object.entries(memory).toReversed();
        expect(printMemory({ ...EMPTY_MEMORY, ...Object.fromEntries(turned) })).toBe(
          printMemory(memory),
        );
      }),
    );
  });

  it('loads what an older revision of the charm has written, and that loads ours', () => {
    const { origins, invoked, files, storage, ...older } = EMPTY_MEMORY;
    const text = JSON.stringify({ version: 1, ...older, flags: { ready: null } }, undefined, 1);
    expect(parseMemory(text)).toEqual({ ...EMPTY_MEMORY, flags: { ready: null } });
    expect(parseJsonText(printMemory(parseMemory(text)))).toEqual({
      ...older,
      version: 1,
      flags: { ready: null },
      origins,
      invoked,
      files,
      storage,
    });
  });

  const SECRET = 'hunter2';
  const anOrigin = { by: 'blog/install', hook: 'install', at: '2026-01-01T00:00:00Z' };
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
      { relations: { 'db:1': { application: 'a', units: { a: {} }, applicationBag: {} } } },
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
    [
      'an origin that does not say when',
      { origins: { a: anOrigin, b: { ...anOrigin, at: 3 } } },
      'origins.b is a map, expected who set the flag, in which hook, and when',
    ],
    ['an id that is no text', { invoked: ['a', 7] }, 'invoked[1] is a number, expected a text'],
    ['a hash that is a number', { files: { a: { '/etc/x': 1 } } }, 'files.a is a map, expected'],
    [
      'storage of an unknown kind',
      { storage: { 'data/0': { kind: 'tape', location: '/dev/st0' } } },
      'storage.data/0 is a map, expected a kind and a location',
    ],
    ['ports that are no list', { ports: '80/tcp' }, 'ports is a text, expected a list'],
    ['a store that there is not', { leaderStore: SECRET }, 'leaderStore is a text, expected'],
  ])('R119 tells where it is damaged, and no value: %s', (_case, more, text) => {
    const state = Array.isArray(more) ? more : { version: 1, ...EMPTY_MEMORY, ...Object(more) };
    const parse = (): Memory => parseMemory(JSON.stringify(state));
    expect(parse).toThrow(text);
    expect(parse).not.toThrow(SECRET);
  });

  it('does not quote a text that is not JSON', () => {
    const text = `{"flags": {"password": ${SECRET}`;
    expect(() => parseMemory(text)).toThrow(
      `the state has ${text.length} characters, which are not JSON`,
    );
  });
});

describe('databags in the memory', () => {
  /** A unit with six relations of 500 units. */
  const large: Memory = {
    ...EMPTY_MEMORY,
    relations: Object.fromEntries(
      Array.from({ length: 6 }, (_, index): [RelationId, RememberedRelation] => [
        `db:${index}`,
        {
          application: 'mysql',
          units: Object.fromEntries(
            Array.from({ length: 500 }, (_one, number) => [
              `mysql/${number}`,
              { host: `10.0.${index}.${number}`, note: ',"units":{},\n "relations": {' },
            ]),
          ),
          applicationBag: {},
        },
      ]),
    ),
  };
  const text = printMemory(large);

  /** Characters that are read as JSON while something is done. */
  function countRead(run: () => void): number {
    const parse = jest.spyOn(JSON, 'parse');
    try {
      run();
      return parse.mock.calls.reduce((sum, [part]) => sum + part.length, 0);
    } finally {
      parse.mockRestore();
    }
  }

  it('are not read before somebody looks at them', () => {
    expect(
      countRead(() => {
        const { relations } = parseMemory(text);
        // As the engine does at the end of a hook: relations are made anew, their units passed on.
        const copies = Object.entries(relations).map(([id, { units, application }]) => {
          expect(hasUnits(units)).toBe(true);
          return [id, { application, units, applicationBag: {} }] as const;
        });
        const after = { ...EMPTY_MEMORY, relations: Object.fromEntries(copies) };
        expect(printMemory(after)).toBe(text);
      }),
    ).toBeLessThan(text.length / 100);
  });

  it('are read for the one relation that a hook is about', () => {
    const read = countRead(() => {
      const { relations } = parseMemory(text);
      expect(relations['db:3']?.units['mysql/7']?.['host']).toBe('10.0.3.7');
    });
    expect(read).toBeGreaterThan(text.length / 7);
    expect(read).toBeLessThan(text.length / 5);
  });

  it('are ordinary objects for whoever looks', () => {
    const units = (): RememberedRelation['units'] =>
      parseMemory(text).relations['db:0']?.units ?? {};
    expect('mysql/499' in units()).toBe(true);
    expect('mysql/500' in units()).toBe(false);
    expect(Object.keys(units())).toHaveLength(500);
    expect(Object.entries(units())).toHaveLength(500);
    expect({ ...units() }).toEqual(large.relations['db:0']?.units);
    expect(units()).toEqual(large.relations['db:0']?.units);
    expect(JSON.stringify(units())).toBe(JSON.stringify(large.relations['db:0']?.units));
  });

  it('tell whether there are any, read or not', () => {
    const memory = {
      ...large,
      relations: { 'db:1': relationOf({}), 'db:2': relationOf({ 'a/0': {} }) },
    };
    for (const { relations } of [memory, parseMemory(printMemory(memory))]) {
      expect(Object.values(relations).map(({ units }) => hasUnits(units))).toEqual([false, true]);
    }
  });

  it('R119 tell whoever looks that they are damaged, each time, with the key and no value', () => {
    const damaged = text.replace('"host":"10.0.4.9"', '"host":["hunter2"]');
    const damage = (error: unknown): Error => new Error(`damaged: ${String(error)}`);
    const { relations } = parseMemory(damaged, damage);
    expect(Object.keys(relations['db:3']?.units ?? {})).toHaveLength(500);
    for (const look of [Object.keys, Object.values, Object.keys]) {
      expect(() => look(relations['db:4']?.units ?? {})).toThrow(
        'damaged: Error: relations.db:4.units.mysql/9.host is a list, expected a text',
      );
    }
    expect(() => JSON.stringify(relations['db:4'])).not.toThrow('hunter2');
  });

  function relationOf(units: RememberedRelation['units']): RememberedRelation {
    return { application: 'mysql', units, applicationBag: {} };
  }
});
