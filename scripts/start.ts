import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCommands, STAND_INS } from './build-commands.ts';

/**
 * The project's main job on one machine: builds the charms and the stand-ins for their neighbours,
 * deploys the bundle on the embedded model, waits until it has settled and shows it.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
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
  process.stdout.write('Building the charms\n');
  const built = await runAll(buildCommands());
  if (built !== 0) return built;
  process.stdout.write('\nDeploying bundles/contrail-k8s.yaml on the embedded Juju model\n');
  const settled = await runAll([
    ['juju-local', ...DEPLOY, ...process.argv.slice(2)],
    ['juju-local', 'wait'],
  ]);
  process.stdout.write('\n');
  const shown = await run('juju-local', ['status']);
  if (settled !== 0) return settled;
  process.stdout.write(NEXT);
  return shown;
}

/** Runs programs one after the other until one fails. @returns the last exit code. */
async function runAll(commands: readonly (readonly [string, ...string[]])[]): Promise<number> {
  for (const [program, ...args] of commands) {
    const code = await run(program, args);
    if (code !== 0) return code;
  }
  return 0;
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
