import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The whole deployment as a user who is not root, in a copy of the checkout that the user may read:
 * once with namespaces, once with redirected paths. Needs root, to become that user.
 */

const ROOT = resolve(__dirname, '../..');
const NOBODY = 65534;
const directory = mkdtempSync(join(tmpdir(), 'ordinary-user-'));
const checkout = join(directory, 'checkout');

beforeAll(() => {
  chmodSync(directory, 0o755);
  mkdirSync(checkout);
  const copy =
    'tar -c --exclude=.git --exclude=.juju-local --exclude=build/charms . | tar -x -C "$0"';
  execFileSync('sh', ['-c', copy, checkout], { cwd: ROOT });
  execFileSync('chmod', ['-R', 'a+rX', checkout]);
  execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, checkout]);
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe.each(['namespace', 'prefix'])('the bundle in %s machines', (way) => {
  const home = join(directory, way);

  it('settles to active with npm start', () => {
    mkdirSync(home);
    chownSync(home, NOBODY, NOBODY);
    const { status, stdout, stderr } = run(
      'npm',
      'start',
      '--',
      '--machines',
      way,
      '--containers',
      'stand-in',
    );
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Where to go next');
  });

  it('writes into the machine, and not into /etc of the developer', () => {
    expect(existsSync(machineFile('1', '/etc/contrail/common_kubemanager.env'))).toBe(true);
    for (const path of ['/etc/contrail', '/etc/cni/net.d/10-contrail.conf', '/snap/bin/kubectl']) {
      expect({ path, exists: existsSync(path) }).toEqual({ path, exists: false });
    }
  });

  it('removes everything with the model', () => {
    const { status, stderr } = run('npx', 'juju-local', 'destroy-model', '--no-prompt');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(existsSync(join(home, 'model'))).toBe(false);
  });

  function run(program: string, ...args: readonly string[]): ReturnType<typeof spawnSync> {
    const { PATH } = process.env;
    const env = { PATH, HOME: home, JUJU_LOCAL_DIR: join(home, 'model'), NO_COLOR: '1' };
    const user = { uid: NOBODY, gid: NOBODY };
    return spawnSync(program, args, { cwd: checkout, encoding: 'utf8', env, ...user });
  }

  function machineFile(machine: string, path: string): string {
    return join(home, 'model', 'machines', machine, 'root', path);
  }
});
