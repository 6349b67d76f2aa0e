import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from '@reactive-charms/testing';
import type { CharmModel, ModelCharm } from '@reactive-charms/testing';
import { parse } from 'yaml';
import { loadCharms } from './kit-charms.ts';

/**
 * Settles the Contrail bundle with charms as functions in this process, and prints a line for each
 * number of workers: `workers hooks seconds processor-seconds megabytes`. Sizes are arguments: `kit-model.ts 10 100`.
 */

const ROOT = process.cwd();

interface Bundle {
  readonly applications: Readonly<Record<string, { readonly num_units?: number }>>;
  readonly relations: readonly (readonly [string, string])[];
}

/** Deploys the bundle with some workers. */
async function deployBundle(
  model: CharmModel,
  names: readonly string[],
  workers: number,
): Promise<void> {
  const bundle: Bundle = parse(await readFile(join(ROOT, 'bundles/contrail-k8s.yaml'), 'utf8'));
  for (const name of names) {
    const units =
      name === 'kubernetes-worker' ? workers : (bundle.applications[name]?.num_units ?? 0);
    await model.deploy(name, { units });
  }
  const isThere = (side: string): boolean => names.includes(side.split(':')[0] ?? '');
  for (const [one, other] of bundle.relations) {
    if (isThere(one) && isThere(other)) await model.relate(one, other);
  }
}

/** Every unit is active, and the master knows all nodes. @throws Error that says what is not so */
function check(model: CharmModel, workers: number): void {
  for (const { name } of Object.values(model.model.units)) {
    const { status, message } = model.status(name);
    if (status !== 'active') throw new Error(`${name} is ${status}: ${message}`);
  }
  const info = model.databag('contrail-kubernetes-master/0', 'contrail-controller')['k8s_info'];
  const known = info?.match(/10\.\d+\.\d+\.\d+\\?"/g)?.length ?? 0;
  if (known < workers) throw new Error(`the master knows ${known} nodes, not ${workers}`);
}

async function measure(
  charms: Readonly<Record<string, ModelCharm>>,
  workers: number,
): Promise<void> {
  const model = await openModel('in-process', { charms });
  await deployBundle(model, Object.keys(charms), workers);
  const [start, used] = [performance.now(), process.cpuUsage()];
  const { hooks, failures } = await model.settle();
  const seconds = (performance.now() - start) / 1000;
  const failed = failures[0];
  if (failed !== undefined) throw new Error(`${failed.unit}: ${failed.hook} failed`);
  check(model, workers);
  const { user, system } = process.cpuUsage(used);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const figures = [seconds, (user + system) / 1e6].map((figure) => figure.toFixed(2));
  process.stdout.write(`${workers} ${hooks} ${figures.join(' ')} ${megabytes.toFixed(0)}\n`);
  await model.close();
}

const { positionals } = parseArgs({ allowPositionals: true });
const sizes = positionals.length > 0 ? positionals.map(Number) : [10, 100, 1000];
const charms = await loadCharms(ROOT);
for (const workers of sizes) await measure(charms, workers);
