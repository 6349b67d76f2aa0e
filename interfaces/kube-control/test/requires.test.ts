import type { Databag } from '@reactive-charms/reactive';
import { fakeEndpoint } from '@reactive-charms/testing';
import { readAll } from '../../../tests/support/interface-sides.ts';
import { Requires } from '../index.ts';
import { CLUSTER, IN_SECRET } from './samples.ts';

function requiresFrom(...bags: Databag[]): Requires {
  const units = Object.fromEntries(bags.map((bag, number) => [`control/${number}`, bag]));
  return fakeEndpoint(Requires, { 'kube-control:0': { units } });
}

function creds(user: string, clientToken: string): Databag {
  return {
    creds: JSON.stringify({
      [user]: { client_token: clientToken, kubelet_token: '', proxy_token: '', scope: 'local/0' },
    }),
  };
}

describe('Requires', () => {
  it('reads what the control plane tells', () => {
    const requires = requiresFrom(CLUSTER);
    expect(requires.apiEndpoints).toEqual(['https://10.246.154.7:6443']);
    expect(requires.cluster).toEqual({
      apiEndpoints: ['https://10.246.154.7:6443'],
      clusterTag: 'kubernetes-4ypsk',
      cohortKeys: { kubelet: 'dummy-cohort' },
      dnsDomain: 'cluster.local',
      isDnsEnabled: true,
      hasExternalCloudProvider: false,
      dnsPort: 53,
      registryLocation: 'rocks.canonical.com:443/cdk',
      dnsAddress: '10.152.183.20',
    });
    expect(requires.credentials('test/0')).toEqual({
      clientToken: 'admin::dummy',
      kubeletToken: 'test/0::dummy',
      proxyToken: 'kube-proxy::dummy',
      scope: 'test/0',
    });
    expect(requires.problems).toEqual([]);
  });

  it('unites the API servers of all units in numeric order', () => {
    const requires = requiresFrom(
      { 'api-endpoints': '["https://10.0.12.100:6443", "https://10.0.12.9:6443"]' },
      {},
      { 'api-endpoints': '["https://10.0.12.9:6443", "https://10.0.12.20:6443"]' },
    );
    expect(requires.apiEndpoints).toEqual([
      'https://10.0.12.9:6443',
      'https://10.0.12.20:6443',
      'https://10.0.12.100:6443',
    ]);
    expect(requires.cluster.apiEndpoints).toEqual(requires.apiEndpoints);
  });

  it('takes each other key from the lowest unit that has it', () => {
    const { cluster } = requiresFrom(
      { domain: 'first.local', port: 'dns' },
      { domain: 'second.local', port: '53', 'enable-kube-dns': 'False' },
      { port: '54' },
    );
    expect(cluster).toEqual({ dnsDomain: 'first.local', dnsPort: 53, isDnsEnabled: false });
  });

  it('takes credentials from the lowest unit that has any for the user', () => {
    const requires = requiresFrom(
      { domain: 'cluster.local' },
      { creds: '' },
      creds('other', 'T0'),
      // Nothing to work with.
      creds('mine', ''),
      creds('mine', 'T1'),
      creds('mine', 'T2'),
    );
    expect(requires.credentials('mine')?.clientToken).toBe('T1');
    expect(requires.credentials('nobody')).toBeUndefined();
    expect(requires.credentials('toString')).toBeUndefined();
  });

  it('takes a secret for credentials', () => {
    expect(requiresFrom({ creds: IN_SECRET }).credentials('system:node:node-2')).toEqual({
      scope: 'requirer/1',
      secretId: 'secret:9m4e2mr0ui3e8a215n4g',
    });
  });

  it('knows the user that it has asked for, in every relation', () => {
    const requires = fakeEndpoint(Requires, {
      'kube-control:0': {},
      'kube-control:1': { units: { 'control/0': creds('mine', 'T') } },
    });
    expect(requires.credentials()).toBeUndefined();
    requires.publish({ user: 'mine', group: 'system:masters' });
    expect(requires.relations.map(({ published }) => published)).toEqual([
      { kubelet_user: 'mine', auth_group: 'system:masters' },
      { kubelet_user: 'mine', auth_group: 'system:masters' },
    ]);
    expect(requires.request).toEqual({ user: 'mine', group: 'system:masters' });
    expect(requires.credentials()?.clientToken).toBe('T');
    requires.publish({});
    expect(requires.request).toBeUndefined();
    expect(requires.relations[0]?.published).toEqual({});
  });

  it('names the unit, the relation and the key of what it cannot read', () => {
    const requires = requiresFrom(CLUSTER, { creds: '{', 'has-xcp': '?' });
    expect(requires.problems).toEqual([
      {
        unit: 'control/1',
        relationId: 'kube-control:0',
        key: 'has-xcp',
        reason: 'expected True or False',
      },
      { unit: 'control/1', relationId: 'kube-control:0', key: 'creds', reason: 'expected JSON' },
    ]);
  });

  it('knows nothing of units that have left', () => {
    const left = fakeEndpoint(Requires, { 'kube-control:0': { departed: { 'c/0': CLUSTER } } });
    expect(readAll(left)).toEqual(readAll(fakeEndpoint(Requires, { 'kube-control:0': {} })));
    expect(left.credentials('test/0')).toBeUndefined();
  });
});
