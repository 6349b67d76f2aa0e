import { join } from 'node:path';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { inTwoOrders, readAll } from '../../../tests/support/interface-sides.ts';
import {
  answerSchema,
  authoritySchema,
  definition,
  describeProvider,
  Provides,
  requestSchema,
  Requires,
} from '../index.ts';
import { ANSWER, REQUEST, UNIT } from './samples.ts';

const PAIR = { certificate: 'CERTIFICATE', key: 'KEY' };

describe('the wire', () => {
  it('of a request is that of the Python charm (2.8e)', () => {
    const requires = fakeEndpoint(Requires, { 'certificates:0': {} });
    requires.publish({
      unit: UNIT,
      commonName: 'juju-m2',
      certificateName: 'juju-m2',
      sans: ['juju-m2.lxd', 'juju-m2', '10.0.12.20', '127.0.0.1'],
    });
    expect(requires.relations[0]?.published).toEqual(REQUEST);
  });

  it('of an answer is that of easyrsa (2.8e)', () => {
    const provides = fakeEndpoint(
      Provides,
      { 'certificates:0': { units: { [UNIT]: REQUEST } } },
      'provides',
    );
    provides.publish({
      ca: 'CA',
      clientCertificate: 'CLIENT',
      clientKey: 'CLIENT KEY',
      units: { [UNIT]: { certificate: 'SERVER', key: 'SERVER KEY' } },
    });
    expect(provides.relations[0]?.published).toEqual(ANSWER);
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

  it('is read in every spelling that the charms have shown', () => {
    const { values, faults } = requestSchema.decode({
      unit_name: '',
      common_name: 'db',
      sans: 'null',
      cert_requests:
        '{"a": {"sans": null}, "b": {}, "c": null, "d": {"sans": ["d", null], "x": 1}}',
      'a key': 'that nobody knows',
    });
    expect(values).toEqual({
      commonName: 'db',
      serverRequests: { a: {}, b: {}, d: { sans: ['d'] } },
    });
    expect(faults).toEqual([]);
  });

  it('of a provider is described by patterns for the keys that begin with a name', () => {
    expect(Object.keys(describeProvider().patternProperties ?? {})).toEqual([
      String.raw`^.+_[0-9]+\.server\.cert$`,
      String.raw`^.+_[0-9]+\.server\.key$`,
      String.raw`^.+_[0-9]+\.processed_requests$`,
      String.raw`^.+_[0-9]+\.processed_client_requests$`,
    ]);
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});

describe('no databag', () => {
  const keys = [
    ...requestSchema.keys,
    ...authoritySchema.keys,
    ...answerSchema('local_0').keys,
    '.processed_requests',
    '__proto__.server.cert',
  ];
  const pairs = fc.dictionary(
    fc.string(),
    fc.dictionary(fc.constantFrom('sans', 'cert', 'key'), fc.jsonValue({ maxDepth: 1 })),
    { maxKeys: 3 },
  );
  const bag = fc.dictionary(
    fc.oneof(fc.constantFrom(...keys), fc.string()),
    fc.oneof(
      fc.string(),
      fc.json({ maxDepth: 2 }),
      pairs.map((map) => JSON.stringify(map)),
    ),
    { maxKeys: 5 },
  );

  it('makes a reader throw', () => {
    fc.assert(
      fc.property(fc.array(bag, { maxLength: 3 }), bag, (bags, published) => {
        const units = Object.fromEntries(bags.map((each, number) => [`mysql/${number}`, each]));
        const relations = { 'certificates:0': { units, published } };
        const requires = fakeEndpoint(Requires, relations);
        const provides = fakeEndpoint(Provides, relations, 'provides');
        expect(Object.keys(readAll(requires))).toContain('clientCertificates');
        expect(typeof requires.answers()).toBe('object');
        expect(typeof requires.clientAnswers('mysql/0')).toBe('object');
        expect(Object.keys(readAll(provides))).toContain('unanswered');
        for (const wanted of provides.wanted) provides.answer(wanted, PAIR);
        expect(provides.unanswered).toEqual([]);
      }),
    );
  });

  it('is read differently in another order', () => {
    fc.assert(
      fc.property(inTwoOrders(bag), ([one, other]) => {
        expect(readAll(fakeEndpoint(Requires, one))).toEqual(
          readAll(fakeEndpoint(Requires, other)),
        );
        const { requests, wanted, problems } = fakeEndpoint(Provides, one, 'provides');
        const otherwise = fakeEndpoint(Provides, other, 'provides');
        expect([requests, wanted, problems]).toEqual([
          otherwise.requests,
          otherwise.wanted,
          otherwise.problems,
        ]);
      }),
    );
  });

  it('is too large, too odd or one of too many', () => {
    const large = 'x'.repeat(1_048_576);
    const requires = fakeEndpoint(Requires, {
      'certificates:0': {
        units: {
          'vault/0': { ca: large, 'a=b': 'c', ключ: large, 'local_0.processed_requests': large },
          'vault/1': ANSWER,
        },
      },
    });
    expect(requires.authority?.ca).toBe(large);
    expect(requires.certificates(UNIT)?.key).toBe('SERVER KEY');
    expect(requires.problems.map(({ reason }) => reason)).toEqual(['expected JSON']);

    const units = Object.fromEntries(
      Array.from({ length: 500 }, (_, number) => [
        `mysql/${number}`,
        { common_name: `db${number}`, cert_requests: '{"further": {"sans": ["10.0.12.1"]}}' },
      ]),
    );
    const provides = fakeEndpoint(Provides, { 'certificates:0': { units } }, 'provides');
    expect(provides.unanswered).toHaveLength(1000);
    for (const wanted of provides.unanswered) provides.answer(wanted, PAIR);
    expect(provides.unanswered).toEqual([]);
  });
});
