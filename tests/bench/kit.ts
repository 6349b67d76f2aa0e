import { execFile } from 'node:child_process';
import { access, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { installPythonPackages } from '../support/python-packages.ts';
import { printGoal, printTable } from './goals.ts';
import type { Goal } from './goals.ts';
import { measureScale, scaleGoals, scaleTable } from './kit-scale.ts';
import type { ScaleRow } from './kit-scale.ts';
import { median } from './measure.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HERE = fileURLToPath(new URL('kit', import.meta.url));

/** The peer, as PyPI has it. */
const OPS_TESTING = ['ops[testing]==3.9.0'];

/** What the testing kit costs beside that of ops, all measured in the same run. */
export interface KitResult {
  /** Median milliseconds of one hook over a thousand runs. */
  readonly hook: { readonly ours: number; readonly theirs: number };
  /** Median milliseconds that the import takes. */
  readonly load: { readonly ours: number; readonly theirs: number };
  /** Whole models in one process. */
  readonly scale: readonly ScaleRow[];
}

/** How much to measure. */
export interface KitOptions {
  /** Runs of the hook. @default 1000 */
  readonly runs?: number;
  /** Imports. @default 15 */
  readonly loads?: number;
  /** Numbers of workers. @default [10, 100, 1000] */
  readonly sizes?: readonly number[];
}

/**
 * Packs the kit as others get it, and measures it on plain Node.js.
 * @param folder an empty folder.
 * @throws Error when there is no Python, or PyPI cannot be reached.
 */
export async function measureKit(
  folder: string,
  { runs = 1000, loads = 15, sizes }: KitOptions = {},
): Promise<KitResult> {
  const python = await installPythonPackages(OPS_TESTING);
  await packKit(folder);
  const ours = async (...args: readonly string[]): Promise<number> =>
    Number((await run('node', args, { cwd: folder })).stdout);
  const theirs = async (...args: readonly string[]): Promise<number> =>
    Number((await run(python, args, { cwd: folder })).stdout);
  await symlink(join(HERE, 'run-hooks.mjs'), join(folder, 'run-hooks.mjs'));
  const loading: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
  // In turn, so that whatever else the machine does meets both alike. The first runs warm the disk.
  for (let round = 0; round <= loads; round += 1) {
    const [our, their] = [
      await ours('--input-type=module', '-e', LOAD_OURS),
      await theirs('-c', LOAD_THEIRS),
    ];
    if (round > 0) loading.ours.push(our);
    if (round > 0) loading.theirs.push(their);
  }
  const scale = await measureScale(folder, sizes);
  return {
    scale,
    hook: {
      ours: await ours('--preserve-symlinks-main', join(folder, 'run-hooks.mjs'), String(runs)),
      theirs: await theirs(join(HERE, 'run_hooks.py'), String(runs)),
    },
    load: { ours: median(loading.ours), theirs: median(loading.theirs) },
  };
}

const LOAD_OURS = `
const start = performance.now();
await import('@reactive-charms/testing');
process.stdout.write(String(performance.now() - start));
`;

const LOAD_THEIRS = `
import time
start = time.perf_counter()
import ops.testing
print((time.perf_counter() - start) * 1000)
`;

/** What the kit is judged by. */
export function kitGoals({ hook, load, scale }: KitResult): readonly Goal[] {
  return [
    { name: 'runHook', figure: hook.ours, unit: 'ms', limit: 2 },
    { name: 'import of the kit', figure: load.ours, unit: 'ms', limit: 60 },
    ...scaleGoals(scale),
  ];
}

/** The result as text. */
export function printKit(result: KitResult): string {
  const { hook, load, scale } = result;
  return [
    'The testing kit (median milliseconds)',
    ...printTable([
      ['', 'ours', 'ops.testing'],
      ['one hook', hook.ours.toFixed(2), hook.theirs.toFixed(2)],
      ['import', load.ours.toFixed(0), load.theirs.toFixed(0)],
    ]),
    '',
    'The Contrail bundle in one process',
    ...scaleTable(scale),
    '',
    ...kitGoals(result).map(printGoal),
  ].join('\n');
}

/** Packs the kit and what it stands on, laid out as if it were installed in the folder. */
async function packKit(folder: string): Promise<void> {
  const packages = join(folder, 'packages');
  const pack = ['--import', 'tsx', 'scripts/pack.ts', 'testing', '--output-dir', packages];
  await run('node', pack, { cwd: ROOT });
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@reactive-charms'), { recursive: true });
  for (const entry of await readdir(packages, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    await link(join(packages, entry.name), join(modules, '@reactive-charms', entry.name));
  }
  // What others have written comes from here: nothing is downloaded.
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (name.startsWith('.') || name === '@reactive-charms') continue;
    await link(join(ROOT, 'node_modules', name), join(modules, name));
  }
}

async function link(target: string, path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) await symlink(target, path);
}
