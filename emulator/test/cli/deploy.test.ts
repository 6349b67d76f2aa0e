import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeModels, MYSQL, NRPE, WORDPRESS, charm, run } from './support.ts';
import type { Outcome } from './support.ts';

const BUNDLE = `applications:
  mysql:
    charm: ./mysql.charm
    num_units: 1
    to: [1]
    options: {port: 3307}
  nrpe:
    charm: ./nrpe.charm
  wordpress:
    charm: ./wordpress.charm
    num_units: 2
    to: [mysql, lxd:1]
machines:
  1:
relations:
  - [wordpress, mysql]
  - [nrpe, mysql]
`;

describe('juju-local deploy', () => {
  let folder = '';
  let models = new FakeModels();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'juju-local-'));
    models = new FakeModels();
    for (const [name, artefact] of Object.entries({
      mysql: MYSQL,
      nrpe: NRPE,
      wordpress: WORDPRESS,
    })) {
      const path = join(folder, `${name}.charm`);
      await writeFile(path, name);
      models.charms[path] = artefact;
    }
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(name: string, text: string): Promise<void> {
    await writeFile(join(folder, name), text);
  }

  function deploy(...args: string[]): Promise<Outcome> {
    return run(models, ['deploy', ...args], { cwd: folder });
  }

  it('deploys a bundle: applications, then machines and units, then relations', async () => {
    await write('bundle.yaml', BUNDLE);
    const { code, stderr } = await deploy('bundle.yaml');
    expect(stderr).toBe(`- deploy application mysql
- deploy application nrpe
- deploy application wordpress
- add new machine 0
- add unit mysql/0 to 0
- add unit wordpress/0 to mysql/0
- add unit wordpress/1 to lxd:0
- add relation wordpress - mysql
- add relation nrpe - mysql
`);
    expect(code).toBe(0);
    expect(models.done).toEqual(['settle']);
    const { units = {}, applications = {} } = models.model ?? {};
    expect(Object.values(units).map(({ name, machine }) => [name, machine])).toEqual([
      ['mysql/0', '0'],
      ['wordpress/0', '0'],
      ['wordpress/1', '0/lxd/0'],
    ]);
    expect(applications['mysql']?.config).toEqual({ port: 3307 });
    expect(models.isLocked).toBe(false);
  });

  it('changes nothing when the same bundle is deployed again', async () => {
    await write('bundle.yaml', BUNDLE);
    await deploy('bundle.yaml');
    const before = models.model;
    const { code, stderr } = await deploy('bundle.yaml');
    expect([code, stderr]).toEqual([0, 'the bundle changes nothing\n']);
    expect(models.model).toBe(before);
  });

  it('changes only what differs', async () => {
    await write('bundle.yaml', BUNDLE);
    await deploy('bundle.yaml');
    models.charms[join(folder, 'wordpress.charm')] = charm(
      'name: wordpress\nrequires: {db: mysql, cache: memcache}\n',
      { revision: 1 },
    );
    const changed = BUNDLE.replace('3307', '3308')
      .replace('num_units: 2', 'num_units: 3')
      .replace('lxd:1]', 'lxd:1, 1]');
    await write('bundle.yaml', changed);
    const { stderr } = await deploy('bundle.yaml');
    expect(stderr).toBe(`- set options of mysql: port
- upgrade wordpress to revision 1
- add unit wordpress/2 to 0
`);
    expect(models.model?.applications['mysql']?.config).toEqual({ port: 3308 });
  });

  it('places each unit as soon as the unit is there that it stands beside', async () => {
    await write(
      'bundle.yaml',
      'applications:\n' +
        '  a: {charm: ./mysql.charm, num_units: 2, to: [c]}\n' +
        '  b: {charm: ./mysql.charm, num_units: 1}\n' +
        '  c: {charm: ./mysql.charm, num_units: 2, to: [new, lxd:b]}\n',
    );
    const { stderr } = await deploy('bundle.yaml', '--dry-run');
    expect(stderr.match(/^- add unit .*$/gm)).toEqual([
      '- add unit b/0 to new machine',
      '- add unit c/0 to new machine',
      '- add unit a/0 to c/0',
      '- add unit c/1 to lxd:b/0',
      '- add unit a/1 to c/1',
    ]);
  });

  it('shows with --dry-run what would change', async () => {
    await write('bundle.yaml', BUNDLE);
    const { stderr } = await deploy('bundle.yaml', '--dry-run');
    expect(stderr).toContain('- add relation wordpress - mysql');
    expect(models.model).toBeUndefined();
  });

  it('maps charms of the store by overlays, with paths relative to the overlay', async () => {
    const text = BUNDLE.replace('./mysql.charm', 'mysql');
    await write('bundle.yaml', text);
    const alone = await deploy('bundle.yaml');
    expect(alone.code).toBe(1);
    expect(alone.stderr).toMatch(
      /bundle\.yaml:3:12: error: the application "mysql" takes its charm "mysql" from the store.*\n.*\n.*\n {2}fix: .*overlay/,
    );
    expect(models.model).toBeUndefined();
    await write('local.yaml', 'applications: {mysql: {charm: ./mysql.charm}, nrpe: }\n');
    const { code, stderr } = await deploy('bundle.yaml', '--overlay', 'local.yaml');
    expect(code).toBe(0);
    expect(stderr).not.toContain('nrpe');
  });

  it('includes files that options name, relative to the bundle', async () => {
    await write('title.txt', 'A blog');
    await write('bundle.yaml', BUNDLE.replace('port: 3307', 'title: "include-file://title.txt"'));
    await deploy('bundle.yaml');
    expect(models.model?.applications['mysql']?.config).toEqual({ title: 'A blog' });
  });

  it.each([
    [
      'an unknown endpoint',
      '[wordpress, mysql]',
      '[wordpress:dbx, mysql]',
      /:16:5: error: .*"dbx".*\[ENDPOINT_NOT_FOUND\]/,
    ],
    [
      'an unknown application',
      '[nrpe, mysql]',
      '[nrpe, mysq]',
      /:17:5: error: .*"mysq".*\[BUNDLE_RELATION\]/,
    ],
    [
      'an option of a wrong type',
      'port: 3307',
      'port: many',
      /:6:21: error: option "port" expected int, got "many"/,
    ],
    ['an unknown option', 'port: 3307', 'prt: 3307', /:6:20: error: .*no option "prt"[^]*port/],
    [
      'a charm that is not built',
      './nrpe.charm',
      './nagios.charm',
      /:8:12: error: .*nagios\.charm[^]*charm build/,
    ],
    [
      'units of a subordinate',
      'charm: ./nrpe.charm',
      'charm: ./nrpe.charm\n    num_units: 1',
      /:7:3: error: .*subordinate/,
    ],
    ['broken YAML', 'machines:', ' machines: [', /:\d+:\d+: error: broken YAML/],
  ])('refuses %s with its place, and changes nothing', async (_what, from, to, expected) => {
    await write('bundle.yaml', BUNDLE.replace(from, to));
    const { code, stderr } = await deploy('bundle.yaml');
    expect(code).toBe(1);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(models.model).toBeUndefined();
    expect(models.isLocked).toBe(false);
  });

  it('deploys a charm under a name, with options, units and places', async () => {
    await write('values.yaml', 'db: {title: From a file, debug: "true"}\n');
    const line = [
      './mysql.charm',
      'db',
      '-n',
      '2',
      '--config',
      'port=1',
      '--config',
      'values.yaml',
    ];
    const { code } = await deploy(...line, '--trust', '--seed', '7', '--agent-version', '3.5.0');
    expect(code).toBe(0);
    expect(models.model?.applications['db']).toMatchObject({
      config: { port: 1, title: 'From a file', debug: true },
      trusted: true,
    });
    expect(Object.keys(models.model?.units ?? {})).toEqual(['db/0', 'db/1']);
    expect(models.opened[0]).toMatchObject({ create: { seed: 7, agentVersion: '3.5.0' } });
  });

  it('trusts an application as an option of it', async () => {
    await deploy('./mysql.charm', '--config', 'trust=true');
    expect(models.model?.applications['mysql']?.trusted).toBe(true);
  });

  it('notes options that have no meaning here', async () => {
    const { code, stderr } = await deploy('./mysql.charm', '--base', 'ubuntu@22.04');
    expect(code).toBe(0);
    expect(stderr).toContain('note: --base has no meaning in the embedded model');
  });

  it.each([
    [['mysql'], 1, 'the embedded model has no store to get "mysql" from'],
    [['ch:mysql'], 1, 'the embedded model has no store to get "ch:mysql" from'],
    [['./none.charm'], 1, 'there is no charm or bundle at ./none.charm'],
    [['./mysql.charm', '--config', 'port=x'], 1, 'option "port" expected int, got "x"'],
    [['./mysql.charm', '--config', 'none.yaml'], 1, 'cannot read'],
    [['./mysql.charm', '-n', 'two'], 2, '--num-units is "two"'],
    [['./mysql.charm', '--containers', 'podman'], 2, 'expected one of docker, stand-in, auto'],
    [['./mysql.charm', '--overlay', 'x.yaml'], 2, '--overlay is for bundles only'],
    [['./bundle.yaml', '-n', '2'], 2, '--num-units is not for bundles'],
    [['./bundle.yaml', 'name'], 2, 'an application name is not for bundles'],
    [['./bundle.yaml', '--overlay', 'none.yaml'], 1, 'none.yaml: there is no such file'],
  ])('refuses %j', async (args, expected, message) => {
    await write('bundle.yaml', BUNDLE);
    const { code, stderr } = await deploy(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});
