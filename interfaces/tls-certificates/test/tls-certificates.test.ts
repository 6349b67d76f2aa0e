import { fakeEndpoint } from '@reactive-charms/reactive/testing';
import * as fc from 'fast-check';
import { answerSchema, authoritySchema, Provides, requestSchema, Requires } from '../index.ts';

const unit = 'contrail-kubernetes-master/0';
const request = {
  unit_name: 'contrail-kubernetes-master_0',
  common_name: 'juju-m2',
  certificate_name: 'juju-m2',
  sans: '["juju-m2.lxd", "juju-m2", "10.0.12.20", "127.0.0.1"]',
} as const;
const answer = {
  ca: 'CA',
  'client.cert': 'CLIENT',
  'client.key': 'CLIENT KEY',
  'contrail-kubernetes-master_0.server.cert': 'SERVER',
  'contrail-kubernetes-master_0.server.key': 'SERVER KEY',
} as const;

describe('the wire', () => {
  it('of a request is that of the Python charm (2.8e)', () => {
    const requires = fakeEndpoint(Requires, { 'certificates:0': {} });
    requires.publish({
      unit,
      commonName: 'juju-m2',
      certificateName: 'juju-m2',
      sans: ['juju-m2.lxd', 'juju-m2', '10.0.12.20', '127.0.0.1'],
    });
    expect(requires.relations[0]?.published).toEqual(request);
  });

  it('of an answer is that of easyrsa (2.8e)', () => {
    const provides = fakeEndpoint(
      Provides,
      { 'certificates:0': { units: { [unit]: request } } },
      'provides',
    );
    provides.publish({
      ca: 'CA',
      clientCertificate: 'CLIENT',
      clientKey: 'CLIENT KEY',
      units: { [unit]: { certificate: 'SERVER', key: 'SERVER KEY' } },
    });
    expect(provides.relations[0]?.published).toEqual(answer);
  });

  it('is read as it was written', () => {
    const word = fc.string({ minLength: 1 });
    const pairs = fc.dictionary(
      word,
      fc.record({ certificate: word, key: word }, { requiredKeys: [] }),
    );
    const requests = fc.dictionary(word, fc.record({ sans: fc.array(word) }, { requiredKeys: [] }));
    const asked = fc.record(
      {
        unit: fc.constantFrom<'mysql/0' | 'my-sql/10'>('mysql/0', 'my-sql/10'),
        commonName: word,
        sans: fc.array(word),
        certificateName: word,
        serverRequests: requests,
        clientRequests: requests,
      },
      { requiredKeys: [] },
    );
    const answered = fc.record(
      { certificate: word, key: word, serverAnswers: pairs, clientAnswers: pairs },
      { requiredKeys: [] },
    );
    const bagOf = (changes: Readonly<Record<string, string | null>>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(changes).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
      );
    const schema = answerSchema('mysql_0');
    fc.assert(
      fc.property(asked, answered, (one, other) => {
        expect(requestSchema.decode(bagOf(requestSchema.encode(one)))).toEqual({
          values: one,
          faults: [],
        });
        expect(schema.decode(bagOf(schema.encode(other)))).toEqual({ values: other, faults: [] });
      }),
    );
  });

  it('never makes a reader throw', () => {
    const keys = [
      ...requestSchema.keys,
      ...authoritySchema.keys,
      ...answerSchema('mysql_0').keys,
      '.processed_requests',
    ];
    const bag = fc.dictionary(
      fc.oneof(fc.constantFrom(...keys), fc.string()),
      fc.oneof(fc.string(), fc.json()),
    );
    fc.assert(
      fc.property(bag, (received) => {
        const relations = { 'certificates:0': { units: { 'mysql/0': received } } };
        const requires = fakeEndpoint(Requires, relations);
        const provides = fakeEndpoint(Provides, relations, 'provides');
        expect(Array.isArray(requires.problems) && Array.isArray(provides.problems)).toBe(true);
        expect(typeof requires.answers('mysql/0')).toBe('object');
        expect(provides.requests.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('Requires', () => {
  const requiresFrom = (...bags: Record<string, string>[]): Requires =>
    fakeEndpoint(Requires, {
      'certificates:0': {
        units: Object.fromEntries(bags.map((bag, number) => [`vault/${number}`, bag])),
      },
    });

  it('takes the lowest provider that has authority, certificate and key', () => {
    const requires = requiresFrom(
      {},
      { ca: 'HALF', 'contrail-kubernetes-master_0.server.cert': 'HALF' },
      { ...answer, chain: 'CHAIN' },
      { ...answer, ca: 'LATER' },
    );
    expect(requires.certificates(unit)).toEqual({
      ca: 'CA',
      chain: 'CHAIN',
      certificate: 'SERVER',
      key: 'SERVER KEY',
    });
    expect(requires.certificates('contrail-kubernetes-master/1')).toBeUndefined();
    expect(requires.clientCertificates?.key).toBe('CLIENT KEY');
  });

  it('keeps certificates while one provider of two still has them', () => {
    expect(requiresFrom(answer).certificates(unit)).toEqual(
      requiresFrom({}, answer).certificates(unit),
    );
    expect(requiresFrom().certificates(unit)).toBeUndefined();
  });

  it('reads answers to further requests and tells those that cannot be read', () => {
    const requires = requiresFrom(
      { 'mysql_0.processed_requests': '{"db": {"cert": ["secret"]}}' },
      { 'mysql_0.processed_requests': '{"db": {"cert": "C", "key": "K"}}' },
    );
    expect(requires.answers('mysql/0')).toEqual({ db: { certificate: 'C', key: 'K' } });
    expect(requires.problems).toEqual([
      {
        unit: 'vault/0',
        relationId: 'certificates:0',
        key: 'mysql_0.processed_requests',
        reason: 'member db: member cert: expected a text, found a list',
      },
    ]);
  });
});

describe('Provides', () => {
  it('lists requests, and names answers after the unit where it does not name itself', () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'certificates:0': {
          units: {
            'remote-1f/0': { common_name: 'a', unit_name: 'mysql_7' },
            'remote-1f/1': {
              common_name: 'b',
              sans: '["b"]',
              cert_requests: '{"c": {"sans": []}}',
            },
            'remote-1f/2': { sans: 'b', unit_name: 'mysql' },
          },
        },
      },
      'provides',
    );
    expect(provides.requests).toMatchObject([
      { unit: 'remote-1f/0', commonName: 'a', sans: [] },
      { unit: 'remote-1f/1', commonName: 'b', sans: ['b'], serverRequests: { c: { sans: [] } } },
    ]);
    expect(provides.problems.map(({ key }) => key)).toEqual(['unit_name', 'sans']);
    const pair = { certificate: 'C', key: 'K' };
    provides.publish({ ca: 'CA', units: { 'remote-1f/0': pair, 'remote-1f/1': pair } });
    expect(provides.relations[0]?.published).toEqual({
      ca: 'CA',
      'mysql_7.server.cert': 'C',
      'mysql_7.server.key': 'K',
      'remote-1f_1.server.cert': 'C',
      'remote-1f_1.server.key': 'K',
    });
  });

  it('answers each relation for its own units, and withdraws answers for units that are gone', () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'certificates:0': { units: { 'mysql/0': { common_name: 'a' } } },
        'certificates:1': {
          units: { 'wordpress/0': { common_name: 'b' } },
          published: {
            'wordpress_9.server.cert': 'OLD',
            'wordpress_9.server.key': 'OLD',
            'wordpress_9.processed_requests': '{}',
            'egress-subnets': '10.0.0.1/32',
          },
        },
      },
      'provides',
    );
    const pair = { certificate: 'C', key: 'K' };
    provides.publish({ ca: 'CA', units: { 'mysql/0': pair, 'wordpress/0': pair } });
    expect(provides.relations.map(({ published }) => published)).toEqual([
      { ca: 'CA', 'mysql_0.server.cert': 'C', 'mysql_0.server.key': 'K' },
      {
        ca: 'CA',
        'wordpress_0.server.cert': 'C',
        'wordpress_0.server.key': 'K',
        'egress-subnets': '10.0.0.1/32',
      },
    ]);
  });
});
