import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import { createEndpoints } from '../../lib/endpoints/create-endpoints.ts';
import type { EndpointSources } from '../../lib/endpoints/create-endpoints.ts';
import { DatabagDraft } from '../../lib/endpoints/databags.ts';
import { findEndpoint } from '../../lib/endpoints/find-endpoint.ts';
import { Requester, Responder } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import { Provides, Requires } from '../support/certificate-interface.ts';
import { relatedCharm } from '../support/related-charm.ts';
import { serverSchema, TWO_SERVERS } from '../support/server-interface.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const UNITS = 500;

const charm = relatedCharm(
  Object.fromEntries(NAMES.map((name) => [name, { role: 'provides', interface: 'x' } as const])),
);

/** Facts with many units each on six endpoints, and a count of how often somebody looked at units. */
function manyUnits(): { readonly sources: EndpointSources; readonly looks: string[] } {
  const looks: string[] = [];
  const relations: Record<RelationId, EndpointSources['facts']['relations'][RelationId]> = {};
  for (const name of NAMES) {
    const id: RelationId = `${name}:0`;
    relations[id] = {
      application: 'other',
      applicationBag: {},
      published: {},
      pending: {},
      pendingForApplication: {},
      get units() {
        looks.push(name);
        return unitsOf(UNITS);
      },
    };
  }
  const drafts = (): Map<RelationId, DatabagDraft> =>
    new Map(NAMES.map((name) => [`${name}:0`, new DatabagDraft()]));
  return {
    looks,
    sources: {
      charm,
      unit: 'blog/0',
      facts: { relations, departed: {}, isLeader: false, announced: new Set() },
      drafts: { unitBags: drafts(), applicationBags: drafts() },
    },
  };
}

function unitsOf(count: number): Record<UnitName, Databag> {
  const units: Record<UnitName, Databag> = {};
  for (let n = 0; n < count; n += 1) units[`other/${n}`] = { [`request_${n}`]: '{"name": "a"}' };
  return units;
}

describe('the cost of endpoints', () => {
  it('is nothing for those that no handler touches, however many units they have', () => {
    const { sources, looks } = manyUnits();
    const endpoints = createEndpoints(sources);
    const touched = findEndpoint(endpoints, 'b');
    expect(touched?.relations).toHaveLength(1);
    expect(looks).toEqual([]);
  });

  it('is one look at the units of one that is touched, however often', () => {
    const { sources, looks } = manyUnits();
    const touched = findEndpoint(createEndpoints(sources), 'b');
    expect(touched?.units).toHaveLength(UNITS);
    expect(touched?.units).toBe(touched?.units);
    expect(touched?.isJoined).toBe(true);
    expect(touched?.relations[0]?.units[7]?.receivedJson).toBe(
      touched?.unit('other/7').receivedJson,
    );
    expect(looks).toEqual(['b']);
  });

  it('makes every endpoint once', () => {
    const endpoints = createEndpoints(manyUnits().sources);
    expect(Object.keys(endpoints)).toEqual(NAMES);
    expect(findEndpoint(endpoints, 'a')).toBe(findEndpoint(endpoints, 'a'));
  });

  it('is nothing for what an interface keeps and finds malformed, with many units, once settled', async () => {
    const decode = jest.spyOn(serverSchema, 'decode');
    const charm = relatedCharm(TWO_SERVERS);
    const units = { ...unitsOf(UNITS), 'other/7': { port: 'x' }, 'other/8': { port: '80' } };
    const relations = {
      'db:1': relationState('other', { units }),
      'cache:2': relationState('redis', { units: { 'redis/0': { port: '6379' } } }),
    };
    const first = await runHook(charm, 'install', freshUnit('blog/0', { relations }));
    expect(decode.mock.calls.length).toBeGreaterThanOrEqual(UNITS);
    expect(first.flags).toEqual(
      expect.arrayContaining(['endpoint.db.available', 'endpoint.db.malformed']),
    );
    decode.mockClear();
    const settled = await runHook(charm, 'update-status', first.state);
    expect(settled.calls).toEqual(['is-leader']);
    expect(settled.flags).toEqual(first.flags);
    expect(settled.state.status).toMatchObject({ status: 'blocked' });
    await runHook(charm, 'config-changed', settled.state);
    expect(decode).not.toHaveBeenCalled();
    await runHook(charm, 'cache-relation-changed', settled.state);
    expect(decode).toHaveBeenCalledTimes(2);
    decode.mockRestore();
  });

  it.each([
    ['requests', Provides, Responder],
    ['responses', Requires, Requester],
  ])('is nothing for %s in a hook that is not about their endpoint', async (_, found, base) => {
    const read = jest.spyOn(base.prototype, 'requests', 'get');
    const charm = relatedCharm({ certs: { role: 'provides', interface: 'x', class: found } });
    const relations = { 'certs:1': relationState('other', { units: unitsOf(3) }) };
    const first = await runHook(charm, 'install', freshUnit('ca/0', { relations }));
    expect(read).toHaveBeenCalled();
    read.mockClear();
    await runHook(charm, 'update-status', first.state);
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
  });
});
