import { fakeEndpoint } from '@reactive-charms/reactive/testing';
import * as fc from 'fast-check';
import { clientSchema, controllerSchema, Provides, Requires } from '../index.ts';

type Bag = Record<string, string>;

function requiresFrom(...bags: Bag[]): Requires {
  const units = Object.fromEntries(bags.map((bag, number) => [`controller/${number}`, bag]));
  return fakeEndpoint(Requires, { 'controller:0': { units } });
}

function providesFrom(...bags: Bag[]): Provides {
  const units = Object.fromEntries(bags.map((bag, number) => [`master/${number}`, bag]));
  return fakeEndpoint(Provides, { 'controller:0': { units } }, 'provides');
}

describe('Requires', () => {
  it('unites the addresses of three controllers in numeric order', () => {
    const requires = requiresFrom(
      { controller_ips: '["10.0.12.100", "10.0.12.9"]', controller_data_ips: '["10.1.0.2"]' },
      { controller_ips: '[]', 'analytics-server': '["10.0.12.9"]' },
      { controller_ips: '["10.0.12.9", null, "10.0.12.10"]', 'analytics-server': '["10.0.12.8"]' },
    );
    expect(requires.controllerIps).toEqual(['10.0.12.9', '10.0.12.10', '10.0.12.100']);
    expect(requires.controllerDataIps).toEqual(['10.1.0.2']);
    expect(requires.analyticsServers).toEqual(['10.0.12.8', '10.0.12.9']);
  });

  it('is not emptied by a fresh controller without data', () => {
    const requires = requiresFrom(
      {},
      { 'orchestrator-info': '{"cloud_orchestrators": [], "cloud_orchestrator": null}' },
      {
        'orchestrator-info':
          '{"cloud_orchestrators": ["kubernetes"], "cloud_orchestrator": "kubernetes", "compute_service_ip": "10.0.12.7"}',
        'auth-info': '{"keystone_ip": "10.0.12.122", "keystone_region": null}',
        'auth-mode': 'rbac',
      },
    );
    expect(requires.orchestratorInfo).toEqual({
      cloudOrchestrators: ['kubernetes'],
      cloudOrchestrator: 'kubernetes',
      others: { compute_service_ip: '10.0.12.7' },
    });
    expect(requires.authInfo).toEqual({ keystoneIp: '10.0.12.122' });
    expect(requires.authMode).toBe('rbac');
  });

  it('takes the lowest of two controllers that both know', () => {
    const requires = requiresFrom(
      { 'auth-info': '{"keystone_ip": null}' },
      { 'auth-info': '{"keystone_ip": "10.0.12.1"}', 'agents-info': '{"k8s_info": {}}' },
      { 'auth-info': '{"keystone_ip": "10.0.12.2"}' },
    );
    expect(requires.authInfo).toEqual({ keystoneIp: '10.0.12.1' });
    expect(requires.agentsInfo).toEqual({ clusters: {} });
  });

  it('is in maintenance when any controller says so, and in the highest stage', () => {
    const requires = requiresFrom({ ziu: '2' }, { maintenance: 'issu', ziu: '3' }, {});
    expect(requires.maintenance).toBe('issu');
    expect(requires.ziu).toBe(3);
    expect(requiresFrom({}).maintenance).toBeUndefined();
    expect(requiresFrom({}).ziu).toBeUndefined();
  });

  it('knows nothing any more when the controllers are gone', () => {
    const requires = requiresFrom();
    expect(requires.controllerIps).toEqual([]);
    expect(requires.orchestratorInfo).toBeUndefined();
    expect(requires.authInfo).toBeUndefined();
  });

  it('tells each malformed key and no secret in it', () => {
    const requires = requiresFrom(
      { controller_ips: '10.0.12.10', 'auth-info': '{"keystone_admin_password": ["secret"]}' },
      { ziu: '7', 'orchestrator-info': '"None"', controller_ips: '["10.0.12.11"]' },
    );
    expect(requires.controllerIps).toEqual(['10.0.12.11']);
    expect(requires.problems.map(({ unit, key, reason }) => `${unit} ${key}: ${reason}`)).toEqual([
      'controller/0 controller_ips: expected JSON',
      'controller/0 auth-info: member keystone_admin_password: expected a text, found a list',
      'controller/1 orchestrator-info: expected an object, found a string',
      'controller/1 ziu: expected a whole number from 0 to 6',
    ]);
  });
});

