import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The project's main job on one machine: builds the charms and the stand-ins for their neighbours,
 * deploys the bundle on the embedded model, waits until it has settled and shows it.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHARMS = ['layers/contrail-k8s-master', 'layers/contrail-k8s-node'];
const STAND_INS = 'bundles/stand-ins';
const DEPLOY = [
  'deploy',
  'bundles/contrail-k8s.yaml',
  '--overlay',
  'bundles/overlays/local.yaml',
  '--images',
  `${STAND_INS}/images`,
];
const NEXT = `
Where to go next
  npx juju-local status --relations
  npx juju-local show-unit contrail-kubernetes-node/0 --format json
  npx juju-local config contrail-kubernetes-master pod_subnets=10.40.0.0/12
  npx juju-local exec --unit contrail-kubernetes-master/0 -- reactive handlers
  npx juju-local ssh contrail-kubernetes-master/0
  npx juju-local destroy-model
  juju deploy ./bundles/contrail-k8s.yaml      on a real Juju, with the charms just built
`;

async function main(): Promise<number> {
  const standIns = readdirSync(join(ROOT, STAND_INS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && hasLayer(entry.name))
    .map((entry) => `${STAND_INS}/${entry.name}`);
  process.stdout.write('Building the charms\n');
  const builds = [
    ...CHARMS.map((layer) => ['build', layer]),
    ...standIns.map((layer) => standInBuild(layer)),
  ];
  for (const build of builds) {
    const code = await run('charm', [...build, '--brief']);
    if (code !== 0) return code;
  }
  process.stdout.write('\nDeploying bundles/contrail-k8s.yaml on the embedded Juju model\n');
  const deployed = await run('juju-local', [...DEPLOY, ...process.argv.slice(2)]);
  const settled = deployed === 0 ? await run('juju-local', ['wait', '--quiet']) : deployed;
  process.stdout.write('\n');
  const shown = await run('juju-local', ['status']);
  if (settled !== 0) return settled;
  process.stdout.write(NEXT);
  return shown;
}

function hasLayer(name: string): boolean {
  return readdirSync(join(ROOT, STAND_INS, name)).includes('layer.yaml');
}

/** Stand-ins never leave this machine, so they do without a Node.js of their own. */
function standInBuild(layer: string): string[] {
  return ['build', layer, '--runtime', 'system', '--output-dir', 'build/charms/stand-ins'];
}

async function run(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'node_modules/.bin', program), args, {
      cwd: ROOT,
      stdio: 'inherit',
    });
    child.on('error', (error) => {
      reject(new Error(`${basename(program)} could not be started: ${error.message}`));
    });
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

process.exitCode = await main();
