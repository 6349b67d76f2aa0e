import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { buildCommands } from '../../scripts/build-commands.ts';
import { printGoal, printTable } from './goals.ts';
import type { Goal } from './goals.ts';
import { deployBundle } from './model/deploy-bundle.ts';
import type { DeployedBundle } from './model/deploy-bundle.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the charms and deploys the Contrail bundle on the embedded model, once for each number of workers.
 * @throws Error when a charm cannot be built, or a unit does not become active.
 */
export async function measureDeployment(
  sizes: readonly number[],
): Promise<readonly DeployedBundle[]> {
  for (const [program, ...args] of buildCommands()) {
    await run(join(ROOT, 'node_modules/.bin', program), args, { cwd: ROOT });
  }
  const deployed: DeployedBundle[] = [];
  for (const workers of sizes) deployed.push(await deployBundle(workers));
  return deployed;
}

/** What the deployments are judged by: time and memory with a hundred workers. */
export function deploymentGoals(deployed: readonly DeployedBundle[]): readonly Goal[] {
  return deployed
    .filter(({ workers }) => workers === 100)
    .flatMap(({ workers, seconds, megabytes }) => [
      { name: `1 master and ${workers} workers`, figure: seconds, unit: 's', limit: 300 },
      { name: 'its memory', figure: megabytes, unit: 'MB', limit: 1536 },
    ]);
}

/** The result as text. */
export function printDeployment(deployed: readonly DeployedBundle[]): string {
  return [
    'The Contrail bundle with real processes: all built charms, 1 master',
    ...printTable([
      ['workers', 'hooks', 's', 's of all cores', 'ms a hook', 'MB', 'MB on disk'],
      ...deployed.map((one) => [
        String(one.workers),
        String(one.hooks),
        one.seconds.toFixed(1),
        one.cpuSeconds.toFixed(1),
        ((one.cpuSeconds / one.hooks) * 1000).toFixed(0),
        one.megabytes.toFixed(0),
        one.diskMegabytes.toFixed(0),
      ]),
    ]),
    '',
    ...deploymentGoals(deployed).map(printGoal),
  ].join('\n');
}
