import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMachines } from '../../src/machine/index.ts';
import { NOBODY, createTestMachine, eventually, isAlive, mayMount } from './support/ways.ts';
import type { TestMachine } from './support/ways.ts';

const claim = mayMount() ? it : it.skip;

describe('machines in namespaces', () => {
  let machine: TestMachine;

  beforeAll(async () => {
    if (mayMount()) machine = await createTestMachine('namespace');
  });
  afterAll(() => machine?.remove());

  claim('gives a process exactly the variables that it is told', async () => {
    const environment = { PATH: '/usr/bin', name: 'own', PWD: '/odd', EMPTY: '' };
    const { stdout } = await machine.sh('', { program: 'env', args: [], environment });
    expect([...stdout].sort()).toEqual(['EMPTY=', 'PATH=/usr/bin', 'PWD=/odd', 'name=own']);
    const none = await machine.sh('', { program: '/usr/bin/env', args: [], environment: {} });
    expect(none.stdout).toEqual([]);
  });

  claim('gives a process paths without a trace of the host', async () => {
    const { stdout } = await machine.sh(
      `pwd; hostname; readlink -f /var/run; test -e '${__dirname}'; echo $?`,
    );
    expect(stdout).toEqual(['/root', 'juju-0', '/run', '1']);
    expect(machine.machines.processPath('0', '/etc/hosts')).toBe('/etc/hosts');
  });

  claim('keeps what a shell writes to /etc away from the host', async () => {
    const before = readFileSync('/etc/hosts', 'utf8');
    await machine.sh('echo 1 >/etc/hosts; mkdir /etc/machine-test; rm -rf /etc/ssl /etc/passwd');
    expect(readFileSync('/etc/hosts', 'utf8')).toBe(before);
    expect(existsSync('/etc/machine-test')).toBe(false);
    expect(existsSync('/etc/passwd')).toBe(true);
    expect(existsSync(machine.host('/etc/passwd'))).toBe(false);
  });

  claim('shows /usr of the host without letting a process write there', async () => {
    const { stdout } = await machine.sh('touch /usr/machine-test 2>/dev/null || echo refused');
    expect(stdout).toEqual(['refused']);
    expect((await machine.sh('touch /usr/local/machine-test')).code).toBe(0);
    expect(existsSync('/usr/local/machine-test')).toBe(false);
  });

  claim(
    'has devices of its own: those that every program needs, and no disk of the host',
    async () => {
      const { stdout } = await machine.sh(
        'ls /dev | tr "\\n" " "; echo x >/dev/null && head -c 3 /dev/zero | wc -c; cat </dev/fd/0 | wc -c; script -qc "tty" /dev/null | tr -d "\\r"',
      );
      expect(stdout).toEqual([
        'fd full null ptmx pts random shm stderr stdin stdout tty urandom zero 3',
        '0',
        '/dev/pts/0',
      ]);
    },
  );

  claim('keeps what a program mounts for those that come after it, until a reboot', async () => {
    await machine.sh('mkdir -p /srv/disk && mount -t tmpfs none /srv/disk && touch /srv/disk/file');
    expect((await machine.sh('ls /srv/disk')).stdout).toEqual(['file']);
    expect(existsSync(machine.host('/srv/disk/file'))).toBe(false);
    await machine.machines.reboot('0');
    expect((await machine.sh('ls /srv/disk')).stdout).toEqual([]);
  });

  claim(
    'needs no compiler: without the launcher it is only slower, and its disk is never full',
    async () => {
      const directory = await realpath(await mkdtemp(join(tmpdir(), 'machines-')));
      const machines = await openMachines({ directory, way: 'namespace', launcher: false });
      await machines.create({ id: '0', address: '10.0.12.10', hostname: 'juju-0' });
      const lines: string[] = [];
      const task = {
        program: '/bin/sh',
        args: ['-c', 'hostname; pwd; echo x >/dev/null; touch /etc/new; ls /dev | wc -l; exit 3'],
        cwd: '/root',
        environment: {},
        stdio: 'capture',
        onLine: (_: string, line: string) => lines.push(line),
      } as const;
      expect((await machines.run('0', task)).code).toBe(3);
      expect(lines).toEqual(['juju-0', '/root', '13']);
      await expect(machines.run('0', { ...task, diskFull: { sockets: [] } })).rejects.toThrow(
        'cannot be made full here',
      );
      await machines.remove('0');
      await rm(directory, { recursive: true });
    },
  );

  claim('leaves no mount behind, also when a process is killed', async () => {
    const before = readFileSync('/proc/self/mountinfo', 'utf8');
    const outcome = await machine.sh('kill -KILL $$');
    expect(outcome).toMatchObject({ code: 137, signal: 'SIGKILL' });
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(before);
  });

  claim('runs many processes of one machine side by side', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((n) => machine.sh(`echo ${n}`)));
    expect(outcomes.map(({ stdout }) => stdout[0])).toEqual(['1', '2', '3', '4', '5']);
  });

  claim('ends its processes when the program that runs them exits', async () => {
    const script = join(__dirname, 'support/run-in-machine.ts');
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'machines-')));
    const child = spawn(process.execPath, [...TSX, script, directory, 'echo $$; sleep 60', 'exit']);
    const pid = await new Promise<number>((resolve) =>
      child.stdout.on('data', (chunk: Buffer) => resolve(Number(String(chunk).trim()))),
    );
    expect(await eventually(() => !isAlive(pid))).toBe(true);
    await rm(directory, { recursive: true });
  });
});

