/** The wire, properties, members, flags, documents. */
export const TEST: string = `import { join } from 'node:path';
import { endpointFlags } from '{{engine}}';
import type { Databag, UnitName } from '{{engine}}';
import {
  charmWithEndpoint,
  fakeEndpoint,
  findInterfaceFaults,
  freshUnit,
  relationState,
  runHook,
} from '{{kit}}';
import * as fc from 'fast-check';
import { definition, memberSchema, Peers, peersFlags } from '../index.ts';
import type { Member } from '../index.ts';

const MEMBER: Member = {
  address: '10.0.12.20',
  port: 5433,
  tls: true,
  databases: ['posts', 'media'],
  password: 'not-a-password',
};

/** What a unit has in its databag when it has declared these, one after the other. */
function bagOf(...declared: readonly Member[]): Databag {
  const peers = fakeEndpoint(Peers, { 'cluster:0': {} }, 'peers');
  for (const member of declared) peers.publish(member);
  return { ...peers.relations[0]?.published };
}

/** The endpoint of a unit whose peers have these databags. */
function peersWith(units: Readonly<Record<UnitName, Databag>>): Peers {
  return fakeEndpoint(Peers, { 'cluster:0': { units } }, 'peers');
}

describe('the wire', () => {
  it('has a text for each value', () => {
    expect(bagOf(MEMBER)).toEqual({
      address: '10.0.12.20',
      port: '5433',
      tls: 'True',
      databases: '["posts", "media"]',
      password: 'not-a-password',
    });
  });

  it('loses a key whose value is withdrawn', () => {
    expect(bagOf(MEMBER, { address: '10.0.12.20' })).toEqual({ address: '10.0.12.20' });
  });

  it('is read as it was written', () => {
    const name = fc.string({ minLength: 1 });
    const member = fc.record(
      {
        address: name,
        port: fc.integer({ min: 1, max: 65535 }),
        tls: fc.boolean(),
        databases: fc.array(name),
        password: name,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(member, (values) => {
        expect(memberSchema.decode(bagOf(values))).toEqual({ values, faults: [] });
      }),
    );
  });

  it('never makes a reader throw', () => {
    const key = fc.oneof(fc.constantFrom(...memberSchema.keys), fc.string());
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, fc.string())), (bags) => {
        const peers = peersWith(
          Object.fromEntries(bags.map((bag, number) => [\`database/\${number}\`, bag])),
        );
        for (const { port } of peers.members) expect(port).toBeGreaterThan(0);
        expect(peers.databases).not.toContain('');
        expect(peers.problems.every(({ reason }) => reason !== '')).toBe(true);
      }),
    );
  });
});

describe('Peers', () => {
  it('has no members before one is joined and has published where it is', () => {
    expect(fakeEndpoint(Peers, {}, 'peers').members).toEqual([]);
    expect(peersWith({ 'database/0': {}, 'database/1': bagOf({ port: 1 }) }).members).toEqual([]);
  });

  it('knows all other units in the order of their numbers', () => {
    const peers = peersWith({
      'database/10': bagOf({ ...MEMBER, address: 'c', databases: ['media', 'posts'] }),
      'database/0': bagOf({ address: 'a', port: 1 }),
      'database/2': bagOf({ ...MEMBER, address: 'b', databases: ['posts'] }),
    });
    expect(peers.members).toEqual([
      { unit: 'database/0', address: 'a', port: 1, tls: false, databases: [] },
      { ...MEMBER, unit: 'database/2', address: 'b', databases: ['posts'] },
      { ...MEMBER, unit: 'database/10', address: 'c', databases: ['media', 'posts'] },
    ]);
    expect(peers.databases).toEqual(['media', 'posts']);
  });

  it('passes over a key that cannot be read, and names its unit', () => {
    const peers = peersWith({
      'database/0': { ...bagOf(MEMBER), tls: 'perhaps', databases: "['posts']" },
      'database/1': { ...bagOf(MEMBER), port: 'http' },
    });
    expect(peers.members).toEqual([{ ...MEMBER, unit: 'database/0', tls: false, databases: [] }]);
    const relationId = 'cluster:0';
    expect(peers.problems).toEqual([
      { unit: 'database/0', relationId, key: 'tls', reason: 'expected True or False' },
      { unit: 'database/0', relationId, key: 'databases', reason: 'expected JSON' },
      {
        unit: 'database/1',
        relationId,
        key: 'port',
        reason: 'expected a whole number from 1 to 65535',
      },
    ]);
  });
});

it('keeps the flag available while a unit has told where it is', async () => {
  const flag = endpointFlags('cluster', peersFlags).available;
  let state = freshUnit('database/9');
  const flagsAfter = async (
    hook: string,
    units: Readonly<Record<UnitName, Databag>>,
  ): Promise<readonly string[]> => {
    const relations = { 'cluster:0': relationState('database', { units }) };
    const about = { remoteUnit: 'database/2' } as const;
    const charm = charmWithEndpoint('cluster', 'peers', Peers);
    const outcome = await runHook(charm, hook, { ...state, relations }, about);
    state = outcome.state;
    return outcome.flags;
  };
  const three = { 'database/0': {}, 'database/1': {}, 'database/2': {} };
  expect(await flagsAfter('cluster-relation-joined', three)).not.toContain(flag);
  const told = { ...three, 'database/2': bagOf(MEMBER) };
  expect(await flagsAfter('cluster-relation-changed', told)).toContain(flag);
  const left = { 'database/0': {}, 'database/1': {} };
  expect(await flagsAfter('cluster-relation-departed', left)).not.toContain(flag);
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
`;
