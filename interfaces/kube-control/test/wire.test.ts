import { join } from 'node:path';
import type { DatabagChanges } from '@reactive-charms/reactive';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { inTwoOrders, readAll } from '../../../tests/support/interface-sides.ts';
import {
  clusterSchema,
  credentialsSchema,
  definition,
  Provides,
  requestSchema,
  Requires,
} from '../index.ts';
import { CLUSTER, IN_SECRET } from './samples.ts';

describe('the wire', () => {
  it('of a request is that of the Python package', () => {
    const requires = fakeEndpoint(Requires, { 'kube-control:0': {} });
    requires.publish({ user: 'system:node:node-2', group: 'system:nodes', schemaVersions: [0, 1] });
    expect(requires.relations[0]?.published).toEqual({
      kubelet_user: 'system:node:node-2',
      auth_group: 'system:nodes',
      schema_vers: '[0, 1]',
    });
    requires.publish({ hasGpu: true });
    expect(requires.relations[0]?.published).toEqual({ gpu: 'True' });
  });

  it('of a control plane is that of the Python package', () => {
    const unit = { kubelet_user: 'test/0', auth_group: 'system:masters' };
    const provides = fakeEndpoint(
      Provides,
      { 'kube-control:0': { units: { 'test/0': unit } } },
      'provides',
    );
    provides.publish({
      apiEndpoints: ['https://10.246.154.7:6443'],
      clusterTag: 'kubernetes-4ypsk',
      cohortKeys: { kubectl: '', kubelet: 'dummy-cohort' },
      dnsDomain: 'cluster.local',
      isDnsEnabled: true,
      hasExternalCloudProvider: false,
      dnsPort: 53,
      registryLocation: 'rocks.canonical.com:443/cdk',
      dnsAddress: '10.152.183.20',
    });
    for (const request of provides.requests) {
      provides.answer(request, {
        clientToken: 'admin::dummy',
        kubeletToken: 'test/0::dummy',
        proxyToken: 'kube-proxy::dummy',
      });
    }
    expect(provides.relations[0]?.published).toEqual(CLUSTER);
  });

  it('of a secret has empty tokens', () => {
    expect(
      credentialsSchema.encode({
        credentials: {
          'system:node:node-2': { scope: 'requirer/1', secretId: 'secret:9m4e2mr0ui3e8a215n4g' },
        },
      }),
    ).toEqual({ creds: IN_SECRET });
  });

  it('has the text of no network application where none is chosen, which Python needs', () => {
    expect(clusterSchema.encode({})).toMatchObject({ 'default-cni': '""' });
    expect(clusterSchema.encode({ defaultCni: 'contrail' })).toMatchObject({
      'default-cni': '"contrail"',
    });
  });

  it('is read in every spelling that the charms have shown', () => {
    expect(
      clusterSchema.decode({
        'api-endpoints': '["https://10.0.12.20:6443", null]',
        'enable-kube-dns': 'true',
        'has-xcp': 'True',
        port: 'None',
        'default-cni': 'null',
        'cohort-keys': 'null',
        labels: '[]',
        'a key': 'that nobody knows',
      }),
    ).toEqual({
      values: {
        apiEndpoints: ['https://10.0.12.20:6443'],
        isDnsEnabled: true,
        hasExternalCloudProvider: true,
        labels: [],
      },
      faults: [],
    });
    expect(
      credentialsSchema.decode({ creds: '{"a": {"scope": null, "x": 1}, "b": null}' }),
    ).toEqual({ values: { credentials: { a: {} } }, faults: [] });
    expect(credentialsSchema.decode({ creds: '' })).toEqual({ values: {}, faults: [] });
    expect(requestSchema.decode({ schema_vers: '["0", 1]', gpu: 'false' })).toEqual({
      values: { schemaVersions: [0, 1], hasGpu: false },
      faults: [],
    });
  });

  it.each([
    [
      'api-endpoints',
      '["10.0.12.20:6443"]',
      'item 1: expected a URL such as https://10.0.12.20:6443',
    ],
    ['api-endpoints', '{}', 'expected a list, found an object'],
    ['ca-certificate-secret-id', '--label=other', 'expected the URI of a secret'],
    ['cohort-keys', '{"kubelet": []}', 'member kubelet: expected a text, found a list'],
    ['default-cni', 'contrail', 'expected JSON'],
    ['enable-kube-dns', 'maybe', 'expected True or False'],
    ['has-xcp', '1', 'expected True or False'],
    ['port', 'dns', 'expected a whole number from 1 to 65535'],
    ['taints', '"a"', 'expected a list, found a string'],
  ])('is refused in %s as %s', (key, wire, reason) => {
    expect(clusterSchema.decode({ [key]: wire })).toEqual({
      values: {},
      faults: [{ key, reason }],
    });
  });

  it('never shows a token where it is refused', () => {
    const wires = [
      '{"a": {"client_token": ["hidden"]}}',
      '{"a": {"secret-id": "--hidden"}}',
      '{"a": "hidden"}',
      '["hidden"]',
      'hidden',
    ];
    const faults = wires.flatMap((creds) => credentialsSchema.decode({ creds }).faults);
    expect(faults).toHaveLength(wires.length);
    expect(JSON.stringify(faults)).not.toContain('hidden');
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});

const word = fc.string({ minLength: 1 });
const words = fc.array(word);
const optional: { requiredKeys: [] } = { requiredKeys: [] };
const uri = fc.constantFrom('secret:9m4e2mr0ui3e8a215n4g', 'secret://1f-2/9m4e2mr0ui3e8a215n4g');

function bagOf(changes: DatabagChanges): Record<string, string> {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

describe('every value', () => {
  it('of a request is read as it was written', () => {
    const request = fc.record(
      {
        user: word,
        group: word,
        schemaVersions: fc.array(fc.nat()),
        hasGpu: fc.boolean(),
      },
      optional,
    );
    fc.assert(
      fc.property(request, (values) => {
        expect(requestSchema.decode(bagOf(requestSchema.encode(values)))).toEqual({
          values,
          faults: [],
        });
      }),
    );
  });

  it('of a cluster is read as it was written', () => {
    const cluster = fc.record(
      {
        apiEndpoints: fc.array(fc.ipV4().map((address) => `https://${address}:6443`)),
        caCertificateSecretId: uri,
        clusterTag: word,
        cohortKeys: fc.dictionary(fc.string(), word),
        defaultCni: word,
        dnsDomain: word,
        isDnsEnabled: fc.boolean(),
        dnsPort: fc.integer({ min: 1, max: 65535 }),
        dnsAddress: word,
        hasExternalCloudProvider: fc.boolean(),
        registryLocation: word,
        taints: words,
        labels: words,
      },
      optional,
    );
    fc.assert(
      fc.property(cluster, (values) => {
        expect(clusterSchema.decode(bagOf(clusterSchema.encode(values)))).toEqual({
          values,
          faults: [],
        });
      }),
    );
  });

  it('of credentials is read as it was written', () => {
    const one = fc.record(
      { clientToken: word, kubeletToken: word, proxyToken: word, scope: word, secretId: uri },
      optional,
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), one), (credentials) => {
        expect(credentialsSchema.decode(bagOf(credentialsSchema.encode({ credentials })))).toEqual({
          values: { credentials },
          faults: [],
        });
      }),
    );
  });
});

