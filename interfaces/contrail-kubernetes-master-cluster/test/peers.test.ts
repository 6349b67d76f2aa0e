import { fakeEndpoint } from '@reactive-charms/reactive/testing';
import * as fc from 'fast-check';
import { memberSchema, Peers } from '../index.ts';

describe('the wire', () => {
  it('is that of the Python charm (2.8b, 2.8f)', () => {
    const peers = fakeEndpoint(Peers, { 'cluster:0': {} }, 'peers');
    peers.publish({ unitAddress: '10.0.12.20', ziuDone: 2 });
    expect(peers.relations[0]?.published).toEqual({ 'unit-address': '10.0.12.20', ziu_done: '2' });
    peers.publish({ unitAddress: '10.0.12.20' });
    expect(peers.relations[0]?.published).toEqual({ 'unit-address': '10.0.12.20' });
  });

  it('is read as it was written', () => {
    const member = fc.record(
      { unitAddress: fc.string({ minLength: 1 }), ziuDone: fc.integer({ min: 0, max: 6 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(member, (values) => {
        const peers = fakeEndpoint(Peers, { 'cluster:0': {} }, 'peers');
        peers.publish(values);
        const bag = peers.relations[0]?.published ?? {};
        expect(memberSchema.decode(bag)).toEqual({ values, faults: [] });
      }),
    );
  });
});

describe('Peers', () => {
  const peers = fakeEndpoint(
    Peers,
    {
      'cluster:0': {
        units: {
          'master/10': { 'unit-address': '10.0.12.30', ziu_done: '9' },
          'master/2': { 'unit-address': '10.0.12.22', ziu_done: '1' },
          'master/3': { 'private-address': '10.0.12.23' },
        },
      },
    },
    'peers',
  );

  it('maps units to addresses in the order of their numbers, units without one left out', () => {
    expect(Object.entries(peers.members)).toEqual([
      ['master/2', '10.0.12.22'],
      ['master/10', '10.0.12.30'],
    ]);
  });

  it('maps units to their last finished stage and tells stages that cannot be', () => {
    expect(peers.ziuDone).toEqual({ 'master/2': 1 });
    expect(peers.problems.map(({ unit, key }) => `${unit} ${key}`)).toEqual(['master/10 ziu_done']);
  });
});
