import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localModel } from '../support/local-model.ts';
import type { LocalModel } from '../support/local-model.ts';
import { ROOT } from '../support/programs.ts';
import { machineContainers } from './support/containers.ts';
import { parseEnv } from './support/contract.ts';
import { buildCharms } from './support/contrail-bundle.ts';
import { NODE, NODE_ENV } from './support/contrail-model.ts';
import { packShellCharm } from './support/shell-charm.ts';

/** The node with a shell script as its master, whose option the tests turn. */

const MASTERS = {
  name: 'masters',
  metadata: 'provides:\n  nodes:\n    interface: contrail-kubernetes-config\n',
  config: 'options:\n  cluster:\n    type: string\n    default: k0\n',
  script: `
cluster=$(config-get cluster)
for id in $(relation-ids nodes); do
  relation-set -r "$id" cluster_name="$cluster" pod_subnets="10.\${cluster#k}.0.0/16" \\
    nested_mode=False nested_mode_config='{}'
done
status-set active
`,
};
const BUNDLE = `applications:
  masters: {charm: ./masters.charm, num_units: 1}
  kubernetes-worker: {charm: ./kubernetes-worker.charm, num_units: 1}
  ${NODE}: {charm: ./${NODE}.charm}
relations:
  - ['${NODE}:cni', 'kubernetes-worker:cni']
  - ['${NODE}:contrail-kubernetes-config', 'masters:nodes']
`;
const UNIT = `${NODE}/0`;
const AGENT = `/var/lib/juju/agents/unit-${NODE}-0`;

jest.setTimeout(120_000);

let folder = '';
let model: LocalModel;
let machine = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  model = localModel(join(folder, 'model'), { cwd: folder });
  await buildCharms(folder, ['layers/contrail-k8s-node', 'bundles/stand-ins/kubernetes-worker']);
  await packShellCharm(join(folder, 'masters.charm'), MASTERS);
  await writeFile(join(folder, 'bundle.yaml'), BUNDLE);
  const images = join(ROOT, 'bundles/stand-ins/images');
  await model.juju('deploy', './bundle.yaml', '--containers', 'stand-in', '--images', images);
  machine = (await model.units())[UNIT]?.machine ?? '';
  await plantKiller();
});

afterAll(async () => {
  await model.run('destroy-model', '--no-prompt');
  await rm(folder, { recursive: true, force: true });
});

describe('a hook that is killed', () => {
  // Between what a hook does: publishing, putting files in place, asking the engine, remembering.
  it.each([
    ['ask 1', 'k1'],
    ['ask 3', 'k2'],
    ['rename 1', 'k3'],
    ['ask 6', 'k4'],
    ['rename 2', 'k5'],
  ])('C116 at "%s" runs again and ends as if nothing had happened', async (operation, cluster) => {
    await writeFile(model.path(machine, `${AGENT}/kill-at`), operation);
    const { stderr } = await model.run('config', 'masters', `cluster=${cluster}`);
    const hook = 'contrail-kubernetes-config-relation-changed';
    expect(stderr).toContain(`${UNIT}: hook "${hook}" was killed`);
    expect(await model.units()).not.toMatchObject({ [UNIT]: { workload: 'error' } });
    // A killed hook has committed nothing.
    const before = await model.relations(UNIT);
    expect(before['cni']?.[0]?.local['cidr']).not.toBe(subnets(cluster));

    await model.juju('wait', '--timeout', '10');
    const { cni = [] } = await model.relations(UNIT);
    expect(cni[0]?.local).toEqual({
      cidr: subnets(cluster),
      'cni-conf-file': '/etc/cni/net.d/10-contrail.conf',
    });
    const env = {
      LOG_LEVEL: 'SYS_NOTICE',
      LOG_DIR: '/var/log',
      KUBERNETES_CLUSTER_NAME: cluster,
    };
    const file = await model.file(machine, NODE_ENV);
    expect(parseEnv(file?.text ?? '')).toEqual(env);
    expect(file?.mode).toBe(0o600);
    const { [UNIT]: containers } = await machineContainers(model, [UNIT]);
    expect(containers).toMatchObject({
      [`${NODE}_vrouter-cni_1`]: { environment: env, state: 'exited' },
    });
    expect(Object.keys(containers ?? {})).toHaveLength(1);
  });
});

function subnets(cluster: string): string {
  return `10.${cluster.slice(1)}.0.0/16`;
}

/** Lets every process of the unit load the program that kills it when it is told to. */
async function plantKiller(): Promise<void> {
  await copyFile(
    join(__dirname, 'support/kill-at.cjs'),
    model.path(machine, `${AGENT}/kill-at.cjs`),
  );
  const dispatch = model.path(machine, `${AGENT}/charm/dispatch`);
  const text = await readFile(dispatch, 'utf8');
  const option = 'NODE_OPTIONS="$NODE_OPTIONS --require $PWD/../kill-at.cjs" exec ';
  expect(text).toContain('exec ');
  await writeFile(dispatch, text.replace(/^exec /m, option));
}
