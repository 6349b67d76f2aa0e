import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPythonPackages } from '../../support/python-packages.ts';
import { PYTHON_PEERS } from '../python-packages.ts';
import { layDownTools } from '../real-tools.ts';
import { PythonCharm } from './python-charm.ts';
import type { Task } from './python-charm.ts';

/** The Python charm with executables for the hook tools: it says and reads the same. */

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

const SAYS: readonly Task[] = [
  {
    does: 'contrail_controller.publish_master',
    values: {
      orchestrator: { cloud_orchestrator: 'kubernetes', kubernetes_api_server: 'käse' },
      cluster: {
        pod_subnets: '10.32.0.0/12',
        kubernetes_workers: Array.from({ length: 40 }, (_, host) => `10.0.12.${host}`),
        cluster_name: 'k8s',
      },
      ziu_done: 2,
    },
  },
  {
    does: 'contrail_kubernetes_config.publish_master',
    values: { cluster_name: 'k8s', pod_subnets: null, nested_mode: true, nested_mode_config: '{}' },
  },
  {
    does: 'http.serve',
    endpoint: 'http-service',
    values: {
      port: 6443,
      addresses: [
        ['10.0.12.20', '10.0.12.20'],
        ['käse', '10.0.12.21'],
      ],
    },
  },
  {
    does: 'kubernetes_cni.publish_principal',
    endpoint: 'cni-principal',
    values: { is_master: false, kubeconfig_path: null, 'service-cidr': '10.152.183.0/24' },
  },
  {
    does: 'nrpe_external_master.publish_checks',
    values: { primary: false, checks: { yes: '12:30:45', check: 'a: b # c\nd' } },
  },
  {
    does: 'tls_certificates.publish_answers',
    endpoint: 'tls-authority',
    values: { authority: { ca: PEM }, answers: { master_0: { cert: PEM, key: PEM, more: {} } } },
  },
];

const READS: Task = { does: 'http.find_services', endpoint: 'http-client' };

jest.setTimeout(60_000);

let folder: string;
let inMemory: PythonCharm;
let withExecutables: PythonCharm;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peer-tools-'));
  const tools = join(folder, 'tools');
  await layDownTools(tools, await installPythonPackages(PYTHON_PEERS));
  inMemory = await PythonCharm.start();
  withExecutables = await PythonCharm.start(tools);
});

afterAll(async () => {
  inMemory.close();
  withExecutables.close();
  await rm(folder, { recursive: true });
});

it.each(SAYS)('$does says the same', async (task) => {
  const said = await withExecutables.publishes(task);
  expect(Object.keys(said).length).toBeGreaterThan(0);
  expect(said).toEqual(await inMemory.publishes(task));
});

it('what units say is found', async () => {
  const bags = { 'api/0': { hostname: 'käse', port: '6443' }, 'api/1': { port: '80' } };
  const found = await withExecutables.reads(READS, bags);
  expect(found).toEqual({ api: [['käse', '6443']] });
  expect(found).toEqual(await inMemory.reads(READS, bags));
});
