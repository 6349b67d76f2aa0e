import { Provides, Requires } from '@reactive-charms/interface-http';
import type { Databag } from '@reactive-charms/juju';
import type { JsonMap, JsonValue } from '@reactive-charms/reactive';
import * as fc from 'fast-check';
import { movesOf, playMoves } from './life.ts';
import type { LifeStep, Move } from './life.ts';
import { liveOurs, livePython } from './live.ts';
import { ourEnd, parsed, publishedBy } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';
import type { Bags } from './python-charm.ts';
import { runs } from './seed.ts';

/** A service and its callers, ours and those of the Kubernetes charms. */

const API = { hostname: '10.0.12.20', 'private-address': '10.0.12.20', port: '6443' };

jest.setTimeout(120_000);

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

const serve = async (...addresses: readonly (readonly [string, string])[]): Promise<Databag> =>
  python.publishes({
    does: 'http.serve',
    endpoint: 'http-service',
    values: { port: 6443, addresses },
  });
const findServices = async (bags: Bags): Promise<JsonValue> =>
  python.reads({ does: 'http.find_services', endpoint: 'http-client' }, bags);

function ourService(...[service]: Parameters<Provides['publish']>): Databag {
  const end = ourEnd(Provides, {}, 'provides');
  end.publish(service);
  return publishedBy(end);
}

/** What our side finds, in the form of the Python side. */
function inPythonsWords(end: Requires): JsonMap {
  return Object.fromEntries(
    end.services.map(({ application, addresses }) => [
      application,
      sorted(addresses.map(({ hostname, port }) => [hostname, String(port)])),
    ]),
  );
}

/** As Python sorts lists of texts. */
function sorted(places: readonly (readonly string[])[]): string[][] {
  const key = (place: readonly string[]): string => place.join(' ');
  return places.map((place) => [...place]).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** True when a unit publishes a port of its own. */
function hasPort({ world }: LifeStep): boolean {
  return Object.values(world.relations).some(({ units }) =>
    Object.values(units).some((bag) => bag['port'] !== undefined),
  );
}

describe('the API server (a)', () => {
  it('of Python is where we find it', async () => {
    const written = await serve(['10.0.12.20', '10.0.12.20']);
    expect(written).toEqual(API);
    const end = ourEnd(Requires, { 'kubernetes-master/0': written });
    expect(end.addresses).toEqual([{ hostname: '10.0.12.20', port: 6443 }]);
    expect(end.problems).toEqual([]);
  });

  it('of ours is where a client on charms.reactive and a master on charmhelpers find it', async () => {
    const written = ourService({
      hostname: '10.0.12.20',
      privateAddress: '10.0.12.20',
      port: 6443,
    });
    expect(written).toEqual(API);
    const bags = { 'kubernetes-master/0': written };
    expect(await findServices(bags)).toEqual({ 'kubernetes-master': [['10.0.12.20', '6443']] });
    expect(await python.reads({ does: 'http.read_api_server' }, bags)).toEqual({
      'kubernetes-master/0': ['10.0.12.20', '6443'],
    });
  });

  it('that is not there yet is None to a Python master', async () => {
    const bags = { 'kubernetes-master/0': ourService({}) };
    expect(await python.reads({ does: 'http.read_api_server' }, bags)).toEqual({
      'kubernetes-master/0': [null, null],
    });
    expect(await findServices(bags)).toEqual({});
  });
});

describe('further addresses', () => {
  it('of a Python service are all found', async () => {
    const written = await serve(
      ['10.0.12.20', '10.0.12.20'],
      ['api.example', '10.0.12.21'],
      ['käse.example', '10.0.12.22'],
    );
    expect(parsed(written)).toEqual({
      ...API,
      extended_data: [
        { hostname: 'api.example', 'private-address': '10.0.12.21', port: 6443 },
        { hostname: 'käse.example', 'private-address': '10.0.12.22', port: 6443 },
      ],
    });
    const end = ourEnd(Requires, { 'loadbalancer/0': written });
    expect(end.addresses.map(({ hostname }) => hostname)).toEqual([
      '10.0.12.20',
      'api.example',
      'käse.example',
    ]);
    expect(end.problems).toEqual([]);
  });

  it.each([
    ['complete', { hostname: 'api.example', privateAddress: '10.0.12.21', port: 6443 }],
    ['without an address', { hostname: 'api.example', port: 6443 }],
    ['without a name', { privateAddress: 'api.example', port: 6443 }],
  ])('of ours are found by a Python client, one %s', async (_, further) => {
    const written = ourService({ hostname: '10.0.12.20', port: 6443, extendedData: [further] });
    expect(await findServices({ 'loadbalancer/0': written })).toEqual({
      loadbalancer: [
        ['10.0.12.20', '6443'],
        ['api.example', '6443'],
      ],
    });
  });
});

describe('services that come and go', () => {
  const endpoint = 'http-client';
  const address = fc.constantFrom('10.0.12.20', '10.0.12.21', 'api.example');
  const port = fc.constantFrom('80', '443', '6443');
  const keys = {
    hostname: address,
    port,
    'private-address': address,
    extended_data: fc
      .array(
        fc.record({
          hostname: fc.option(address),
          'private-address': fc.option(address),
          port: fc.oneof(port, fc.constantFrom(80, 443), fc.constant(null)),
        }),
        { maxLength: 2 },
      )
      .map((list) => JSON.stringify(list)),
  };

  it('are found alike, and `available` is set while a Python client would find any', async () => {
    await fc.assert(
      fc.asyncProperty(movesOf(keys), async (moves: readonly Move[]) => {
        const steps = playMoves(moves, { endpoint, units: 3 });
        const [theirs, ours] = await Promise.all([
          livePython(python, steps, { does: 'http.find_services', endpoint }),
          liveOurs(steps, {
            endpoint,
            role: 'requires',
            endpointClass: Requires,
            ask: inPythonsWords,
          }),
        ]);
        for (const [index, { hook, flags, answer }] of ours.entries()) {
          const their = theirs[index];
          const isAvailable = flags.includes(`endpoint.${endpoint}.available`);
          expect([hook, answer]).toEqual([their?.hook, their?.answer]);
          expect(isAvailable).toBe(Object.keys(Object(their?.answer)).length > 0);
          // Theirs goes by the units' own ports alone, and stays when the last of them is gone.
          if (steps[index] && hasPort(steps[index])) {
            expect(their?.flags).toContain(`${endpoint}.available`);
          }
        }
      }),
      runs(30),
    );
  });
});
