import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { cpuMilliseconds } from './cpu-time.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = join(ROOT, 'node_modules/.bin/juju-local');

/** The bundle with one master and some workers, deployed with all hooks as real processes. */
export interface DeployedBundle {
  readonly workers: number;
  readonly hooks: number;
  readonly seconds: number;
  /** Of all cores; on a quiet machine with two of them it takes little more than half of it. */
  readonly cpuSeconds: number;
  /** Most memory that the model and its processes held at the same time. */
  readonly megabytes: number;
  /** What the model's folder takes on disk; what is shared counts once. */
  readonly diskMegabytes: number;
}

const run = promisify(execFile);

/**
 * Deploys the project's bundle, whose charms are built, in a model of its own that goes afterwards.
 * @throws Error when a unit does not become active.
 */
export async function deployBundle(workers: number): Promise<DeployedBundle> {
  const folder = await mkdtemp(join(tmpdir(), `many-workers-${workers}-`));
  const environment = { ...process.env, JUJU_LOCAL_DIR: join(folder, 'model') };
  const local = async (...args: readonly string[]): Promise<string> =>
    (await run(PROGRAM, args, { cwd: ROOT, env: environment, maxBuffer: 1e9 })).stdout;
  try {
    const overlay = join(folder, 'workers.yaml');
    // The last placement serves all further units: each gets a machine of its own, as on a cloud.
    const wish = `num_units: ${workers}, to: ["2", "3", new]`;
    await writeFile(overlay, `applications:\n  kubernetes-worker: { ${wish} }\n`);
    const [started, cpu] = [performance.now(), cpuMilliseconds()];
    const { megabytes } = await runWatched(
      [
        PROGRAM,
        'deploy',
        'bundles/contrail-k8s.yaml',
        '--overlay',
        'bundles/overlays/local.yaml',
        '--overlay',
        overlay,
        '--images',
        'bundles/stand-ins/images',
      ],
      environment,
    );
    const seconds = (performance.now() - started) / 1000;
    const cpuSeconds = (cpuMilliseconds() - cpu) / 1000;
    const log = await readFile(join(folder, 'model/logs/all.jsonl'), 'utf8');
    const disk = await run('du', ['-sm', folder]);
    checkStatuses(await local('status', '--format', 'json'));
    return {
      workers,
      hooks: log.match(/"message":"(ran|skipped) \\"/g)?.length ?? 0,
      seconds,
      cpuSeconds,
      megabytes,
      diskMegabytes: Number(disk.stdout.split('\t')[0]),
    };
  } finally {
    await local('destroy-model', '--no-prompt', '--force').catch(() => '');
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds between two looks at the memory; each takes some of the time that it measures. */
const WATCH_INTERVAL = 3000;

/** Runs a program to its end and watches the memory of it and of what it started. */
async function runWatched(
  [program, ...args]: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly megabytes: number }> {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let progress = '';
  child.stderr.on('data', (chunk: Buffer) => (progress += chunk.toString()));
  let megabytes = 0;
  const ended = new AbortController();
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      megabytes = Math.max(megabytes, await treeMegabytes(child.pid ?? 0));
      await new Promise((resolve) => setTimeout(resolve, WATCH_INTERVAL));
    }
  };
  const watched = watch();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  ended.abort();
  await watched;
  if (code !== 0) {
    throw new Error(`${program} ended with exit code ${code}\n${progress.slice(-2000)}`);
  }
  return { megabytes };
}

/** The proportional memory of a process and its descendants: pages that several share count once. */
async function treeMegabytes(root: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const belongs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || belongs(parents.get(pid)));
  let kilobytes = 0;
  for (const pid of parents.keys()) if (belongs(pid)) kilobytes += await memoryOf(pid);
  return kilobytes / 1024;
}

async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const share = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  if (share !== undefined) return Number(share);
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

/** All units, subordinates too, are active. @throws Error that names other statuses */
function checkStatuses(json: string): void {
  const found = [...json.matchAll(/"workload-status":\{"current":"([a-z]+)"/g)].map(([, it]) => it);
  const others = [...new Set(found)].filter((status) => status !== 'active');
  if (found.length > 0 && others.length === 0) return;
  throw new Error(`the bundle did not become active: ${others.join(', ') || 'it has no units'}`);
}
