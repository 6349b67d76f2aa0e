import { Provides, Requires } from '@reactive-charms/interface-kube-control';
import type { ClusterFields } from '@reactive-charms/interface-kube-control';
import * as fc from 'fast-check';
import { tokensOf } from './kube-control-charms.ts';
import {
  CLUSTER,
  ourBag,
  ourRequest,
  PythonKubeControl,
  settersOf,
  USER,
} from './kube-control-python.ts';
import { ourEnd, parsed, publishedBy } from './our-end.ts';
import { runs } from './seed.ts';

/** What the control plane and its users tell, ours and those of PyPI's ops.interface_kube_control. */

jest.setTimeout(60_000);

let python: PythonKubeControl;
beforeAll(async () => {
  python = await PythonKubeControl.start();
});
afterAll(() => python.close());

describe('what the cluster is like', () => {
  /** Lists that Python sorts and makes unique. */
  const asSet = (list: readonly string[] | undefined): string[] =>
    [...new Set(list)].sort((a, b) => (a < b ? -1 : 1));

  it('is the same databag from both', async () => {
    const { bag } = await python.hook('provides', {}, settersOf(CLUSTER));
    const sorted = { taints: asSet(CLUSTER.taints), labels: asSet(CLUSTER.labels) };
    expect(parsed(ourBag({ ...CLUSTER, ...sorted }))).toEqual(parsed(bag));
  });

  it('of a Python control plane is read by us, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(clusters(), async (cluster) => {
        const { bag } = await python.hook('provides', {}, settersOf(cluster));
        const end = ourEnd(Requires, { 'control-plane/0': bag });
        expect(end.problems).toEqual([]);
        const { taints, labels, apiEndpoints, ...rest } = cluster;
        expect(end.cluster).toEqual({
          ...rest,
          taints: asSet(taints),
          labels: asSet(labels),
          apiEndpoints: end.apiEndpoints,
        });
        expect(asSet(end.apiEndpoints)).toEqual(asSet(apiEndpoints));
      }),
      runs(40),
    );
  });

  it('of our control plane is to a Python requirer what that of a Python one is', async () => {
    await fc.assert(
      fc.asyncProperty(clusters(), async (cluster) => {
        const sorted = { taints: asSet(cluster.taints), labels: asSet(cluster.labels) };
        const request = { 'worker/0': ourRequest(undefined) };
        const { bag } = await python.hook('provides', { units: request }, [
          ...settersOf(cluster),
          ['sign', { [USER]: [...tokensOf(USER)] }],
        ]);
        const end = ourEnd(Provides, request, 'provides');
        end.publish({ ...cluster, ...sorted });
        const [clientToken, kubeletToken, proxyToken] = tokensOf(USER);
        for (const each of end.requests) {
          end.answer(each, { clientToken, kubeletToken, proxyToken });
        }
        const ours = await python.reads({ 'control-plane/0': publishedBy(end) });
        expect(ours).toEqual(await python.reads({ 'control-plane/0': bag }));
        expect(ours['is_ready']).toBe(true);
      }),
      runs(40),
    );
  });
});

/** Any cluster that a Python control plane would take. */
function clusters(): fc.Arbitrary<Omit<ClusterFields, 'caCertificateSecretId' | 'cohortKeys'>> {
  const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,10}$/);
  const text = fc.string({ minLength: 1, unit: 'grapheme' });
  return fc.record({
    apiEndpoints: fc.array(
      fc
        .tuple(fc.constantFrom('https', 'http'), fc.ipV4(), fc.integer({ min: 1, max: 65535 }))
        .map(([scheme, host, port]) => `${scheme}://${host}:${port}`),
      { minLength: 1 },
    ),
    clusterTag: text,
    defaultCni: text,
    dnsDomain: text,
    isDnsEnabled: fc.boolean(),
    dnsPort: fc.integer({ min: 1, max: 65535 }),
    dnsAddress: text,
    hasExternalCloudProvider: fc.boolean(),
    registryLocation: text,
    taints: fc.array(
      fc
        .tuple(word, fc.option(word), fc.constantFrom('NoSchedule', 'NoExecute'))
        .map(([key, value, effect]) =>
          value === null ? `${key}:${effect}` : `${key}=${value}:${effect}`,
        ),
    ),
    labels: fc.array(fc.tuple(word, fc.oneof(word, fc.constant(''))).map((pair) => pair.join('='))),
  });
}

describe('requests', () => {
  it.each([
    ['0', undefined, '[0]'],
    ['0 and 1', [0, 1], '[0, 1]'],
  ])(
    'of ours for schema %s are those that a Python control plane reads',
    async (_, versions, wire) => {
      const request = ourRequest(versions);
      expect(request).toEqual({
        kubelet_user: USER,
        auth_group: 'system:nodes',
        ...(versions && { schema_vers: wire }),
      });
      const units = { 'worker/0': request, 'worker/1': {} };
      const { answers } = await python.hook('provides', { units }, [['auth_requests']]);
      expect(answers).toEqual([
        [
          {
            unit: 'worker/0',
            kubelet_user: USER,
            auth_group: 'system:nodes',
            schema_vers: versions ?? [],
          },
        ],
      ]);
    },
  );

  it.each([
    ['requires-0', [0]],
    ['requires', [0, 1]],
  ] as const)('of a Python worker (%s) are those that we read', async (side, schemaVersions) => {
    const { bag } = await python.hook(side, {}, [['set_auth_request', USER]]);
    const end = ourEnd(Provides, { 'worker/0': bag }, 'provides');
    expect(end.requests).toEqual([
      { unit: 'worker/0', relationId: 'ours:0', user: USER, group: 'system:nodes', schemaVersions },
    ]);
    expect(end.problems).toEqual([]);
  });
});
