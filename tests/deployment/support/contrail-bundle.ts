import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectSuccess, ROOT, runOwnProgram } from '../../support/programs.ts';

const STAND_INS = ['contrail-controller', 'kubernetes-control-plane', 'kubernetes-worker'];

/** What the overlay of these tests plants; it must not be seen anywhere. */
export const REGISTRY_PASSWORD = 'planted-registry-password';

// Contract contrail.md section 2.8(a) has no agents and one worker, and there is less to wait for.
const OVERLAY = `applications:
  contrail-kubernetes-master:
    options:
      docker-user: somebody
      docker-password: ${REGISTRY_PASSWORD}
  contrail-agent:
`;

/**
 * Builds the charms and copies the bundle, so that the paths in it lead to what was built. Charms are
 * built without a runtime, so that nothing is downloaded.
 * @param folder an empty folder.
 * @returns the arguments of `juju-local deploy`, to be run in the folder.
 */
export async function prepareBundle(folder: string): Promise<string[]> {
  await mkdir(join(folder, 'bundles/overlays'), { recursive: true });
  const bundle = await readFile(join(ROOT, 'bundles/contrail-k8s.yaml'), 'utf8');
  await writeFile(join(folder, 'bundles/contrail-k8s.yaml'), withOneWorker(bundle));
  const overlay = 'bundles/overlays/local.yaml';
  await cp(join(ROOT, overlay), join(folder, overlay));
  await writeFile(join(folder, 'test.yaml'), OVERLAY, { mode: 0o600 });
  await Promise.all([
    buildCharms(join(folder, 'build/charms'), [
      'layers/contrail-k8s-master',
      'layers/contrail-k8s-node',
    ]),
    buildCharms(
      join(folder, 'build/charms/stand-ins'),
      STAND_INS.map((name) => `bundles/stand-ins/${name}`),
    ),
  ]);
  const overlays = ['--overlay', 'bundles/overlays/local.yaml', '--overlay', 'test.yaml'];
  const images = join(ROOT, 'bundles/stand-ins/images');
  const containers = ['--containers', 'stand-in', '--images', images];
  return ['bundles/contrail-k8s.yaml', ...overlays, ...containers];
}

/** The machines of section 2.8(a). @throws Error when the bundle does not look as expected. */
function withOneWorker(bundle: string): string {
  const workers = "    num_units: 2\n    to: ['2', '3']\n";
  const machine = /^ {2}'3':\n {4}constraints: .*\n/m;
  if (!bundle.includes(workers) || !machine.test(bundle)) {
    throw new Error('the bundle has no second worker on machine 3 any more');
  }
  return bundle.replace(machine, '').replace(workers, "    num_units: 1\n    to: ['2']\n");
}

/** Builds charms of this repository into a folder, without a runtime. */
export async function buildCharms(folder: string, layers: readonly string[]): Promise<void> {
  const args = ['build', '--quiet', '--runtime', 'system', '--output-dir', folder, ...layers];
  expectSuccess(await runOwnProgram('charm', args, { cwd: ROOT }), 'charm build');
}