describe('Provides', () => {
  it('merges orchestrators: openstack leads, the highest unit wins (2.8b, 2.8d)', () => {
    const provides = providesFrom(
      {
        'orchestrator-info':
          '{"cloud_orchestrator": "kubernetes", "kube_manager_token": "T", "kubernetes_api_server": "10.0.12.20"}',
      },
      {
        'orchestrator-info':
          '{"cloud_orchestrator": "openstack", "metadata_shared_secret": "S", "compute_service_ip": "10.0.12.5"}',
      },
      {
        'orchestrator-info':
          '{"cloud_orchestrator": "kubernetes", "kubernetes_api_server": "10.0.12.22"}',
      },
    );
    expect(provides.orchestratorInfo).toEqual({
      kubeManagerToken: 'T',
      kubernetesApiServer: '10.0.12.22',
      cloudOrchestrators: ['kubernetes', 'openstack'],
      cloudOrchestrator: 'openstack',
      others: { metadata_shared_secret: 'S', compute_service_ip: '10.0.12.5' },
    });
  });

  it('tells agents the workers that any master of the cluster knows', () => {
    const info = (workers: string): Bag => ({
      k8s_info: `{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": ${workers}, "cluster_name": "k8s"}`,
    });
    const provides = providesFrom(
      info('null'),
      info(String.raw`"[\"10.0.12.30\", null]"`),
      info('["10.0.12.4"]'),
      { k8s_info: '{"cluster_name": "two"}' },
      { k8s_info: '{"pod_subnets": "10.64.0.0/12"}' },
    );
    expect(provides.agentsInfo).toEqual({
      clusters: {
        k8s: { podSubnets: '10.32.0.0/12', kubernetesWorkers: ['10.0.12.4', '10.0.12.30'] },
        two: {},
      },
    });
    expect(providesFrom({}).agentsInfo).toBeUndefined();
  });

  it('lists the units that it serves and the stages that they have finished', () => {
    const provides = providesFrom({ 'unit-type': 'kubernetes', ziu_done: '2' }, { ziu_done: 'x' });
    expect(provides.clients).toEqual([
      { unit: 'master/0', application: 'master', unitType: 'kubernetes', ziuDone: 2 },
      { unit: 'master/1', application: 'master' },
    ]);
    expect(provides.problems.map(({ unit, key }) => `${unit} ${key}`)).toEqual([
      'master/1 ziu_done',
    ]);
  });
});

describe('no databag', () => {
  const keys = [...new Set([...clientSchema.keys, ...controllerSchema.keys])];
  const bag = fc.dictionary(
    fc.oneof(fc.constantFrom(...keys), fc.string()),
    fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('null', '{}', '[]', '{"k8s_info": {"a": null}}'),
    ),
  );

  it('makes a reader throw', () => {
    fc.assert(
      fc.property(fc.array(bag), (bags) => {
        const requires = requiresFrom(...bags);
        const provides = providesFrom(...bags);
        provides.publish({
          orchestratorInfo: provides.orchestratorInfo,
          agentsInfo: provides.agentsInfo,
        });
        expect(
          [requires.controllerIps, requires.problems, provides.clients].every(Array.isArray),
        ).toBe(true);
        expect([requires.orchestratorInfo, requires.authInfo, requires.ziu]).not.toContain(null);
      }),
    );
  });
});
