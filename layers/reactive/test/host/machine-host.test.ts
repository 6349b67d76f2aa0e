import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../lib/host/host.ts';
import { createMachineHost } from '../../lib/host/machine-host.ts';
import { createMemoryHost } from '@reactive-charms/testing';

let folder: string;
let host: Host;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-'));
  host = createMachineHost(folder, { PATH: '/usr/bin:/bin', INHERITED: 'yes' });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('files', () => {
  it('are written with folder, content and mode, and only when something differs', async () => {
    const path = join(folder, 'etc/blog/blog.conf');
    const file = { path, content: 'a', mode: 0o640, directoryMode: 0o700 };
    expect(await host.declareFile(file)).toBe(true);
    expect(await host.declareFile(file)).toBe(false);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect((await stat(join(folder, 'etc/blog'))).mode & 0o777).toBe(0o700);
    expect(await host.declareFile({ ...file, mode: 0o600 })).toBe(true);
    expect(await host.declareFile({ ...file, content: 'b' })).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('b');
    expect(await readdir(join(folder, 'etc/blog'))).toEqual(['blog.conf']);
  });

  it('are read, and undefined when they are not there', async () => {
    await writeFile(join(folder, 'a'), 'text');
    expect(await host.readFile(join(folder, 'a'))).toBe('text');
    expect(await host.readFile(join(folder, 'b'))).toBeUndefined();
  });

  it('have fingerprints, on a machine in memory the same, and none when they are not there', async () => {
    const content = 'ümlaut\n'.repeat(100_000);
    const path = join(folder, 'large');
    await writeFile(path, content);
    const imagined = createMemoryHost({ [path]: { content, mode: 0o644 } });
    const expected = createHash('sha256').update(content).digest('hex');
    expect([await host.fingerprint(path), await imagined.fingerprint(path)]).toEqual([
      expected,
      expected,
    ]);
    expect(await host.fingerprint(join(folder, 'none'))).toBeUndefined();
    expect(await imagined.fingerprint(join(folder, 'none'))).toBeUndefined();
  });

  it('have fingerprints, but folders do not', async () => {
    await expect(host.fingerprint(folder)).rejects.toThrow('EISDIR');
  });

  it('are removed with all that is in them, and without complaint when gone', async () => {
    await mkdir(join(folder, 'a/b'), { recursive: true });
    await host.remove(join(folder, 'a'));
    await host.remove(join(folder, 'a'));
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('programs', () => {
  it('get arguments, input and environment, without a shell between', async () => {
    const script = 'printf "%s|" "$@" "$INHERITED" "$ADDED"; cat; echo oops >&2; exit 3';
    expect(
      await host.run('sh', ['-c', script, 'sh', 'a b', '$HOME', '*'], {
        stdin: 'input',
        environment: { ADDED: 'too' },
      }),
    ).toEqual({ code: 3, stdout: 'a b|$HOME|*|yes|too|input', stderr: 'oops\n' });
  });

  it('that are not there answer with 127', async () => {
    expect((await host.run('no-such-program', [])).code).toBe(127);
  });

  it('that cannot be given their arguments answer with 127, and the arguments stay secret', async () => {
    const result = await host.run('true', ['pass\0word']);
    expect(result).toEqual({ code: 127, stdout: '', stderr: 'true cannot be started' });
  });

  it('that do not read their input are no error', async () => {
    const stdin = 'x'.repeat(1_000_000);
    expect((await host.run('true', [], { stdin })).code).toBe(0);
  });

  it('that are killed tell by what', async () => {
    expect(await host.run('sh', ['-c', 'kill -9 $$'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'sh was ended by SIGKILL',
    });
  });

  it('that take too long are killed with all that they started', async () => {
    const mark = join(folder, 'survived');
    const script = `(sleep 1; touch ${mark}) & wait`;
    const result = await host.run('sh', ['-c', script], { timeoutSeconds: 0.2 });
    expect(result).toMatchObject({ code: 124, stderr: 'sh did not end within 0.2 seconds' });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(await readdir(folder)).toEqual([]);
  });

  it('that leave something behind are not waited for', async () => {
    const begin = Date.now();
    const result = await host.run('sh', ['-c', 'echo started; (exec sleep 5) & exit 0']);
    expect(result).toEqual({ code: 0, stdout: 'started\n', stderr: '' });
    expect(Date.now() - begin).toBeLessThan(4000);
  });

  it('give large outputs as a whole', async () => {
    const { stdout } = await host.run('sh', ['-c', 'head -c 2000000 /dev/zero | tr "\\0" x']);
    expect(stdout).toHaveLength(2_000_000);
  });
});

it('the machine has a name and the charm a folder', () => {
  expect(host.charmDirectory).toBe(folder);
  expect(host.hostname()).toMatch(/\S/);
});
