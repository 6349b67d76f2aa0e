import { join } from 'node:path';
import type { Databag } from '@reactive-charms/reactive';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import type { FakeRelation } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { definition, httpSchema, Provides, Requires } from '../index.ts';
import type { HttpFields } from '../index.ts';

/** What a service has in its databag after it has published these values. */
function published(service: Partial<HttpFields>, own: Databag = {}): Databag {
  const provides = fakeEndpoint(Provides, { 'web:0': { published: own } }, 'provides');
  provides.publish(service);
  return { ...provides.relations[0]?.published };
}

function requiresFrom(...bags: Databag[]): Requires {
  const units = Object.fromEntries(bags.map((bag, number) => [`web/${number}`, bag]));
  return fakeEndpoint(Requires, { 'web:0': { units } });
}

/** Where Juju says that the unit is reached; in every databag. */
const JUJU = { 'ingress-address': '10.0.12.20', 'private-address': '192.168.0.2' };

const word = fc.string({ minLength: 1 });
const address = {
  hostname: word,
  port: fc.integer({ min: 1, max: 65535 }),
  privateAddress: word,
};
const service = fc.record(
  { ...address, extendedData: fc.array(fc.record(address, { requiredKeys: [] })) },
  { requiredKeys: [] },
);

describe('the wire', () => {
  it('is that of the Kubernetes control plane (2.8a)', () => {
    const sample = { hostname: '10.0.12.20', 'private-address': '10.0.12.20', port: '6443' };
    expect(published({ hostname: '10.0.12.20', privateAddress: '10.0.12.20', port: 6443 })).toEqual(
      sample,
    );
    expect(requiresFrom(sample).addresses).toEqual([{ hostname: '10.0.12.20', port: 6443 }]);
  });

  it('has by default the address at which Juju says that the unit is reached, as in Python', () => {
    expect(published({ port: 6443 }, JUJU)).toEqual({
      'ingress-address': '10.0.12.20',
      'private-address': '10.0.12.20',
      hostname: '10.0.12.20',
      port: '6443',
    });
    expect(published({ hostname: 'api.example', port: 443 }, JUJU)).toMatchObject({
      hostname: 'api.example',
      'private-address': '10.0.12.20',
    });
  });

  it('has the default of each relation', () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'web:0': { published: JUJU },
        'web:1': { published: { ...JUJU, 'ingress-address': '10.9.0.1' } },
        'web:2': {},
      },
      'provides',
    );
    provides.publish({ port: 80 });
    expect(provides.relations.map((relation) => relation.published['hostname'])).toEqual([
      '10.0.12.20',
      '10.9.0.1',
      undefined,
    ]);
  });

  it('carries further addresses as JSON in a text, as in Python', () => {
    const extendedData = [{ hostname: 'a.example', port: 81 }, { privateAddress: '10.0.12.9' }];
    expect(published({ hostname: 'b.example', port: 80, extendedData })).toEqual({
      hostname: 'b.example',
      port: '80',
      extended_data:
        '[{"hostname": "a.example", "port": "81", "private-address": null}, {"hostname": null, "port": null, "private-address": "10.0.12.9"}]',
    });
  });

  it("loses what is withdrawn, and never Juju's own keys", () => {
    const provides = fakeEndpoint(Provides, { 'web:0': { published: JUJU } }, 'provides');
    provides.publish({ hostname: 'api.example', port: 443, privateAddress: '192.168.0.2' });
    provides.publish({});
    expect(provides.relations[0]?.published).toEqual(JUJU);
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(service, (values) => {
        expect(httpSchema.decode(published(values))).toEqual({ values, faults: [] });
      }),
    );
  });

  it('never makes a reader throw', () => {
    const key = fc.oneof(fc.constantFrom(...httpSchema.keys), fc.string());
    const value = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, value)), (bags) => {
        const { addresses, services, problems } = requiresFrom(...bags);
        expect(addresses.every(({ port }) => port > 0)).toBe(true);
        expect(services.flatMap((each) => each.addresses)).toEqual(addresses);
        expect(problems.every(({ reason }) => reason !== '')).toBe(true);
      }),
    );
  });
});

