import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORDED_COMMANDS_LOG } from '../../src/machine/index.ts';
import { installTools, serveTools } from '../../src/tool-server/index.ts';
import { PATH, WAYS, createTestMachine, eventually, isAlive } from './support/ways.ts';
import type { TestMachine } from './support/ways.ts';

describe.each(WAYS)('machines, %s', (way, possible) => {
  const claim = possible ? it : it.skip;
  let machine: TestMachine;

  const put = async (inside: string, text: string): Promise<void> => {
    await mkdir(join(machine.host(inside), '..'), { recursive: true });
    await writeFile(machine.host(inside), text, { mode: 0o755 });
  };

  beforeAll(async () => {
    if (possible) machine = await createTestMachine(way);
  });
  afterAll(() => machine?.remove());

  claim('says which way they are run', () => {
    expect(machine.machines.way).toBe(way);
  });

  claim('runs a program by its path relative to the folder it starts in', async () => {
    await put('/var/lib/charm/dispatch', '#!/bin/sh\necho "$1"; pwd; exit 3\n');
    const outcome = await machine.sh('', {
      program: './dispatch',
      args: ['a b'],
      cwd: '/var/lib/charm',
    });
    const folder = machine.machines.processPath('0', '/var/lib/charm');
    expect(outcome).toEqual({ code: 3, stdout: ['a b', folder], stderr: [] });
  });

  claim('keeps what a Node.js program writes to /etc away from the host', async () => {
    const name = `machine-test-${process.pid}.conf`;
    await put(
      '/opt/write.cjs',
      `require('node:fs').writeFileSync('/etc/${name}', 'in the machine');`,
    );
    const program = machine.machines.processPath('0', '/opt/write.cjs');
    expect(await machine.sh(`exec node "${program}"`)).toMatchObject({ code: 0, stderr: [] });
    expect(readFileSync(machine.host(`/etc/${name}`), 'utf8')).toBe('in the machine');
    expect(existsSync(`/etc/${name}`)).toBe(false);
  });

  claim('hides what the host has in /etc beside what its programs need', async () => {
    await put(
      '/opt/look.cjs',
      "console.log(require('node:fs').existsSync('/etc/shadow'), require('node:os').hostname());",
    );
    const program = machine.machines.processPath('0', '/opt/look.cjs');
    expect((await machine.sh(`exec node "${program}"`)).stdout).toEqual(['false juju-0']);
    expect(readFileSync(machine.host('/etc/hosts'), 'utf8')).toContain('10.0.12.10 juju-0\n');
  });

  claim.each(['/usr/local/bin', '/snap/bin'])(
    'finds the programs that lie in %s',
    async (folder) => {
      await put(`${folder}/greet`, '#!/bin/sh\necho from the machine\n');
      expect((await machine.sh('greet')).stdout).toEqual(['from the machine']);
    },
  );

  claim('records the calls of system programs and lets them succeed', async () => {
    const outcome = await machine.sh(
      `apt-get install -y jq && JUJU_UNIT_NAME=mysql/0 docker run "it's on" '' && kubectl get nodes`,
    );
    expect(outcome).toEqual({ code: 0, stdout: [], stderr: [] });
    const lines = (await readFile(machine.host(RECORDED_COMMANDS_LOG), 'utf8')).split('\n');
    expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /, ''))).toEqual([
      '- apt-get install -y jq',
      `mysql/0 docker run 'it'\\''s on' ''`,
      '- kubectl get nodes',
      '',
    ]);
  });

  claim('runs a snap that a charm has installed instead of the stand-in', async () => {
    await put('/snap/bin/kubectl', '#!/bin/sh\necho own kubectl $*\n');
    expect((await machine.sh('kubectl get nodes')).stdout).toEqual(['own kubectl get nodes']);
  });

  claim(
    'C119 has a juju-exec that refuses inside a hook, and outside says where to go',
    async () => {
      const environment = { PATH, JUJU_CONTEXT_ID: 'mysql/0-install-1' };
      expect(await machine.sh('juju-exec mysql/0 true', { environment })).toMatchObject({
        code: 1,
        stderr: [
          'ERROR juju-exec cannot be called from within a hook, have context "mysql/0-install-1"',
        ],
      });
      const { code, stderr } = await machine.sh('juju-run mysql/0 true');
      expect({ code, told: stderr.join().includes('juju-local exec') }).toEqual({
        code: 1,
        told: true,
      });
    },
  );

  claim(
    'takes the stand-ins out where the real programs are to be run, and puts them back',
    async () => {
      const spec = { id: '0', address: '10.0.12.10', hostname: 'juju-0' };
      await put('/usr/local/bin/systemctl', '#!/bin/sh\necho own systemctl\n');
      await machine.machines.create({ ...spec, commands: 'real' });
      expect(existsSync(machine.host('/usr/local/bin/apt-get'))).toBe(false);
      expect((await machine.sh('systemctl')).stdout).toEqual(['own systemctl']);
      await machine.machines.create(spec);
      expect(existsSync(machine.host('/usr/local/bin/apt-get'))).toBe(true);
    },
  );

  claim('leaves what it finds when a machine is created again', async () => {
    await put('/usr/local/bin/snap', '#!/bin/sh\necho own snap\n');
    await appendFile(machine.host('/etc/hosts'), '10.0.12.20 juju-1\n');
    await machine.machines.create({ id: '0', address: '10.0.12.99', hostname: 'other' });
    expect((await machine.sh('snap')).stdout).toEqual(['own snap']);
    expect(await readFile(machine.host('/etc/hosts'), 'utf8')).toMatch(/juju-0\n10.0.12.20 juju-1/);
  });

  claim('gives 127 for a program that is not there', async () => {
    const outcome = await machine.sh('', { program: '/opt/missing', args: [] });
    expect(outcome.code).toBe(127);
    expect(outcome.stderr.join()).toContain('No such file or directory');
  });

  claim('names the signal that ended a process', async () => {
    expect(await machine.sh('kill -TERM $$')).toMatchObject({ code: 143, signal: 'SIGTERM' });
  });

  claim('ends a process and its children when its time is over', async () => {
    const outcome = await machine.sh('sleep 60 & echo $!; wait', { timeoutSeconds: 0.3 });
    expect(outcome).toMatchObject({ timedOut: true, signal: 'SIGTERM', code: 143 });
    expect(await eventually(() => !isAlive(Number(outcome.stdout[0])))).toBe(true);
  });

  claim('ends a process that is to stop before it has begun', async () => {
    const stop = AbortSignal.abort();
    for (let round = 0; round < 3; round += 1) {
      expect(await machine.sh('sleep 2', { stop })).toMatchObject({ signal: 'SIGKILL', code: 137 });
    }
  });

  claim('does not wait for a child in the background that holds the pipe', async () => {
    const start = Date.now();
    const { stdout } = await machine.sh('sleep 60 & echo $!; echo done');
    expect(stdout[1]).toBe('done');
    expect(Date.now() - start).toBeLessThan(3000);
    process.kill(Number(stdout[0]));
  });

  claim('cuts lines of more than 4096 bytes', async () => {
    const { stdout, stderr } = await machine.sh(
      "head -c 5000 /dev/zero | tr '\\0' x; echo; echo short >&2",
    );
    expect(stdout.map((line) => line.length)).toEqual([4096, 904]);
    expect(stderr).toEqual(['short']);
  });

  claim('runs hook tools that reach a server on the host', async () => {
    const inside = '/var/lib/juju/agents/unit-mysql-0/agent.socket';
    await mkdir(machine.host('/var/lib/juju/agents/unit-mysql-0'), { recursive: true });
    await installTools(machine.host('/var/lib/juju/tools/unit-mysql-0'), ['is-leader']);
    const server = await serveTools({
      socketPath: machine.host(inside),
      contextId: 'c',
      runTool: async ({ tool, args }) => ({
        code: 0,
        stdout: `${tool} ${args.join(' ')}\n`,
        stderr: '',
      }),
    });
    const tools = machine.machines.processPath('0', '/var/lib/juju/tools/unit-mysql-0');
    const outcome = await machine.sh('is-leader --format=json', {
      environment: {
        PATH: `${tools}:${PATH}`,
        JUJU_CONTEXT_ID: 'c',
        JUJU_AGENT_SOCKET_NETWORK: 'unix',
        JUJU_AGENT_SOCKET_ADDRESS: machine.machines.processPath('0', inside),
      },
    });
    await server.close();
    expect(outcome).toEqual({ code: 0, stdout: ['is-leader --format=json'], stderr: [] });
  });

  claim('C60 puts the hook tools before all other programs', async () => {
    const tools = machine.machines.processPath('0', '/var/lib/juju/tools/unit-mysql-0');
    const { stdout } = await machine.sh('echo "$PATH"', {
      environment: { PATH: `${tools}:${PATH}` },
    });
    expect(stdout[0]?.split(':')[0]).toBe(tools);
  });

  claim('never leads out of the machine with a path', async () => {
    await symlink('/opt', machine.host('/srv/link'));
    expect(machine.host('/srv/link/a')).toBe(machine.host('/opt/a'));
    expect(machine.host('/var/run/docker.sock')).toBe(machine.host('/run/docker.sock'));
    expect(machine.host('../../../etc/passwd')).toBe(machine.host('/etc/passwd'));
  });

  claim('refuses to run a process in a machine that was not created', async () => {
    const process = { program: 'true', args: [], cwd: '/', environment: {} };
    await expect(machine.machines.run('9', { ...process, stdio: 'capture' })).rejects.toThrow(
      'machine 9 was not created',
    );
  });

  claim('ends what hooks have left behind and deletes the folder', async () => {
    await machine.machines.create({ id: '1/lxd/0', address: '10.0.12.20', hostname: 'juju-1' });
    const lines: string[] = [];
    await machine.machines.run('1/lxd/0', {
      program: '/bin/sh',
      args: ['-c', 'sleep 60 & echo $!; mkdir -p /tmp/deep/er; chmod -R 0500 /tmp/deep'],
      cwd: '/',
      environment: { PATH },
      stdio: 'capture',
      onLine: (_, line) => lines.push(line),
    });
    const root = machine.machines.hostPath('1/lxd/0', '/');
    await machine.machines.remove('1/lxd/0');
    await machine.machines.remove('1/lxd/0');
    await expect(stat(root)).rejects.toThrow('ENOENT');
    expect(await eventually(() => !isAlive(Number(lines[0])))).toBe(true);
  });
});
