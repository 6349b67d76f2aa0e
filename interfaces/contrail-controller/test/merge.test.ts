import { fakeEndpoint } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { inTwoOrders, readAll } from '../../../tests/support/interface-sides.ts';
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

const keys = [...new Set([...clientSchema.keys, ...controllerSchema.keys])];
const members = ['cloud_orchestrator', 'cloud_orchestrators', 'k8s_info', 'cluster_name', 'k8s'];
const text = fc.oneof(
  fc.string(),
  fc.json({ maxDepth: 2 }),
  fc.integer({ min: -1, max: 7 }).map(String),
  fc
    .dictionary(fc.constantFrom(...members, '__proto__'), fc.jsonValue())
    .map((object) => JSON.stringify(object)),
  fc.array(fc.ipV4()).map((list) => JSON.stringify(list)),
);
const anyBag = fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), text, { maxKeys: 6 });

describe('no databag', () => {
  it('makes a reader throw', () => {
    fc.assert(
      fc.property(fc.array(anyBag, { maxLength: 4 }), (bags) => {
        const provides = providesFrom(...bags);
        expect(Object.keys(readAll(requiresFrom(...bags)))).toContain('controllerIps');
        expect(Object.keys(readAll(provides))).toContain('clients');
        const { orchestratorInfo, agentsInfo } = provides;
        provides.publish({ orchestratorInfo, agentsInfo });
      }),
    );
  });

  it('is too large, too odd or one of too many', () => {
    const large = 'x'.repeat(1_048_576);
    const requires = requiresFrom(
      { controller_ips: large, 'ключ с пробелом': large, 'a=b': '', __proto__: 'x' },
      { controller_ips: '["10.0.12.9"]', 'ca-cert': large },
    );
    expect(requires.controllerIps).toEqual(['10.0.12.9']);
    expect(requires.problems).toEqual([
      {
        unit: 'controller/0',
        relationId: 'controller:0',
        key: 'controller_ips',
        reason: 'expected JSON',
      },
    ]);
    const info = (number: number): string =>
      `{"cluster_name": "k8s", "kubernetes_workers": "[\\"10.0.${number % 5}.${number >> 2}\\"]"}`;
    const provides = providesFrom(
      ...Array.from({ length: 500 }, (_, number) => ({
        'unit-type': 'kubernetes',
        k8s_info: info(number),
      })),
    );
    expect(provides.clients).toHaveLength(500);
    expect(provides.agentsInfo?.clusters?.['k8s']?.kubernetesWorkers).toHaveLength(500);
    expect(provides.problems).toEqual([]);
  });
});

describe('the order of events', () => {
  it('changes nothing', () => {
    fc.assert(
      fc.property(inTwoOrders(anyBag), ([one, other]) => {
        expect(readAll(fakeEndpoint(Requires, one))).toEqual(
          readAll(fakeEndpoint(Requires, other)),
        );
        expect(readAll(fakeEndpoint(Provides, one, 'provides'))).toEqual(
          readAll(fakeEndpoint(Provides, other, 'provides')),
        );
      }),
    );
  });

  it('leaves nothing of units that have left', () => {
    const gone = {
      'unit-type': 'kubernetes',
      k8s_info: '{"cluster_name": "k8s"}',
      controller_ips: '["10.0.12.10"]',
      'auth-mode': 'rbac',
      ziu: '2',
    };
    const relations = { 'controller:0': { units: {}, departed: { 'other/0': gone } } };
    const nothing = { 'controller:0': {} };
    expect(readAll(fakeEndpoint(Requires, relations))).toEqual(
      readAll(fakeEndpoint(Requires, nothing)),
    );
    expect(readAll(fakeEndpoint(Provides, relations, 'provides'))).toEqual(
      readAll(fakeEndpoint(Provides, nothing, 'provides')),
    );
  });
});