describe('Requires', () => {
  it('gives the addresses of all units in numeric order, each once', () => {
    const requires = requiresFrom(
      { hostname: '10.0.12.100', port: '6443' },
      { hostname: '10.0.12.20', port: '8443' },
      { hostname: '10.0.12.20', port: '6443', 'private-address': '10.1.0.1' },
      { hostname: '10.0.12.20', port: '6443' },
    );
    expect(requires.addresses).toEqual([
      { hostname: '10.0.12.20', port: 6443 },
      { hostname: '10.0.12.20', port: 8443 },
      { hostname: '10.0.12.100', port: 6443 },
    ]);
  });

  it('gives them by application too, over all relations', () => {
    const requires = fakeEndpoint(Requires, {
      'web:2': { units: { 'wiki/0': { hostname: '10.0.0.3', port: '80' }, 'wiki/1': {} } },
      'web:1': { units: { 'blog/0': { hostname: '10.0.0.2', port: '80' } } },
      'web:7': { units: { 'wiki/2': { hostname: '10.0.0.1', port: '80' } } },
      'web:8': { units: { 'mute/0': { 'private-address': '10.0.0.9' } } },
    });
    expect(requires.services).toEqual([
      { application: 'blog', addresses: [{ hostname: '10.0.0.2', port: 80 }] },
      {
        application: 'wiki',
        addresses: [
          { hostname: '10.0.0.1', port: 80 },
          { hostname: '10.0.0.3', port: 80 },
        ],
      },
    ]);
  });

  it('knows a unit without host name by its private address, and leaves out one without port', () => {
    const requires = requiresFrom(
      { 'private-address': '10.0.12.20', port: '80' },
      { hostname: 'half.example', 'private-address': '10.0.12.21' },
    );
    expect(requires.addresses).toEqual([{ hostname: '10.0.12.20', port: 80 }]);
  });

  it.each(['null', 'None', ' ', ''])('takes a port %j for none', (port) => {
    const requires = requiresFrom({ hostname: 'a.example', port });
    expect(requires.addresses).toEqual([]);
    expect(requires.problems).toEqual([]);
  });

  it('reads further addresses with ports as texts and as numbers, passing over null', () => {
    const requires = requiresFrom({
      hostname: '10.0.12.20',
      port: '80',
      extended_data:
        '[{"hostname": "a.example", "port": 81, "weight": 3}, null, {"hostname": null, "private-address": "10.0.12.9", "port": "82"}, {"port": null}]',
    });
    expect(requires.addresses).toEqual([
      { hostname: '10.0.12.9', port: 82 },
      { hostname: '10.0.12.20', port: 80 },
      { hostname: 'a.example', port: 81 },
    ]);
    expect(requires.problems).toEqual([]);
  });

  it.each([
    ['', undefined],
    ['null', undefined],
    ['{}', 'expected a list, found an object'],
    ['"text"', 'expected a list, found a string'],
    ["[{'port': '80'}]", 'expected JSON'],
    ['[80]', 'item 1: expected an object, found a number'],
    ['[{"port": true}]', 'item 1: member port: expected a port'],
    ['[{"port": "https"}]', 'item 1: member port: expected a whole number from 1 to 65535'],
    ['[{"hostname": ["a"]}]', 'item 1: member hostname: expected a text, found a list'],
  ])('keeps the own address of a unit whose extended_data is %j', (extended, reason) => {
    const requires = requiresFrom({
      hostname: 'a.example',
      port: '80',
      extended_data: extended,
    });
    expect(requires.addresses).toEqual([{ hostname: 'a.example', port: 80 }]);
    expect(requires.problems.map((problem) => problem.reason)).toEqual(
      reason === undefined ? [] : [reason],
    );
  });

  it('names the unit, the relation and the key of what it cannot read', () => {
    const requires = requiresFrom({}, { hostname: '10.0.12.20', port: 'https' });
    expect(requires.addresses).toEqual([]);
    expect(requires.problems).toEqual([
      {
        unit: 'web/1',
        relationId: 'web:0',
        key: 'port',
        reason: 'expected a whole number from 1 to 65535',
      },
    ]);
  });

  it('reads the same in whatever order units and relations came', () => {
    const bag = fc.record(
      {
        hostname: fc.constantFrom('10.0.0.9', '10.0.0.10', 'a.example'),
        port: fc.constantFrom('80', '81', 'https'),
      },
      { requiredKeys: [] },
    );
    const units = fc.uniqueArray(
      fc.tuple(fc.constantFrom('web:1', 'web:2', 'web:10'), fc.nat({ max: 12 }), bag),
      { selector: ([id, number]) => `${id} ${number}` },
    );
    const shuffled = units.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const [one, two] = [list, other].map((each) => fakeEndpoint(Requires, relationsOf(each)));
        expect(two?.addresses).toEqual(one?.addresses);
        expect(two?.services).toEqual(one?.services);
        expect(two?.problems).toEqual(one?.problems);
      }),
    );
  });

  it('reads 500 units, a value of 1 MiB, and databags with odd keys', () => {
    const odd = { 'a=b': '1', ключ: '2', ['__proto__']: '3', constructor: '4', ' ': '5' };
    const huge = 'x'.repeat(1_048_576);
    const bags = Array.from({ length: 500 }, (_, number) => ({
      ...odd,
      hostname: number === 499 ? huge : `10.0.${number >> 8}.${number & 255}`,
      port: '80',
    }));
    const requires = requiresFrom(...bags);
    expect(requires.addresses.length).toBe(500);
    expect(requires.addresses[10]).toEqual({ hostname: '10.0.0.10', port: 80 });
    expect(requires.addresses[499]).toEqual({ hostname: huge, port: 80 });
    expect(requires.problems).toEqual([]);
    expect(requires.units[0]?.received['a=b']).toBe('1');
  });
});

/** Relations with the units of a list, in its order. */
function relationsOf(list: readonly (readonly [string, number, Databag])[]): Relations {
  const relations: Record<string, Record<string, Databag>> = {};
  for (const [id, number, bag] of list) {
    relations[id] = { ...relations[id], [`${id === 'web:2' ? 'wiki' : 'blog'}/${number}`]: bag };
  }
  return Object.fromEntries(Object.entries(relations).map(([id, units]) => [id, { units }]));
}

type Relations = Record<`${string}:${number}`, FakeRelation>;

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
