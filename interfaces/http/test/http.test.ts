import { fakeEndpoint } from '@reactive-charms/reactive/testing';
import * as fc from 'fast-check';
import { httpSchema, Provides, Requires } from '../index.ts';

function requiresFrom(...bags: Record<string, string>[]): Requires {
  const units = Object.fromEntries(bags.map((bag, number) => [`web/${number}`, bag]));
  return fakeEndpoint(Requires, { 'web:0': { units } });
}

describe('the wire', () => {
  it('is that of the Kubernetes control plane (2.8a)', () => {
    const provides = fakeEndpoint(Provides, { 'web:0': {} }, 'provides');
    provides.publish({ hostname: '10.0.12.20', privateAddress: '10.0.12.20', port: 6443 });
    expect(provides.relations[0]?.published).toEqual({
      hostname: '10.0.12.20',
      'private-address': '10.0.12.20',
      port: '6443',
    });
  });

  it("leaves Juju's own private-address alone", () => {
    const own = { 'private-address': '10.0.12.20', 'ingress-address': '10.0.12.20' };
    const provides = fakeEndpoint(Provides, { 'web:0': { published: own } }, 'provides');
    provides.publish({ hostname: 'api.example', port: 443 });
    provides.publish({});
    expect(provides.relations[0]?.published).toEqual(own);
  });

  it('is read as it was written', () => {
    const address = {
      hostname: fc.string({ minLength: 1 }),
      port: fc.integer({ min: 1, max: 65535 }),
      privateAddress: fc.string({ minLength: 1 }),
    };
    const service = fc.record(
      { ...address, extendedData: fc.array(fc.record(address, { requiredKeys: [] })) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(service, (values) => {
        const provides = fakeEndpoint(Provides, { 'web:0': {} }, 'provides');
        provides.publish(values);
        const bag = provides.relations[0]?.published ?? {};
        expect(httpSchema.decode(bag)).toEqual({ values, faults: [] });
      }),
    );
  });

  it('never makes a reader throw', () => {
    const key = fc.oneof(fc.constantFrom(...httpSchema.keys), fc.string());
    const value = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, value)), (bags) => {
        const { addresses, problems } = requiresFrom(...bags);
        expect(addresses.every(({ port }) => port > 0)).toBe(true);
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

  it('knows a unit without host name by its private address, and leaves out one without port', () => {
    const requires = requiresFrom(
      { 'private-address': '10.0.12.20', port: '80' },
      { hostname: 'half.example', 'private-address': '10.0.12.21' },
    );
    expect(requires.addresses).toEqual([{ hostname: '10.0.12.20', port: 80 }]);
  });

  it('reads further addresses with ports as texts and as numbers', () => {
    const requires = requiresFrom({
      hostname: '10.0.12.20',
      port: '80',
      extended_data:
        '[{"hostname": "a.example", "port": 81}, {"private-address": "10.0.12.9", "port": "82"}]',
    });
    expect(requires.addresses).toEqual([
      { hostname: '10.0.12.9', port: 82 },
      { hostname: '10.0.12.20', port: 80 },
      { hostname: 'a.example', port: 81 },
    ]);
  });

  it('tells malformed keys', () => {
    const requires = requiresFrom(
      { hostname: '10.0.12.20', port: 'https' },
      { extended_data: '[{"port": true}]' },
    );
    expect(requires.addresses).toEqual([]);
    expect(requires.problems.map(({ unit, key, reason }) => `${unit} ${key}: ${reason}`)).toEqual([
      'web/0 port: expected a whole number from 1 to 65535',
      'web/1 extended_data: item 1: member port: expected a port',
    ]);
  });
});
