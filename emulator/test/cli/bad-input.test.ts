import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Models } from '../../src/cli/command.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import { Writer } from '../../src/cli/writer.ts';
import { openSession } from '../../src/session.ts';
import { readLog } from '../../src/storage/log-file.ts';
import { loadModel } from '../../src/storage/model-file.ts';
import { writeArchive } from '../support/charm-archive.ts';
import type { Outcome } from './support.ts';

const MYSQL = {
  'metadata.yaml':
    'name: mysql\nsummary: s\ndescription: d\nprovides: {server: mysql}\n' +
    'storage: {data: {type: filesystem, multiple: {range: 0-2}}}\n' +
    'resources: {schema: {type: file, filename: schema.sql}}\n',
  'config.yaml': 'options:\n  port: {type: int, default: 3306, description: d}\n',
};
const WORDPRESS = {
  'metadata.yaml': 'name: wordpress\nsummary: s\ndescription: d\nrequires: {db: mysql}\n',
};

const MODELS: Models = {
  open: (options) => openSession({ ...options, openMachines: () => Promise.reject(NO_MACHINES) }),
  read: async (directory) => loadModel(directory),
  readLog: async (directory) => readLog(directory),
};
const NO_MACHINES = new Error('nothing is to be run in these tests');

describe('bad input', () => {
  let folder = '';
  let run: (...line: string[]) => Promise<Outcome>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bad-input-'));
    run = (...line) => runIn(folder, line);
    await writeArchive(join(folder, 'mysql.charm'), MYSQL);
    await writeArchive(join(folder, 'wordpress.charm'), WORDPRESS);
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(name: string, text: string): Promise<void> {
    await writeFile(join(folder, name), text);
  }

  /** Runs a command that must fail, leave nothing behind, and be told as a user's mistake. */
  async function refused(...line: string[]): Promise<string> {
    const before = await contents(folder);
    const { code, stdout, stderr } = await run(...line);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).not.toMatch(/^\s+at |new model/m);
    expect(await contents(folder)).toEqual(before);
    return stderr;
  }

  it('tells all faults of a bundle together, each with its line, and makes no model', async () => {
    await write(
      'bundle.yaml',
      `applications:
  mysql:
    charm: ./mysql.charm
    num_units: one
    options: {prt: 1, port: many}
    storage: {data: 5, logs: 1G}
    resources: {schema: ./none.sql, other: ./bundle.yaml}
  site:
    charm: ./wordpress.charm
  cache:
    charm: memcached
  web:
    charm: ./nginx.charm
relations:
  - [site:dbx, mysql]
  - [site, nobody]
colour: blue
`,
    );
    const stderr = await refused('deploy', 'bundle.yaml');
    const found = [...stderr.matchAll(/^bundle\.yaml:(\d+):\d+: error: .* \[([A-Z_]+)\]$/gm)];
    expect(found.map(([, line, code]) => `${line} ${code}`)).toEqual([
      '4 FIELD_TYPE',
      '5 OPTION_UNKNOWN',
      '5 OPTION_VALUE',
      '6 STORAGE_COUNT',
      '6 STORAGE_UNKNOWN',
      '7 RESOURCE_FILE',
      '7 RESOURCE_UNKNOWN',
      '11 CHARM_FROM_STORE',
      '13 CHARM_NOT_FOUND',
      '15 ENDPOINT_NOT_FOUND',
      '16 BUNDLE_RELATION',
      '17 BUNDLE_KEY',
    ]);
  });

  it('tells once that an option of a bundle is a list', async () => {
    await write(
      'bundle.yaml',
      'applications: {mysql: {charm: ./mysql.charm, options: {port: [1]}}}\n',
    );
    const stderr = await refused('deploy', 'bundle.yaml');
    expect(stderr.match(/error: /g)).toHaveLength(1);
    expect(stderr).toContain('"applications.mysql.options.port" must be a single value');
  });

  it('tells in one sentence that the folder of the model cannot be used', async () => {
    await write('.juju-local', 'a file');
    for (const line of [['deploy', 'mysql.charm'], ['status'], ['destroy-model', '--no-prompt']]) {
      expect(await refused(...line)).toMatch(
        /^error: cannot use \/.*\.juju-local.*: not a directory \[FILE_REFUSED\]\n {2}fix: .*\n$/,
      );
    }
  });

  it('writes results to the file that --output names, and no notes with --quiet', async () => {
    await run('add-model');
    const { code, stdout, stderr } = await run(
      'status',
      '--format=json',
      '-o',
      's.json',
      '-q',
      '-v',
    );
    expect([code, stdout, stderr]).toEqual([0, '', '']);
    expect(JSON.parse(await readFile(join(folder, 's.json'), 'utf8'))).toHaveProperty('machines');
    const line = ['fault', 'kill', 'mysql/0', '--', 'status', '--format=json', '-o', 't.json'];
    expect(await run(...line, '-m', 'x')).toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(/^note: --model has no meaning .*\n/),
    });
    expect(await readFile(join(folder, 't.json'), 'utf8')).toContain('"machines"');
    const refusal = await run('status', '-q', '-o', 'none/s.json');
    expect(refusal).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot use ') });
  });

  it('names the units of a bundle that are placed beside each other in a ring', async () => {
    await write(
      'bundle.yaml',
      'applications:\n' +
        '  a: {charm: ./mysql.charm, num_units: 1, to: [lxd:b]}\n' +
        '  b: {charm: ./mysql.charm, num_units: 2, to: [new, lxd:a]}\n' +
        '  c: {charm: ./mysql.charm, num_units: 1, to: [c]}\n',
    );
    expect(await refused('deploy', 'bundle.yaml')).toMatch(
      /^bundle\.yaml:4:.*"c\/0" beside "c\/0" \[BUNDLE_PLACEMENT_RING\]$/m,
    );
    await write(
      'bundle.yaml',
      'applications:\n' +
        '  a: {charm: ./mysql.charm, num_units: 1, to: [lxd:b]}\n' +
        '  b: {charm: ./mysql.charm, num_units: 1, to: [lxd:a]}\n',
    );
    expect(await refused('deploy', 'bundle.yaml')).toMatch(
      /^bundle\.yaml:2:.*"a\/0" beside "b\/0" beside "a\/0" \[BUNDLE_PLACEMENT_RING\]$/m,
    );
  });

  it('tells broken YAML of a bundle and of its overlay together', async () => {
    await write('bundle.yaml', 'applications: {a: [\n');
    await write('overlay.yaml', 'applications:\n\tb: 1\n');
    const stderr = await refused('deploy', 'bundle.yaml', '--overlay', 'overlay.yaml');
    expect(stderr).toMatch(/^bundle\.yaml:\d+:\d+: error: broken YAML/m);
    expect(stderr).toMatch(/^overlay\.yaml:2:1: error: broken YAML/m);
  });

  it.each([
    ['is cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40)],
    ['is no zip archive', () => Buffer.from('PK is how it begins')],
    ['is empty', () => Buffer.alloc(0)],
    [
      'has a broken member',
      (bytes: Buffer) => Buffer.concat([Buffer.alloc(60), bytes.subarray(60)]),
    ],
  ])('refuses a charm that %s', async (_what, change) => {
    const path = join(folder, 'mysql.charm');
    await writeFile(path, change(await readFile(path)));
    expect(await refused('deploy', './mysql.charm')).toMatch(
      /^mysql\.charm: error: not a charm archive: .+ \[CHARM_ARCHIVE\]\n {2}fix: .+\n$/,
    );
  });

  it('refuses a charm with a program that cannot be unpacked', async () => {
    const path = join(folder, 'mysql.charm');
    await writeArchive(path, { ...MYSQL, 'hooks/install': 'echo hello\n' });
    const bytes = await readFile(path);
    // The program begins with its own header: what is broken there only shows when it is read.
    bytes.fill(0, bytes.indexOf('hooks/install') - 30, bytes.indexOf('hooks/install') - 26);
    await writeFile(path, bytes);
    expect(await refused('deploy', './mysql.charm')).toMatch(
      /^mysql\.charm: error: not a charm archive: .+ \[CHARM_ARCHIVE\]\n/,
    );
  });

  it.each([
    ['no metadata', { 'config.yaml': '' }, /^mysql\.charm: error: .*no metadata\.yaml/],
    ['a path outside', { ...MYSQL, '../evil': 'x' }, /\[CHARM_ARCHIVE\]/],
    ['an absolute path', { ...MYSQL, '/etc/evil': 'x' }, /\[CHARM_ARCHIVE\]/],
    ['a link outside', { ...MYSQL, hooks: { link: '../../../etc' } }, /"hooks".*\[CHARM_ARCHIVE\]/],
    ['an absolute link', { ...MYSQL, hooks: { link: '/etc' } }, /"hooks".*\[CHARM_ARCHIVE\]/],
    [
      'faults in its metadata',
      { 'metadata.yaml': 'name: mysql\nsummary: 1\nprovides:\n  db: {scope: far}\n' },
      /metadata\.yaml:2:10: error: [^]*metadata\.yaml:4:/,
    ],
    [
      'broken YAML in its options',
      { ...MYSQL, 'config.yaml': 'options: {port: [}\n' },
      /config\.yaml:1:\d+: error: broken YAML/,
    ],
  ])('refuses a charm with %s', async (_what, files, message) => {
    await writeArchive(join(folder, 'mysql.charm'), files);
    expect(await refused('deploy', './mysql.charm')).toMatch(message);
  });

  it('tells everything that is wrong with the options of deploy', async () => {
    await write('options.yaml', 'mysql:\n  port: many\n  prt: 1\n');
    const line = ['deploy', './mysql.charm', '--config', 'options.yaml', '--config', 'hue=3'];
    const resources = ['--resource', 'schema=none.sql', '--resource', 'schema=bundle'];
    const stderr = await refused(...line, ...resources, '--storage', 'logs=1G');
    for (const code of ['OPTION_VALUE', 'OPTION_UNKNOWN', 'RESOURCE_FILE', 'STORAGE_UNKNOWN']) {
      expect(stderr).toContain(`[${code}]`);
    }
    expect(stderr).toMatch(/options\.yaml:2:9: .*\n/);
    expect(stderr).toContain('unknown option "hue"');
  });

  it('leaves a folder as it was that a model is not made in', async () => {
    await refused('deploy', './mysql.charm', '--to', '7');
    await expect(stat(join(folder, '.juju-local'))).rejects.toThrow('ENOENT');
    const { code } = await run('deploy', './mysql.charm', '--dry-run');
    expect(code).toBe(0);
    await expect(stat(join(folder, '.juju-local'))).rejects.toThrow('ENOENT');
  });

  it('leaves a model as it was, with its charms, when the next command fails', async () => {
    expect((await run('add-model', 'shop', '--seed', '4')).stderr).toContain('added model "shop"');
    expect((await run('add-model')).stderr).toContain('[MODEL_EXISTS]');
    await refused('deploy', './mysql.charm', '--to', '7');
    await refused(
      'model-config',
      'update-status-hook-interval=1s',
      'local-retry-clock=slow',
      'x=1',
    );
    expect(loadModel(join(folder, '.juju-local'))).toMatchObject({ name: 'shop', seed: 4 });
  });
});

/** Every file below a folder with its content; logs only grow and say what was tried. */
async function contents(folder: string): Promise<Record<string, string>> {
  const copy = await mkdtemp(join(tmpdir(), 'bad-input-copy-'));
  await cp(folder, copy, { recursive: true });
  const names = await readdir(copy, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile() && !/log/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = files.map(async (file) => [
    file.slice(copy.length),
    await readFile(file, 'latin1'),
  ]);
  const found: Record<string, string> = Object.fromEntries(await Promise.all(texts));
  await rm(copy, { recursive: true });
  return found;
}

async function runIn(cwd: string, line: readonly string[]): Promise<Outcome> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const writer = new Writer({
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
    environment: {},
  });
  const code = await runCommand(line, {
    writer,
    models: MODELS,
    environment: {},
    cwd,
    now: () => new Date(),
    sleep: async () => undefined,
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
