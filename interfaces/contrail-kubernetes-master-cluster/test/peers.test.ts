import { join } from 'node:path';
import type { Databag } from '@reactive-charms/reactive';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { definition, memberSchema, Peers } from '../index.ts';
import type { MemberFields } from '../index.ts';

/** What a unit with these values has in its databag. */
function published(values: Partial<MemberFields>): Databag {
  const peers = fakeEndpoint(Peers, { 'cluster:0': {} }, 'peers');
  peers.publish(values);
  return { ...peers.relations[0]?.published };
}

function peersFrom(units: Readonly<Record<`master/${number}`, Databag>>): Peers {
  return fakeEndpoint(Peers, { 'cluster:0': { units } }, 'peers');
}

const member = fc.record(
  { unitAddress: fc.string({ minLength: 1 }), ziuDone: fc.integer({ min: 0, max: 6 }) },
  { requiredKeys: [] },
);

describe('the wire', () => {
  it('is that of the Python charm (2.8b, 2.8f)', () => {
    const sample = { 'unit-address': '10.0.12.20', ziu_done: '2' };
    expect(published({ unitAddress: '10.0.12.20', ziuDone: 2 })).toEqual(sample);
    const peers = peersFrom({ 'master/1': sample });
    expect(peers.members).toEqual({ 'master/1': '10.0.12.20' });
    expect(peers.ziuDone).toEqual({ 'master/1': 2 });
  });

  it('has no stage when no upgrade runs, and a stage 0 when one begins', () => {
    const peers = fakeEndpoint(Peers, { 'cluster:0': {} }, 'peers');
    peers.publish({ unitAddress: '10.0.12.20', ziuDone: 0 });
    expect(peers.relations[0]?.published).toEqual({ 'unit-address': '10.0.12.20', ziu_done: '0' });
    peers.publish({ unitAddress: '10.0.12.20' });
    expect(peers.relations[0]?.published).toEqual({ 'unit-address': '10.0.12.20' });
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(member, (values) => {
        expect(memberSchema.decode(published(values))).toEqual({ values, faults: [] });
      }),
    );
  });

  it('never makes a reader throw', () => {
    const key = fc.oneof(fc.constantFrom(...memberSchema.keys), fc.string());
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, fc.string())), (bags) => {
        const units = bags.map((bag, number) => [`master/${number}`, bag]);
        const peers = peersFrom(Object.fromEntries(units));
        expect(peers.problems.every(({ reason }) => reason !== '')).toBe(true);
        expect(Object.values(peers.members).every((address) => address !== '')).toBe(true);
        expect(Object.values(peers.ziuDone).every((stage) => stage >= 0 && stage <= 6)).toBe(true);
      }),
    );
  });
});

describe('Peers', () => {
  const peers = peersFrom({
    'master/10': { 'unit-address': '10.0.12.30', ziu_done: '9' },
    'master/2': { 'unit-address': '10.0.12.22', ziu_done: '1' },
    'master/3': { 'private-address': '10.0.12.23' },
  });

  it('maps units to addresses in the order of their numbers, units without one left out', () => {
    expect(Object.entries(peers.members)).toEqual([
      ['master/2', '10.0.12.22'],
      ['master/10', '10.0.12.30'],
    ]);
  });

  it('maps units to their last finished stage and tells stages that cannot be', () => {
    expect(peers.ziuDone).toEqual({ 'master/2': 1 });
    expect(peers.problems).toEqual([
      {
        unit: 'master/10',
        relationId: 'cluster:0',
        key: 'ziu_done',
        reason: 'expected a whole number from 0 to 6',
      },
    ]);
  });

  it.each(['null', 'None', '', ' '])('takes a stage %j for none', (wire) => {
    const { ziuDone, problems } = peersFrom({ 'master/1': { ziu_done: wire, stage: '3' } });
    expect(ziuDone).toEqual({});
    expect(problems).toEqual([]);
  });

  it('reads the same in whatever order units came', () => {
    const units = fc.uniqueArray(fc.tuple(fc.nat({ max: 30 }), member.map(published)), {
      selector: ([number]) => number,
    });
    const shuffled = units.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, (lists) => {
        const [one, two] = lists.map((list) =>
          peersFrom(Object.fromEntries(list.map(([number, bag]) => [`master/${number}`, bag]))),
        );
        expect(Object.entries(two?.members ?? {})).toEqual(Object.entries(one?.members ?? {}));
        expect(Object.entries(two?.ziuDone ?? {})).toEqual(Object.entries(one?.ziuDone ?? {}));
      }),
    );
  });

  it('reads 500 units, a value of 1 MiB, and databags with odd keys', () => {
    const odd = { 'a=b': '1', ключ: '2', ['__proto__']: '3', constructor: '4', ' ': '5' };
    const huge = 'x'.repeat(1_048_576);
    const units = Array.from({ length: 500 }, (_, number) => [
      `master/${number}`,
      { ...odd, 'unit-address': number === 0 ? huge : `10.0.12.${number}`, ziu_done: '1' },
    ]);
    const many = peersFrom(Object.fromEntries(units));
    expect(Object.keys(many.members).length).toBe(500);
    expect(many.members['master/0']).toBe(huge);
    expect(many.problems).toEqual([]);
    expect(many.units[0]?.received['ключ']).toBe('2');
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
