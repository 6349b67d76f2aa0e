import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UnitName } from '@reactive-charms/reactive';
import { addRelation, deployApplication, openSession } from '../../emulator/src/index.ts';
import type { Session } from '../../emulator/src/index.ts';
import { buildCharms } from '../deployment/support/contrail-bundle.ts';
import { MASTER, NODE } from '../deployment/support/contrail-model.ts';
import { packShellCharm } from '../deployment/support/shell-charm.ts';
import { ROOT } from '../support/programs.ts';
import { publishAs, statusOf } from './support/strangers.ts';

/** Our charms beside strangers that publish what nobody can read. */

const describeAll = process.env['INTERFACE_TEST'] === 'all' ? describe : describe.skip;

const CLUSTER = {
  cluster_name: 'k8s',
  pod_subnets: '10.32.0.0/12',
  nested_mode: 'False',
  nested_mode_config: '{}',
};
const ADDRESSES = '["10.0.12.10"]';
const CONTROLLER = {
  'auth-mode': 'no-auth',
  controller_ips: ADDRESSES,
  controller_data_ips: ADDRESSES,
  'analytics-server': ADDRESSES,
  'orchestrator-info':
    '{"cloud_orchestrators": ["kubernetes"], "cloud_orchestrator": "kubernetes"}',
};

jest.setTimeout(300_000);

describeAll('with a stranger that publishes malformed data', () => {
  let folder = '';
  let session: Session;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'our-charms-'));
    await buildCharms(folder, [
      'layers/contrail-k8s-master',
      'layers/contrail-k8s-node',
      'bundles/stand-ins/kubernetes-control-plane',
      'bundles/stand-ins/kubernetes-worker',
    ]);
    await packStranger('strange-master', 'contrail-kubernetes-config');
    await packStranger('strange-controller', 'contrail-controller');
    session = await openSession({
      directory: join(folder, 'model'),
      containers: 'stand-in',
      images: join(ROOT, 'bundles/stand-ins/images'),
      onEvent: () => undefined,
    });
  });

  afterAll(async () => {
    await session.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  it('the node is blocked, and well again with good data', async () => {
    await deploy('kubernetes-worker', NODE, 'strange-master');
    session.update(addRelation('kubernetes-worker:cni', `${NODE}:cni`));
    session.update(addRelation('strange-master', NODE));
    await settle();
    await tell('strange-master/0', 'contrail-kubernetes-config', CLUSTER);
    expect(statusOf(session, `${NODE}/0`)).toEqual(READY);

    await expectBlocked(`${NODE}/0`, 'strange-master/0', {
      endpoint: 'contrail-kubernetes-config',
      key: 'nested_mode',
      text: 'perhaps',
      reason: 'expected True or False',
    });
    await tell('strange-master/0', 'contrail-kubernetes-config', CLUSTER);
    expect(statusOf(session, `${NODE}/0`)).toEqual(READY);
  });

  it('the master is blocked, and well again with good data', async () => {
    await deploy('kubernetes-control-plane', MASTER, 'strange-controller');
    session.update(
      addRelation('kubernetes-control-plane:kube-api-endpoint', `${MASTER}:kube-api-endpoint`),
    );
    session.update(addRelation('strange-controller', MASTER));
    await settle();
    await tell('strange-controller/0', 'contrail-controller', CONTROLLER);
    expect(statusOf(session, `${MASTER}/0`)).toEqual(READY);

    await expectBlocked(`${MASTER}/0`, 'strange-controller/0', {
      endpoint: 'contrail-controller',
      key: 'controller_ips',
      text: '10.0.12.10',
      reason: 'expected JSON',
    });
    await tell('strange-controller/0', 'contrail-controller', CONTROLLER);
    expect(statusOf(session, `${MASTER}/0`)).toEqual(READY);
  });

  it('the master does not mind what it never reads', async () => {
    await tell('strange-controller/0', 'contrail-controller', { 'agents-info': '[' });
    expect(statusOf(session, `${MASTER}/0`)).toEqual(READY);
  });

  const READY = { status: 'active', message: 'Unit is ready' };

  async function packStranger(name: string, endpoint: string): Promise<void> {
    const metadata = `provides:\n  ${endpoint}:\n    interface: ${endpoint}\n`;
    const script = 'status-set active\n';
    await packShellCharm(join(folder, `${name}.charm`), { name, metadata, script });
  }

  async function deploy(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const charm = await session.importCharm(join(folder, `${name}.charm`));
      session.update(deployApplication({ name, charm }));
    }
  }

  async function settle(): Promise<void> {
    const { inError } = await session.settle();
    expect(inError).toEqual([]);
  }

  async function tell(
    unit: UnitName,
    endpoint: string,
    changes: Readonly<Record<string, string>>,
  ): Promise<string> {
    const id = await publishAs(session, unit, endpoint, changes);
    await settle();
    return id;
  }

  async function expectBlocked(
    reader: UnitName,
    writer: UnitName,
    {
      endpoint,
      key,
      text,
      reason,
    }: Readonly<Record<'endpoint' | 'key' | 'text' | 'reason', string>>,
  ): Promise<void> {
    const id = await tell(writer, endpoint, { [key]: text });
    expect(statusOf(session, reader)).toEqual({
      status: 'blocked',
      message: `${writer} publishes a malformed ${key} in relation ${id}: ${reason}`,
    });
  }
});
