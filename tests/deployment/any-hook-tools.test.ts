import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCharms } from './support/contrail-bundle.ts';
import { parseEnv } from './support/contract.ts';
import { canIsolate, foreignAgent } from './support/foreign-agent.ts';
import type { ForeignAgent } from './support/foreign-agent.ts';

/**
 * Built charms under an agent that is a few shell scripts: nothing but Juju's contract holds them.
 * Skipped where a process may not have its own view of the machine, because hooks write to /etc.
 */

const describeIsolated = canIsolate() ? describe : describe.skip;
const NO_SOCKET = {
  JUJU_AGENT_SOCKET_NETWORK: 'unix',
  JUJU_AGENT_SOCKET_ADDRESS: '/var/lib/juju/agents/nobody/agent.socket',
};

jest.setTimeout(60_000);

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreign-'));
  await buildCharms(folder, ['layers/contrail-k8s-master', 'layers/contrail-k8s-node']);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describeIsolated('the node under hook tools of somebody else', () => {
  let agent: ForeignAgent;
  const cni = about('cni:1', 'kubernetes-worker');
  const master = about('contrail-kubernetes-config:2', 'contrail-kubernetes-master');

  beforeAll(async () => {
    agent = await foreignAgent(join(folder, 'node'), {
      charm: join(folder, 'contrail-kubernetes-node.charm'),
      unit: 'contrail-kubernetes-node/0',
    });
    await agent.answer('config.json', OPTIONS);
    await agent.answer('ids/cni.json', ['cni:1']);
    await agent.answer('ids/contrail-kubernetes-config.json', ['contrail-kubernetes-config:2']);
    await agent.answer('relations/cni:1/application.json', 'kubernetes-worker');
    await agent.answer('relations/contrail-kubernetes-config:2/application.json', 'masters');
  });

  it('runs the hooks up to the first relation', async () => {
    await succeed('install');
    expect(await agent.given('status')).toContain('blocked');
    await succeed('cni-relation-created', cni.created);
    await succeed('contrail-kubernetes-config-relation-created', master.created);
    await succeed('config-changed');
    await succeed('start');
    expect(await agent.written('/usr/local/bin/reactive')).toContain('#!/bin/sh');
  });

  it('tells its principal what a master publishes', async () => {
    await agent.answer('relations/cni:1/units.json', ['kubernetes-worker/0']);
    await agent.answer('relations/cni:1/kubernetes-worker-0.json', { is_master: 'False' });
    await succeed('cni-relation-joined', cni.unit);
    await succeed('cni-relation-changed', cni.unit);
    await publish('10.32.0.0/12');
    await succeed('contrail-kubernetes-config-relation-joined', master.unit);
    await succeed('contrail-kubernetes-config-relation-changed', master.unit);
    expect(await lastSet('cni:1')).toEqual({
      cidr: '10.32.0.0/12',
      'cni-conf-file': '/etc/cni/net.d/10-contrail.conf',
    });
    expect(parseEnv(await agent.written('/etc/contrail/common_cni.env'))).toEqual({
      LOG_LEVEL: 'SYS_NOTICE',
      LOG_DIR: '/var/log',
      KUBERNETES_CLUSTER_NAME: 'k8s',
    });
    // There is no container engine on this machine, and the hooks succeed all the same.
    expect(await agent.given('status')).toMatch(/^blocked .*docker\.sock/);
  });

  it('does the same where the socket of the agent is not there', async () => {
    await publish('10.40.0.0/12');
    await succeed('contrail-kubernetes-config-relation-changed', { ...master.unit, ...NO_SOCKET });
    expect(await lastSet('cni:1')).toMatchObject({ cidr: '10.40.0.0/12' });
  });

  it('runs from hooks/ under an agent that knows no dispatch', async () => {
    await publish('10.48.0.0/12');
    const hook = 'contrail-kubernetes-config-relation-changed';
    const old = { ...master.unit, JUJU_DISPATCH_PATH: '' };
    const { code } = await agent.runHook(hook, old, `hooks/${hook}`);
    expect(code).toBe(0);
    expect(await lastSet('cni:1')).toMatchObject({ cidr: '10.48.0.0/12' });
  });

  async function publish(subnets: string): Promise<void> {
    const relation = 'relations/contrail-kubernetes-config:2';
    await agent.answer(`${relation}/units.json`, ['contrail-kubernetes-master/0']);
    await agent.answer(`${relation}/contrail-kubernetes-master-0.json`, {
      cluster_name: 'k8s',
      pod_subnets: subnets,
      nested_mode: 'False',
      nested_mode_config: '{}',
    });
  }

  async function succeed(hook: string, variables?: Record<string, string>): Promise<void> {
    const { code, stdout, stderr } = await agent.runHook(hook, variables);
    expect({ hook, code, stderr }).toEqual({ hook, code: 0, stderr: code === 0 ? stderr : stdout });
  }

  async function lastSet(relation: string): Promise<unknown> {
    const lines = (await agent.given(`relations/${relation}/set`)).trimEnd().split('\n');
    return JSON.parse(lines.at(-1) ?? '');
  }
});

describeIsolated('the master under hook tools of somebody else', () => {
  it('shares leader data by the tool on PATH where the socket of the agent is not there', async () => {
    const agent = await foreignAgent(join(folder, 'master'), {
      charm: join(folder, 'contrail-kubernetes-master.charm'),
      unit: 'contrail-kubernetes-master/0',
    });
    await agent.answer('config.json', { ...OPTIONS, ...MASTER_OPTIONS });
    await agent.answer('is-leader.json', true);
    const { code, stderr } = await agent.runHook('install', NO_SOCKET);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await agent.given('leader-set')).toBe(
      'cluster_info={"contrail-kubernetes-master/0": "10.0.0.5"}\n',
    );
    expect(await agent.given('status')).toMatch(/^blocked /);
  });
});

const OPTIONS = {
  container_runtime: 'docker',
  docker_runtime: 'custom',
  'docker-registry': 'opencontrailnightly',
  'docker-registry-insecure': false,
  'docker-log-driver': 'json-file',
  'docker-log-options': 'max-size=20m max-file=5',
  'image-tag': 'latest',
  'log-level': 'SYS_NOTICE',
  http_proxy: '',
  https_proxy: '',
  no_proxy: '',
};

const MASTER_OPTIONS = {
  cluster_name: 'k8s',
  cluster_project: '{}',
  cluster_network: '{}',
  pod_subnets: '10.32.0.0/12',
  ip_fabric_subnets: '10.64.0.0/12',
  service_subnets: '10.96.0.0/12',
  ip_fabric_forwarding: false,
  ip_fabric_snat: false,
  host_network_service: false,
  public_fip_pool: '{}',
  nested_mode: false,
  nested_mode_config: '{}',
  nagios_context: 'juju',
  nagios_servicegroups: '',
};

/** The variables of a relation's hooks. Source: contract juju.md section 9.3. */
function about(
  id: string,
  application: string,
): Record<'created' | 'unit', Record<string, string>> {
  const relation = {
    JUJU_RELATION: id.slice(0, id.indexOf(':')),
    JUJU_RELATION_ID: id,
    JUJU_REMOTE_APP: application,
  };
  return {
    created: { ...relation, JUJU_REMOTE_UNIT: '' },
    unit: { ...relation, JUJU_REMOTE_UNIT: `${application}/0` },
  };
}
