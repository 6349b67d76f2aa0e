import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeArchive } from '../support/charm-archive.ts';

const PROGRAM = resolve(__dirname, '../../bin/juju-local.js');

describe('the program juju-local', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'juju-local-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function juju(...line: string[]): { status: number | null; stdout: string; stderr: string } {
    const { JUJU_LOCAL_DIR: _unused, ...env } = process.env;
    return spawnSync(process.execPath, [PROGRAM, ...line], { cwd: folder, env, encoding: 'utf8' });
  }

  it('prints its help', () => {
    const { status, stdout } = juju('help');
    expect([status, stdout]).toEqual([0, expect.stringContaining('Usage: juju-local COMMAND')]);
  });

  it('reports a mistake with file, line and fix, without a stack trace', () => {
    writeFileSync(join(folder, 'bundle.yaml'), 'applications:\n  mysql:\n    charm: mysql\n');
    const { status, stdout, stderr } = juju('deploy', 'bundle.yaml');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^bundle\.yaml:3:12: error: .*\n {2}3 \| .*\n.*\n {2}fix: .*\n$/);
  });

  it('tells without a stack trace that its output could not be written', () => {
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${PROGRAM}" help >/dev/full`],
      {
        encoding: 'utf8',
      },
    );
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: cannot write .*\n$/)]);
  });

  it('goes on although nobody reads its progress', () => {
    const line = `"${process.execPath}" "${PROGRAM}" help nothing 2>/dev/full`;
    expect(spawnSync('sh', ['-c', line]).status).toBe(2);
  });

  it('comes to an end where no folder can be made for the model', async () => {
    await writeArchive(join(folder, 'one.charm'), {
      'metadata.yaml': 'name: one\nsummary: s\ndescription: d\n',
    });
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'deploy', './one.charm'], {
      cwd: folder,
      env: { ...process.env, JUJU_LOCAL_DIR: '/proc/none/model' },
      encoding: 'utf8',
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('cannot use /proc/none: ')]);
  }, 40_000);

  it('answers without a model', () => {
    const { status, stderr } = juju('status');
    expect(status).toBe(1);
    expect(stderr).toContain('there is no model in');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