describe('no databag', () => {
  const keys = [...requestSchema.keys, ...clusterSchema.keys, ...credentialsSchema.keys];
  const creds = fc.dictionary(
    fc.constantFrom('user', '__proto__', 'constructor'),
    fc.dictionary(
      fc.constantFrom('client_token', 'scope', 'secret-id'),
      fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant('one/0')),
    ),
  );
  const bag = fc.dictionary(
    fc.oneof(fc.constantFrom(...keys, 'creds', 'kubelet_user', 'auth_group'), fc.string()),
    fc.oneof(
      fc.constantFrom('user', 'constructor', '["https://10.0.12.20:6443"]'),
      fc.string(),
      fc.json({ maxDepth: 2 }),
      creds.map((all) => JSON.stringify(all)),
    ),
    { maxKeys: 5 },
  );

  it('makes a reader throw', () => {
    fc.assert(
      fc.property(fc.array(bag, { maxLength: 3 }), bag, (bags, published) => {
        const units = Object.fromEntries(bags.map((each, number) => [`one/${number}`, each]));
        const relations = { 'kube-control:0': { units, published } };
        const requires = fakeEndpoint(Requires, relations);
        const provides = fakeEndpoint(Provides, relations, 'provides');
        expect(Object.keys(readAll(requires))).toContain('apiEndpoints');
        expect(typeof requires.credentials('constructor')).not.toBe('function');
        expect(Object.keys(readAll(provides))).toContain('closed');
        for (const closed of provides.closed) provides.withdraw(closed);
        for (const request of provides.unanswered) provides.answer(request, { clientToken: 'T' });
        expect([provides.closed, provides.unanswered]).toEqual([[], []]);
      }),
    );
  });

  it('is read differently in another order', () => {
    fc.assert(
      fc.property(inTwoOrders(bag), ([one, other]) => {
        const [requires, again] = [fakeEndpoint(Requires, one), fakeEndpoint(Requires, other)];
        expect(readAll(again)).toEqual(readAll(requires));
        expect(again.credentials('user')).toEqual(requires.credentials('user'));
        const provides = fakeEndpoint(Provides, one, 'provides');
        const { requests, hasGpu, problems } = fakeEndpoint(Provides, other, 'provides');
        expect([requests, hasGpu, problems]).toEqual([
          provides.requests,
          provides.hasGpu,
          provides.problems,
        ]);
      }),
    );
  });

  it('is too large, too odd or one of too many', () => {
    const large = 'x'.repeat(1_048_576);
    const odd = { ключ: large, 'a=b': 'c', constructor: '1', domain: large, creds: large };
    const requires = fakeEndpoint(Requires, {
      'kube-control:0': { units: { 'control/0': odd, 'control/1': CLUSTER } },
    });
    expect(requires.cluster.dnsDomain).toBe(large);
    expect(requires.credentials('test/0')?.clientToken).toBe('admin::dummy');
    expect(requires.problems.map(({ reason }) => reason)).toEqual(['expected JSON']);

    const units = Object.fromEntries(
      Array.from({ length: 500 }, (_, number) => [
        `worker/${number}`,
        { kubelet_user: `system:node:${number}`, auth_group: 'system:nodes' },
      ]),
    );
    const provides = fakeEndpoint(Provides, { 'kube-control:0': { units } }, 'provides');
    expect(provides.unanswered).toHaveLength(500);
    for (const request of provides.unanswered.slice(0, 100)) {
      provides.answer(request, { clientToken: 'dummy' });
    }
    expect(provides.unanswered).toHaveLength(400);
  });
});
