import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackZip } from '../../../build/test/support/unpack-zip.ts';
import { prepareBundle } from '../../deployment/support/contrail-bundle.ts';
import { writeFiles } from '../../docs/support/run-guide.ts';
import { expectSuccess, ROOT, runOwnProgram } from '../../support/programs.ts';
import { countLines, install, makeProject, packPackages } from './support/outside-project.ts';
import type { OutsideProject } from './support/outside-project.ts';

/**
 * A charm that no layer of this repository knows, made from packed packages in an empty folder. It is
 * the one of docs/how-to/reuse-an-interface.md. Packing and installing take half a minute, so only
 * `.ci/run` runs this, beside the suites on real parts.
 */

const GUIDE = 'docs/how-to/reuse-an-interface.md';
const OWN_FILES = ['metadata.yaml', 'layer.yaml', 'reactive/audit.ts'];
const INTERFACE = 'interface-contrail-kubernetes-config';
const NEEDED = ['juju', 'reactive', 'build', 'emulator', 'testing', INTERFACE];
const MASTER = 'contrail-kubernetes-master';

let folder = '';
let packages: ReadonlyMap<string, string>;
let project: OutsideProject;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'outside-')));
  packages = await packPackages(join(folder, 'packages'));
  project = await makeProject(join(folder, 'audit'), {});
  await writeFiles(GUIDE, { directory: project.directory });
  await rm(join(project.directory, 'test'), { recursive: true });
  await install(project, [...NEEDED.map(archiveOf), 'typescript', '@types/node']);
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

function archiveOf(name: string): string {
  const archive = packages.get(name);
  if (archive === undefined) throw new Error(`npm run pack made no archive of ${name}`);
  return archive;
}

describe('a charm from packed packages', () => {
  it('takes less than 30 lines', async () => {
    expect(await countLines(project.directory, OWN_FILES)).toBeLessThan(30);
  });

  it('has types that compile, with nothing left unchecked', async () => {
    expect(await project.must('npx', 'charm', 'types')).toBe('generated/charm.ts  written\n');
    await project.must('npx', 'tsc', '--noEmit', '--skipLibCheck', 'false');
  });

  it('has flags that the compiler knows', async () => {
    const path = join(project.directory, 'reactive/audit.ts');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('cluster.available', 'cluster.avaliable'));
    const { code, stdout } = await project.run('npx', 'tsc', '--noEmit');
    await writeFile(path, text);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/^reactive\/audit\.ts.*endpoint\.cluster\.avaliable/);
  });

  it('is built as it would be from sources', async () => {
    await project.must('npx', 'charm', 'build', '--quiet');
    const built = await membersOf(join(project.directory, 'build/charms/audit.charm'));
    const elsewhere = join(folder, 'from-sources/audit');
    for (const path of OWN_FILES) await cp(join(project.directory, path), join(elsewhere, path));
    const options = {
      cwd: elsewhere,
      environment: { LAYER_PATH: join(ROOT, 'layers'), INTERFACE_PATH: join(ROOT, 'interfaces') },
    };
    expectSuccess(await runOwnProgram('charm', ['build'], options), 'charm build');
    const fromSources = await membersOf(join(elsewhere, 'build/charms/audit.charm'));
    expect([...built.keys()]).toEqual([...fromSources.keys()]);
    expect(codeIn(built) === codeIn(fromSources)).toBe(true);
  });

  it('is tested under plain Node.js, which compiles nothing', async () => {
    await cp(join(__dirname, 'fixtures/plain.test.mjs'), join(project.directory, 'plain.test.mjs'));
    const output = await project.must('node', '--test', '--test-reporter=spec');
    expect(output).toMatch(/pass 1\n/);
  });
});

describe('the charm on a model of packed packages, next to our charms', () => {
  let deploy: readonly string[] = [];

  beforeAll(async () => {
    // Paths in the bundle lead to the charms that are built beside it.
    deploy = await prepareBundle(project.directory);
    await juju('deploy', ...deploy);
    await juju('deploy', './build/charms/audit.charm');
  });

  afterAll(async () => {
    await project.run('npx', 'juju-local', 'destroy-model', '--no-prompt');
  });

  async function juju(...args: readonly string[]): Promise<string> {
    return project.must('npx', 'juju-local', ...args);
  }

  /** What `juju status` says of the unit. */
  async function status(): Promise<{ current: string; message: string }> {
    const { applications }: StatusJson = JSON.parse(await juju('status', '--format=json'));
    const unit = applications['audit']?.units['audit/0'];
    const { current = '', message = '' } = unit?.['workload-status'] ?? {};
    return { current, message };
  }

  it('waits while it is related to nobody', async () => {
    expect(await status()).toEqual({ current: 'waiting', message: 'Waiting for a cluster' });
  });

  it('shows the subnets of the cluster', async () => {
    await juju('integrate', 'audit', MASTER);
    await juju('wait');
    expect(await status()).toEqual({ current: 'active', message: 'Pods in 10.32.0.0/12' });
  });

  it('follows the option of the master', async () => {
    await juju('config', MASTER, 'pod_subnets=10.40.0.0/12');
    expect(await status()).toEqual({ current: 'active', message: 'Pods in 10.40.0.0/12' });
  });

  it('answers its operator with the command reactive', async () => {
    const why = await juju('exec', '--unit', 'audit/0', '--', 'reactive', 'why', 'tell');
    expect(why).toMatch(/^audit\/tell {2}when\(endpoint\.cluster\.available\)\nwould run/);
  });

  it('goes back when the relation is removed', async () => {
    await juju('remove-relation', 'audit', MASTER);
    expect(await status()).toEqual({ current: 'waiting', message: 'Waiting for a cluster' });
  });

  it('runs on machines with redirected paths, too', async () => {
    const inAnother = async (command: string): Promise<string> =>
      project.must('sh', '-c', `JUJU_LOCAL_DIR=.redirected npx juju-local ${command}`);
    await inAnother('deploy ./build/charms/audit.charm --machines prefix');
    expect(await inAnother('status')).toMatch(/audit\/0\*\s+waiting\s+idle/);
    await inAnother('destroy-model --no-prompt');
  });
});

interface StatusJson {
  readonly applications: Readonly<
    Record<string, { readonly units: Readonly<Record<string, UnitJson>> } | undefined>
  >;
}

interface UnitJson {
  readonly 'workload-status': { readonly current: string; readonly message?: string };
}

/** The code of a charm, without the paths of its modules: the bundler names some of them so. */
function codeIn(files: ReturnType<typeof unpackZip>): string | undefined {
  return files.get('charm-code.js')?.text.replaceAll(/"[^"]+\.[jt]s"\(\)/g, '""()');
}

/** The files of an archive by path. */
async function membersOf(archive: string): Promise<ReturnType<typeof unpackZip>> {
  return unpackZip(await readFile(archive));
}
