import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import type { LayerBuilder } from '../../lib/index.ts';
import { fakeEndpoint, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { Provides, Requires } from '../support/certificate-interface.ts';
import type { Asking, Signing } from '../support/certificate-interface.ts';
import { relatedCharm } from '../support/related-charm.ts';

const NEEDS = { certs: { role: 'requires', interface: 'certificates', class: Requires } } as const;
const SIGNS = { certs: { role: 'provides', interface: 'certificates', class: Provides } } as const;

const ASKS: UnitName = 'blog/0';
const SIGNER: UnitName = 'vault/0';

/** Runs the hook in which a unit hears what another one publishes. */
async function hears(
  charm: ReturnType<typeof relatedCharm>,
  state: UnitState,
  units: Readonly<Record<UnitName, Databag>>,
): Promise<HookOutcome> {
  const [remoteUnit] = Object.keys(units).map((name): UnitName => (name === ASKS ? ASKS : SIGNER));
  const known = state.relations['certs:1'] ?? relationState('');
  const application = remoteUnit === ASKS ? 'blog' : 'vault';
  const relations = { 'certs:1': { ...known, application, units } };
  return runHook(
    charm,
    'certs-relation-changed',
    { ...state, relations },
    remoteUnit ? { remoteUnit } : {},
  );
}

function publishedBy({ state }: HookOutcome): Databag {
  return state.relations['certs:1']?.published ?? {};
}

function requestFlags({ flags }: HookOutcome): readonly string[] {
  return flags.filter((flag) => /_(?:requests|responses)$/.test(flag));
}

function asking(define: (layer: LayerBuilder<Asking>) => void): ReturnType<typeof relatedCharm> {
  return relatedCharm<Asking>(NEEDS, define);
}

/** A charm that asks for two certificates. */
const askTwice = asking((layer) => {
  layer.when('endpoint.certs.joined').handle('ask', ({ endpoints }) => {
    for (const relation of endpoints.certs.relations) {
      endpoints.certs.createOrUpdate(relation, { name: 'a', sans: ['x'] }, ['name']);
      endpoints.certs.createOrUpdate(relation, { name: 'b' }, ['name']);
    }
  });
});

/** A charm that signs what it is asked to, and notes what is new. */
const sign = relatedCharm<Signing>(SIGNS, (layer) => {
  layer.when('endpoint.certs.new_requests').handle('sign', ({ endpoints, unit }) => {
    unit.data.set(
      'new',
      endpoints.certs.newRequests.map(({ fields }) => fields.name ?? ''),
    );
    for (const request of endpoints.certs.newRequests) {
      endpoints.certs.respond(request, { certificate: `for ${request.fields.name}` });
    }
  });
});

describe('a round of requests and responses', () => {
  it('R114 has two new requests, then none, and both responses are seen and found by field', async () => {
    const asked = await hears(askTwice, freshUnit(ASKS), { [SIGNER]: {} });
    expect(requestFlags(asked)).toEqual([]);
    const signed = await hears(sign, freshUnit(SIGNER), { [ASKS]: publishedBy(asked) });
    expect(signed.state.memory?.data['new']).toEqual(['a', 'b']);
    expect(requestFlags(signed)).toEqual(['endpoint.certs.has_requests']);
    const answered = await hears(askTwice, asked.state, { [SIGNER]: publishedBy(signed) });
    expect(requestFlags(answered)).toEqual([
      'endpoint.certs.all_responses',
      'endpoint.certs.has_responses',
    ]);
    const certs = fakeEndpoint(Requires, {
      'certs:1': { units: { [SIGNER]: publishedBy(signed) }, published: publishedBy(asked) },
    });
    expect(certs.find({ name: 'b' })?.response).toEqual({ certificate: 'for b' });
    expect(certs.requests.map(({ response }) => response?.certificate)).toEqual(
      expect.arrayContaining(['for a', 'for b']),
    );
  });

  it('R114 is on the wire what charms in Python write and read', () => {
    const id = 'd2bfe32c-f78d-400a-b73e-44ccac439b1c';
    const request = `{"name": "b", "request_id": "${id}", "sans": ["x", "y"]}`;
    const bags = { [`request_${id}`]: request, 'ingress-address': '192.0.2.9' };
    const provides = fakeEndpoint(Provides, { 'certs:1': { units: { [ASKS]: bags } } });
    const [received] = provides.newRequests;
    expect(received).toMatchObject({ id, fields: { name: 'b', sans: ['x', 'y'] } });
    if (received) provides.respond(received, { certificate: 'PEM' });
    expect(provides.relations[0]?.published).toEqual({ [`response_${id}`]: '{"cert": "PEM"}' });

    const requires = fakeEndpoint(Requires, { 'certs:1': { published: bags } });
    const [relation] = requires.relations;
    if (relation) requires.createOrUpdate(relation, { name: 'b', sans: undefined }, ['name']);
    expect(relation?.published[`request_${id}`]).toBe(
      `{"name": "b", "request_id": "${id}", "sans": null}`,
    );
  });

  it('R114 (different on purpose) all_responses needs at least one request', async () => {
    const silent = asking(() => undefined);
    const outcome = await hears(silent, freshUnit(ASKS), { [SIGNER]: {} });
    expect(requestFlags(outcome)).toEqual([]);
  });

  it('a further request takes all_responses away when the hook ends', async () => {
    const more = asking((layer) => {
      layer.when('endpoint.certs.all_responses').handle('ask-more', ({ endpoints }) => {
        for (const relation of endpoints.certs.relations) {
          endpoints.certs.createOrUpdate(relation, { name: 'c' }, ['name']);
        }
      });
    });
    const asked = await hears(askTwice, freshUnit(ASKS), { [SIGNER]: {} });
    const signed = await hears(sign, freshUnit(SIGNER), { [ASKS]: publishedBy(asked) });
    const outcome = await hears(more, asked.state, { [SIGNER]: publishedBy(signed) });
    expect(requestFlags(outcome)).toEqual(['endpoint.certs.has_responses']);
  });

  it('flags stay as they are in hooks that are not about the endpoint', async () => {
    const asked = await hears(askTwice, freshUnit(ASKS), { [SIGNER]: {} });
    const signed = await hears(sign, freshUnit(SIGNER), { [ASKS]: publishedBy(asked) });
    const later = await runHook(sign, 'update-status', signed.state);
    expect(requestFlags(later)).toEqual(requestFlags(signed));
    expect(publishedBy(later)).toEqual(publishedBy(signed));
  });

  it('the flags end with the relation', async () => {
    const asked = await hears(askTwice, freshUnit(ASKS), { [SIGNER]: {} });
    const signed = await hears(sign, freshUnit(SIGNER), { [ASKS]: publishedBy(asked) });
    const left = { ...relationState('blog'), published: publishedBy(signed) };
    const alone = { ...signed.state, relations: { 'certs:1': left } };
    const broken = await runHook(sign, 'certs-relation-broken', alone);
    expect(requestFlags(broken)).toEqual([]);
  });
});

describe('a request', () => {
  function requester(published: Databag = {}, units: Record<UnitName, Databag> = {}): Requires {
    return fakeEndpoint(Requires, { 'certs:1': { published, units }, 'certs:2': {} });
  }

  function relationOf(requires: Requires, id: RelationId = 'certs:1') {
    return requires.relation(id);
  }

  it('has the ID that it had in a hook that failed and is repeated', () => {
    const ids = [requester(), requester()].map(
      (certs) => certs.create(relationOf(certs), { name: 'a' }).id,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('has an ID of its own: two with equal fields, in one relation or two, are two', () => {
    const certs = requester();
    const ids = [
      certs.create(relationOf(certs), { name: 'a' }).id,
      certs.create(relationOf(certs), { name: 'a' }).id,
      certs.create(relationOf(certs, 'certs:2'), { name: 'a' }).id,
      certs.create(relationOf(certs), { name: 'b' }).id,
    ];
    expect(new Set(ids).size).toBe(4);
    expect(certs.requests).toHaveLength(4);
  });

  it('never takes the answer to an earlier one, withdrawn, for its own', () => {
    const first = requester();
    const { id } = first.create(relationOf(first), { name: 'a' });
    const later = requester({}, { 'vault/0': { [`response_${id}`]: '{"cert": "old"}' } });
    const again = later.create(relationOf(later), { name: 'a' });
    expect(again.id).not.toBe(id);
    expect(again.response).toBeUndefined();
    // An answer that is still under way is for another ID, too.
    const other = requester();
    expect(other.create(relationOf(other), { name: 'b' }).id).not.toBe(id);
  });

  it('is created or updated by its key fields, and keeps its other fields and its response', () => {
    const certs = requester({}, {});
    const relation = relationOf(certs);
    const { id } = certs.createOrUpdate(relation, { name: 'a', sans: ['x'] }, ['name']);
    const answered = requester(relation.published, {
      'vault/0': { [`response_${id}`]: '{"cert": "PEM"}' },
    });
    const update = answered.createOrUpdate(relationOf(answered), { name: 'a' }, ['name']);
    expect(update).toMatchObject({
      id,
      fields: { name: 'a', sans: ['x'] },
      response: { certificate: 'PEM' },
    });
    expect(answered.requests).toHaveLength(1);
  });

  it('R114 (different on purpose) is looked for in the relation that is given, or in all', () => {
    const certs = requester();
    certs.create(relationOf(certs), { name: 'a' });
    certs.create(relationOf(certs, 'certs:2'), { name: 'a' });
    const inSecond = certs.findAll({ name: 'a' }, relationOf(certs, 'certs:2'));
    expect(inSecond.map(({ relation }) => relation.id)).toEqual(['certs:2']);
    expect(certs.find({ name: 'a' })?.relation.id).toBe('certs:1');
    expect(certs.findAll({ name: 'b' })).toEqual([]);
    expect(certs.findAll({})).toHaveLength(2);
    // The same in createOrUpdate: that of another relation is not touched.
    certs.createOrUpdate(relationOf(certs, 'certs:2'), { name: 'a', sans: ['x'] }, ['name']);
    expect(certs.find({ name: 'a' })?.fields.sans).toBeUndefined();
    expect(certs.findAll({ name: 'a' }, relationOf(certs, 'certs:2'))).toHaveLength(1);
    expect(certs.findAll({ sans: ['x'] })).toHaveLength(1);
  });

  it('is found by its ID, or not with an error', () => {
    const certs = requester();
    const { id } = certs.create(relationOf(certs), { name: 'a' });
    expect(certs.request(id).fields).toEqual({ name: 'a' });
    expect(certs.tryRequest('other')).toBeUndefined();
    expect(() => certs.request('other')).toThrow('endpoint certs has no request other');
  });

  it('is withdrawn', () => {
    const certs = requester();
    certs.withdraw(certs.create(relationOf(certs), { name: 'a' }));
    expect(certs.requests).toEqual([]);
    expect(relationOf(certs).published).toEqual({});
  });

  it('R114 is read only, like its fields and its response', () => {
    const certs = requester();
    const { id } = certs.create(relationOf(certs), { name: 'a' });
    const request = certs.request(id);
    expect([request, request.fields].map(Object.isFrozen)).toEqual([true, true]);
  });

  it('is answered by the lowest unit that has a readable answer; others are told as problems', () => {
    const bare = requester();
    const { id } = bare.create(relationOf(bare), { name: 'a' });
    const certs = requester(relationOf(bare).published, {
      'vault/10': { [`response_${id}`]: '{"cert": "ten"}' },
      'vault/2': { [`response_${id}`]: '{"cert": "two"}' },
      'vault/0': { [`response_${id}`]: '{broken' },
    });
    expect(certs.request(id).response).toEqual({ certificate: 'two' });
    expect(certs.problems).toEqual([
      { unit: 'vault/0', relationId: 'certs:1', key: `response_${id}`, reason: 'expected JSON' },
    ]);
  });
});

describe('the side that answers', () => {
  const ask = (name: string): Databag => ({ [`request_${name}`]: `{"name": "${name}"}` });

  it('sees the requests of every unit, and tells those that it cannot read', () => {
    const certs = fakeEndpoint(Provides, {
      'certs:1': {
        units: { 'blog/10': ask('ten'), 'blog/2': { ...ask('two'), request_bad: '[' } },
        published: { response_two: '{"cert": "PEM"}' },
      },
    });
    expect(certs.requests.map(({ unit, id }) => `${unit.name} ${id}`)).toEqual([
      'blog/2 two',
      'blog/10 ten',
    ]);
    expect(certs.newRequests.map(({ id }) => id)).toEqual(['ten']);
    expect(certs.problems.map(({ unit, key }) => `${unit} ${key}`)).toEqual(['blog/2 request_bad']);
    expect(certs.find({ name: 'two' })?.response).toEqual({ certificate: 'PEM' });
    expect(certs.findAll({ name: 'two' }, certs.relation('certs:1'))).toHaveLength(1);
  });

  it('withdraws its answer when the request is gone, once it could clean up', async () => {
    const released: unknown[] = [];
    const charm = relatedCharm<Signing>(SIGNS, (layer) => {
      layer.when('endpoint.certs.new_requests').handle('sign', ({ endpoints }) => {
        for (const request of endpoints.certs.newRequests) {
          endpoints.certs.respond(request, { certificate: 'PEM' });
        }
      });
      layer.when('endpoint.certs.departed').handle('release', ({ endpoints }) => {
        for (const { fields, response } of endpoints.certs.departedRequests) {
          released.push([fields.name, response?.certificate]);
        }
      });
    });
    const signed = await hears(charm, freshUnit(SIGNER), { [ASKS]: ask('a') });
    expect(publishedBy(signed)).toMatchObject({ response_a: '{"cert": "PEM"}' });
    const certs = signed.state.relations['certs:1'] ?? relationState('');
    const gone = await runHook(
      charm,
      'certs-relation-departed',
      { ...signed.state, relations: { 'certs:1': { ...certs, units: {} } } },
      { remoteUnit: ASKS },
    );
    expect(released).toEqual([['a', 'PEM']]);
    expect(publishedBy(gone)).not.toHaveProperty('response_a');
    expect(requestFlags(gone)).toEqual([]);
  });

  it('leaves a request alone that it has answered, and answers it anew when told to', async () => {
    const signed = await hears(sign, freshUnit(SIGNER), { [ASKS]: ask('a') });
    const changed = await hears(sign, signed.state, {
      [ASKS]: { request_a: '{"name": "other"}' },
    });
    expect(publishedBy(changed)).toEqual(publishedBy(signed));
    expect(requestFlags(changed)).toEqual(['endpoint.certs.has_requests']);
  });
});
