import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PRELOAD = join(__dirname, '../../src/machine/redirect-paths.cjs');

describe('redirect-paths', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'root-'));
    for (const folder of ['etc', 'opt', 'var', 'run', 'usr/local/bin']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    writeFileSync(join(root, 'etc/hostname'), 'juju-0\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Runs a program and returns what it prints, as JSON. */
  const run = (program: string, type: 'module' | 'commonjs' = 'commonjs'): unknown => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [`--input-type=${type}`, '-e', program],
      {
        encoding: 'utf8',
        env: {
          PATH: '/usr/local/bin:/usr/bin:/bin',
          NODE_OPTIONS: `--require "${PRELOAD}"`,
          JUJU_LOCAL_MACHINE_ROOT: root,
        },
      },
    );
    if (stderr !== '') throw new Error(stderr);
    return JSON.parse(stdout);
  };

  it('leads every kind of function of node:fs into the root', () => {
    const found = run(`
      const fs = require('node:fs');
      fs.mkdirSync('/etc/mysql/conf.d', { recursive: true });
      fs.writeFileSync('/etc/mysql/a', 'a');
      fs.appendFileSync(Buffer.from('/etc/mysql/a'), 'b');
      fs.copyFileSync('/etc/mysql/a', new URL('file:///opt/b'));
      fs.renameSync('/opt/b', '/var/c');
      fs.symlinkSync('/var/c', '/opt/link');
      fs.closeSync(fs.openSync('/run/pid', 'w'));
      const stream = fs.createWriteStream('/var/stream');
      stream.end('s', async () => {
        await fs.promises.chmod('/var/c', 0o600);
        const handle = await fs.promises.open('/opt/handle', 'w');
        await handle.close();
        fs.readFile('/opt/link', 'utf8', (error, text) => {
          console.log(JSON.stringify([
            text, fs.statSync('/var/c').mode & 0o777, fs.readdirSync('/etc/mysql'),
            fs.existsSync('/opt/handle'), fs.readFileSync('/var/stream', 'utf8'),
            fs.realpathSync.native('/etc/mysql/conf.d/..'),
          ]));
        });
      });`);
    expect(found).toEqual(['ab', 0o600, ['a', 'conf.d'], true, 's', join(root, 'etc/mysql')]);
    expect(readFileSync(join(root, 'var/c'), 'utf8')).toBe('ab');
    expect(existsSync('/var/c')).toBe(false);
  });

  it('leads the named imports of an ES module into the root', () => {
    const found = run(
      `import { writeFileSync, readFileSync } from 'node:fs';
       import { readFile } from 'node:fs/promises';
       writeFileSync('/opt/a', 'x');
       console.log(JSON.stringify([readFileSync('/opt/a', 'utf8'), await readFile('/opt/a', 'utf8')]));`,
      'module',
    );
    expect(found).toEqual(['x', 'x']);
  });

  it('reads a few files of the host that the machine lacks, and never writes them', () => {
    const found = run(`
      const fs = require('node:fs');
      const tries = ['/etc/passwd', '/etc/shadow', '/etc/os-release'].map((path) => fs.existsSync(path));
      fs.writeFileSync('/etc/passwd', 'own');
      console.log(JSON.stringify([tries, fs.readFileSync('/etc/passwd', 'utf8')]));`);
    expect(found).toEqual([[true, false, false], 'own']);
    expect(readFileSync('/etc/passwd', 'utf8')).not.toBe('own');
  });

  it('finds programs in the root and keeps their children in the machine', () => {
    writeFileSync(join(root, 'usr/local/bin/greet'), '#!/bin/sh\necho "hello $PWD"\n', {
      mode: 0o755,
    });
    const found = run(`
      const { execFileSync, spawnSync } = require('node:child_process');
      const child = \`console.log(require('node:os').hostname())\`;
      console.log(JSON.stringify([
        execFileSync('/usr/local/bin/greet', { cwd: '/opt', encoding: 'utf8' }),
        spawnSync('greet', { cwd: '/opt', env: { PATH: '/usr/local/bin' }, encoding: 'utf8' }).stdout,
        execFileSync(process.execPath, ['-e', child], { env: {}, encoding: 'utf8' }),
      ]));`);
    expect(found).toEqual([`hello ${root}/opt\n`, `hello ${root}/opt\n`, 'juju-0\n']);
  });

  it('leads sockets into the root, also where that makes their path very long', () => {
    const deep = '/run/' + 'x'.repeat(100);
    mkdirSync(join(root, deep));
    const found = run(`
      const http = require('node:http');
      const server = http.createServer((request, response) => response.end('pong'));
      server.listen('${deep}/docker.sock', () => {
        http.get({ socketPath: '${deep}/docker.sock', path: '/_ping' }, (response) => {
          response.on('data', (data) => console.log(JSON.stringify(String(data))));
          response.on('end', () => server.close());
        });
      });`);
    expect(found).toBe('pong');
  });

  it('does nothing outside of a machine', () => {
    const { stdout } = spawnSync(
      process.execPath,
      ['-p', "require('node:fs').existsSync('/etc/passwd')"],
      { encoding: 'utf8', env: { NODE_OPTIONS: `--require "${PRELOAD}"` } },
    );
    expect(stdout).toBe('true\n');
  });
});
