import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { installPythonPackages } from '../support/python-packages.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The peers, as PyPI has them. */
const PEERS = ['charms.reactive==1.5.3', 'charmhelpers==1.2.1', 'setuptools==75.3.2', 'ops==3.9.0'];

const HOOK_TOOLS = `
  is-leader leader-get leader-set config-get status-get status-set
  relation-ids relation-list relation-get relation-set juju-log unit-get
  network-get application-version-set state-get state-set state-delete goal-state
  open-port close-port opened-ports storage-list secret-get
`;

const run = promisify(execFile);

/** Everything that the measurements need, laid out in a folder that goes when they end. */
export interface Workplace {
  readonly folder: string;
  /** Folder of the native hook tools. */
  readonly tools: string;
  /** The native program that measures another. */
  readonly measure: string;
  readonly python: string;
  /** The Node.js that the built charm brings. */
  readonly node: string;
  /** The built charm, unpacked. */
  readonly charm: string;
  /** Charm folders of the peers. */
  readonly reactiveCharm: string;
  readonly opsCharm: string;
  remove(): Promise<void>;
}

/**
 * Compiles the native programs, builds our charm as a user would, and installs the peers.
 * @throws Error when there is no C compiler, no Python, or PyPI or the npm registry cannot be reached.
 */
export async function createWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'charm-bench-'));
  const tools = join(folder, 'tools');
  await mkdir(tools);
  const [python] = await Promise.all([
    installPythonPackages(PEERS),
    compile('hook-tool', join(tools, 'hook-tool')),
    compile('measure', join(folder, 'measure')),
  ]);
  const names = HOOK_TOOLS.trim().split(/\s+/);
  await Promise.all(names.map(async (name) => symlink('hook-tool', join(tools, name))));
  const charm = join(folder, 'bench');
  const archive = await buildCharm(folder);
  await run(python, ['-m', 'zipfile', '-e', archive, charm]);
  // Python's unpacking drops the permission bits.
  await run('chmod', ['-R', 'u+x', join(charm, 'dispatch'), join(charm, 'runtime')]);
  const reactiveCharm = await copyCharm('python', folder);
  const opsCharm = await copyCharm('ops', folder);
  return {
    folder,
    tools,
    measure: join(folder, 'measure'),
    python,
    node: join(charm, 'runtime/node'),
    charm,
    reactiveCharm,
    opsCharm,
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

async function compile(name: string, output: string): Promise<void> {
  const source = join(HERE, 'native', `${name}.c`);
  await run('cc', ['-O2', '-D_GNU_SOURCE', '-o', output, source]).catch((cause: unknown) => {
    throw new Error(`${name}.c cannot be compiled: a C compiler (cc) is needed`, { cause });
  });
}

async function buildCharm(folder: string): Promise<string> {
  const charm = join(ROOT, 'node_modules/.bin/charm');
  const layer = join(HERE, 'charms/bench');
  await run(charm, ['build', '--quiet', '--output-dir', folder, layer], { cwd: ROOT });
  return join(folder, 'bench.charm');
}

async function copyCharm(name: string, folder: string): Promise<string> {
  const copy = join(folder, name);
  await cp(join(HERE, 'charms', name), copy, { recursive: true });
  return copy;
}

/** The number of hook tool calls that a file has counted; it begins anew then. */
export async function takeCalls(path: string): Promise<number> {
  const calls = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  await rm(path, { force: true });
  return calls;
}
