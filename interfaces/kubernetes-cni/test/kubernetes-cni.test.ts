import { fakeEndpoint } from '@reactive-charms/reactive/testing';
import * as fc from 'fast-check';
import { pluginSchema, principalSchema, Provides, Requires } from '../index.ts';

describe('the wire', () => {
  it('is that of the node (2.8a)', () => {
    const requires = fakeEndpoint(Requires, { 'cni:0': {} });
    requires.publish({ cidr: '10.32.0.0/12', confFile: '/etc/cni/net.d/10-contrail.conf' });
    expect(requires.relations[0]?.published).toEqual({
      cidr: '10.32.0.0/12',
      'cni-conf-file': '/etc/cni/net.d/10-contrail.conf',
    });
    requires.publish({ confFile: '/etc/cni/net.d/10-contrail.conf' });
    expect(requires.relations[0]?.published).toEqual({
      'cni-conf-file': '/etc/cni/net.d/10-contrail.conf',
    });
  });

  it('is that of the principals (2.8a)', () => {
    const provides = fakeEndpoint(Provides, { 'cni:0': {} }, 'provides');
    provides.publish({ isMaster: true, kubeconfigPath: '' });
    expect(provides.relations[0]?.published).toEqual({ is_master: 'True' });
    provides.publish({ isMaster: false, kubeconfigPath: '/root/cdk/kubeconfig' });
    expect(provides.relations[0]?.published).toEqual({
      is_master: 'False',
      kubeconfig_path: '/root/cdk/kubeconfig',
    });
  });

  it('is read as it was written, on both sides', () => {
    const word = fc.string({ minLength: 1 });
    const plugin = fc.record({ cidr: word, confFile: word }, { requiredKeys: [] });
    const principal = fc.record(
      {
        isMaster: fc.boolean(),
        kubeconfigPath: word,
        kubeconfigHash: word,
        serviceCidr: word,
        imageRegistry: word,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(plugin, principal, (pluginValues, principalValues) => {
        const requires = fakeEndpoint(Requires, { 'cni:0': {} });
        requires.publish(pluginValues);
        const provides = fakeEndpoint(Provides, { 'cni:0': {} }, 'provides');
        provides.publish(principalValues);
        expect(pluginSchema.decode(requires.relations[0]?.published ?? {}).values).toEqual(
          pluginValues,
        );
        expect(principalSchema.decode(provides.relations[0]?.published ?? {}).values).toEqual(
          principalValues,
        );
      }),
    );
  });
});

describe('Provides', () => {
  it('is available when every plug-in has named its subnets and its file', () => {
    const whole = { cidr: '10.32.0.0/12', 'cni-conf-file': '10-a.conf' };
    const of = (...bags: Record<string, string>[]): Provides =>
      fakeEndpoint(
        Provides,
        Object.fromEntries(bags.map((bag, n) => [`cni:${n}`, { units: { [`plugin/${n}`]: bag } }])),
        'provides',
      );
    expect(of().isAvailable).toBe(false);
    expect(of(whole).isAvailable).toBe(true);
    expect(of(whole, { 'cni-conf-file': '10-b.conf' }).isAvailable).toBe(false);
    expect(of(whole, whole).plugins).toEqual([
      { unit: 'plugin/0', application: 'plugin', cidr: '10.32.0.0/12', confFile: '10-a.conf' },
      { unit: 'plugin/1', application: 'plugin', cidr: '10.32.0.0/12', confFile: '10-a.conf' },
    ]);
  });
});

describe('Requires', () => {
  it('reads the principal and tells what it cannot read', () => {
    const requires = fakeEndpoint(Requires, {
      'cni:0': { units: { 'worker/0': { is_master: '1?', 'service-cidr': '10.96.0.0/12' } } },
      'cni:1': { units: { 'control/0': { is_master: 'true', 'service-cidr': '10.97.0.0/12' } } },
    });
    expect(requires.principal).toEqual({ isMaster: true, serviceCidr: '10.96.0.0/12' });
    expect(requires.problems).toEqual([
      {
        unit: 'worker/0',
        relationId: 'cni:0',
        key: 'is_master',
        reason: 'expected True or False',
      },
    ]);
  });

  it('never throws on what a principal publishes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (bag) => {
        const requires = fakeEndpoint(Requires, { 'cni:0': { units: { 'worker/0': bag } } });
        expect(requires.problems.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
