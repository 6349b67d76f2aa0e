import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importImages } from './import-images.ts';

/**
 * The whole deployment on a real Docker Engine, the one of $DOCKER_HOST. `.ci/run` starts one; so can
 * you: see CONTRIBUTING.md.
 */

const ROOT = resolve(__dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'real-docker-'));
const environment = { ...process.env, JUJU_LOCAL_DIR: join(directory, 'model'), NO_COLOR: '1' };

beforeAll(() => {
  importImages('opencontrailnightly', 'master-latest');
});

afterAll(() => {
  jujuLocal('destroy-model', '--no-prompt');
  rmSync(directory, { recursive: true, force: true });
});

describe('the bundle on a real Docker Engine', () => {
  it('settles to active with npm start', () => {
    const { status, stdout, stderr } = spawnSync('npm', ['start', '--', '--containers', 'docker'], {
      cwd: ROOT,
      env: environment,
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Unit is ready');
  });

  it('runs kube-manager with the environment of the env file', () => {
    const container = inspect('contrail-kubernetes-master_kubemanager_1');
    expect(container.State.Running).toBe(true);
    expect(container.Config.Image).toBe(
      'opencontrailnightly/contrail-kubernetes-kube-manager:master-latest',
    );
    expect(container.HostConfig.NetworkMode).toBe('host');
    expect(container.HostConfig.RestartPolicy.Name).toBe('always');
    const wanted = readFileSync(machineFile('1', '/etc/contrail/common_kubemanager.env'), 'utf8');
    const variables = wanted.split('\n').filter((line) => line !== '');
    expect(variables.length).toBeGreaterThan(30);
    expect(container.Config.Env).toEqual(expect.arrayContaining(variables));
  });

  it('runs node-init privileged, once, and finds the program it brought', () => {
    const container = inspect('contrail-kubernetes-master_node-init_1');
    expect(container.State).toMatchObject({ Running: false, ExitCode: 0 });
    expect(container.HostConfig).toMatchObject({
      Privileged: true,
      PidMode: 'host',
      NetworkMode: 'host',
    });
    const { stdout } = jujuLocal(
      'ssh',
      'contrail-kubernetes-master/0',
      'contrail-status --format json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      pods: { kubernetes: [{ 'kube-manager': 'active' }] },
    });
  });

  it('installs the CNI plug-in on each of the three machines that run pods', () => {
    expect(names('contrail-kubernetes-node_vrouter-cni_1')).toHaveLength(3);
    for (const machine of ['1', '2', '3']) {
      const file = machineFile(machine, '/etc/cni/net.d/10-contrail.conf');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: 'contrail-k8s-cni' });
      expect(statSync(machineFile(machine, '/opt/cni/bin/contrail-k8s-cni')).mode & 0o111).not.toBe(
        0,
      );
    }
  });

  it('leaves the machine of the developer alone', () => {
    expect(existsSync('/etc/contrail')).toBe(false);
    expect(existsSync('/usr/bin/contrail-status')).toBe(false);
    expect(existsSync('/etc/cni/net.d/10-contrail.conf')).toBe(false);
  });

  it('makes kube-manager anew when an option of its environment changes', () => {
    const before = inspect('contrail-kubernetes-master_kubemanager_1').Id;
    expect(
      jujuLocal('config', 'contrail-kubernetes-master', 'pod_subnets=10.40.0.0/12').status,
    ).toBe(0);
    const after = inspect('contrail-kubernetes-master_kubemanager_1');
    expect(after.Id).not.toBe(before);
    expect(after.Config.Env).toContain('KUBERNETES_POD_SUBNETS=10.40.0.0/12');
  });

  it('removes every container with the model', () => {
    expect(jujuLocal('destroy-model', '--no-prompt').status).toBe(0);
    expect(names('contrail-')).toEqual([]);
  });
});

function jujuLocal(...args: readonly string[]): { status: number | null; stdout: string } {
  return spawnSync(join(ROOT, 'node_modules/.bin/juju-local'), args, {
    cwd: directory,
    env: environment,
    encoding: 'utf8',
  });
}

function names(part: string): string[] {
  const output = docker('ps', '--all', '--filter', `name=${part}`, '--format', '{{.Names}}');
  return output.split('\n').filter((name) => name !== '');
}

function inspect(part: string): {
  Id: string;
  State: { Running: boolean; ExitCode: number };
  Config: { Image: string; Env: string[] };
  HostConfig: {
    NetworkMode: string;
    PidMode: string;
    Privileged: boolean;
    RestartPolicy: { Name: string };
  };
} {
  const [name] = names(part);
  if (name === undefined) throw new Error(`no container has ${part} in its name`);
  const [container] = JSON.parse(docker('inspect', name));
  return container;
}

function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' });
}

function machineFile(machine: string, path: string): string {
  return join(environment.JUJU_LOCAL_DIR, 'machines', machine, 'root', path);
}