const TSX = ['--import', require.resolve('tsx')];

/** Tests of what an ordinary user sees need root to become one, and a user who can read this folder. */
function canBeNobody(): boolean {
  if (process.getuid?.() !== 0 || !mayMount(NOBODY)) return false;
  const options = { uid: NOBODY, gid: NOBODY };
  return spawnSync(process.execPath, [...TSX, '-e', '0'], options).status === 0;
}

(canBeNobody() ? describe : describe.skip)('machines in namespaces of an ordinary user', () => {
  it('lets a process be root in the machine, and nothing of it reaches the host', async () => {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'machines-')));
    await chown(directory, NOBODY, NOBODY);
    const script = [
      'id -u; hostname',
      'echo own >/etc/machine-test && cat /etc/machine-test',
      'mkdir /opt/own && touch /root/own /usr/local/bin/own /var/lib/own && echo wrote',
      'touch /usr/machine-test 2>/dev/null || echo refused',
      'node -p 6*7',
    ].join('; ');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [...TSX, join(__dirname, 'support/run-in-machine.ts'), directory, script],
      { uid: NOBODY, gid: NOBODY, encoding: 'utf8' },
    );
    expect({ stdout, stderr }).toEqual({
      stdout: ['0', 'juju-0', 'own', 'wrote', 'refused', '42', 'namespace 0\n'].join('\n'),
      stderr: '',
    });
    expect(existsSync('/etc/machine-test')).toBe(false);
    expect(statSync(join(directory, '0/root/etc/machine-test')).uid).toBe(NOBODY);
    await rm(directory, { recursive: true });
  });

  it('runs a Node.js that lies in the home of the user, which the machine hides', async () => {
    const home = await realpath(await mkdtemp('/var/tmp/home-'));
    await mkdir(join(home, 'bin'));
    const node = join(home, 'bin/node');
    spawnSync('cp', [process.execPath, node]);
    await Promise.all([chmod(home, 0o755), chmod(node, 0o755)]);
    await mkdir(join(home, 'machines'), { mode: 0o777 });
    await chmod(join(home, 'machines'), 0o777);
    const { stdout } = spawnSync(
      node,
      [
        ...TSX,
        join(__dirname, 'support/run-in-machine.ts'),
        join(home, 'machines'),
        `${node} -p 6*7; node -p process.execPath; ls ${home}`,
      ],
      { uid: NOBODY, gid: NOBODY, encoding: 'utf8' },
    );
    expect(stdout).toBe(['42', node, 'bin', 'namespace 0\n'].join('\n'));
    await rm(home, { recursive: true });
  });
});
