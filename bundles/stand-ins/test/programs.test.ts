import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const STAND_INS = join(__dirname, '..');

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stand-ins-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Puts a program on a machine whose root is a temporary folder. */
function install(source: string, path: string): string {
  const program = join(root, path);
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync(join(STAND_INS, source), program);
  chmodSync(program, 0o755);
  return program;
}

function put(path: string, content: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('kubectl', () => {
  const get = ['get', 'secret', 'contrail-kubemanager', '-n', 'contrail'];
  const template = ['-o', 'go-template={{.data.token}}'];
  const source = 'kubernetes-control-plane/files/kubectl';

  it('3 hands out the token once the manifest is applied', () => {
    const kubectl = install(source, 'snap/bin/kubectl');
    put('root/.kube/config', 'kind: Config');
    put('var/lib/kubernetes-stand-in/token', 'VA==');
    const manifest = put('manifest.yaml', 'kind: Secret');
    const kubeconfig = ['--kubeconfig', '/root/.kube/config'];
    const early = spawnSync(kubectl, [...kubeconfig, ...get, ...template], { encoding: 'utf8' });
    expect([early.status, early.stderr]).toEqual([1, expect.stringContaining('NotFound')]);
    execFileSync(kubectl, [...kubeconfig, 'apply', '-f', manifest]);
    expect(execFileSync(kubectl, [...kubeconfig, ...get, ...template], { encoding: 'utf8' })).toBe(
      'VA==',
    );
  });

  it.each([
    [['--kubeconfig', '/nowhere', 'apply', '-f', '/x'], 'no such file'],
    [['apply', '-f', '/nowhere'], 'does not exist'],
    [['delete', 'everything'], 'does not know'],
  ])('refuses %j', (args, reason) => {
    const kubectl = install(source, 'snap/bin/kubectl');
    const { status, stderr } = spawnSync(kubectl, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining(reason)]);
  });
});

describe('contrail-status', () => {
  const source = 'images/contrail-node-init/contrail-status';

  it.each([
    ['active', 'usr/bin/contrail-status', true],
    ['active', 'usr/local/bin/contrail-status', true],
    ['inactive', 'usr/bin/contrail-status', false],
  ])('5.3 reports %s from %s', (state, path, isRunning) => {
    const program = install(source, path);
    if (isRunning) put('var/log/contrail/kube-manager.state', 'active\n');
    const json = execFileSync(program, ['--format', 'json'], { encoding: 'utf8' });
    expect(JSON.parse(json)).toEqual({
      containers: [],
      pods: { kubernetes: [{ 'kube-manager': state }] },
    });
    const text = execFileSync(program, { encoding: 'utf8' });
    expect(text).toContain(`\n== Contrail kubernetes ==\nkube-manager: ${state}\n\n`);
  });
});
