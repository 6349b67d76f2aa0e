import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSize } from '../../src/cli/storage/storage-view.ts';
import { formatInstant } from '../../src/cli/time.ts';
import type { Model, Secret } from '../../src/model.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { FakeModels, NRPE, TIME, charm, emptyModel, run } from './support.ts';

const POSTGRESQL = charm(
  'name: postgresql\nprovides: {db: pgsql}\n' +
    'storage: {data: {type: filesystem, location: /srv/data, multiple: {range: 0-3}}, raw: {type: block, multiple: {range: 0-1}}}\n' +
    'resources: {schema: {type: file, filename: schema.sql}, image: {type: oci-image}}\n',
);

function sample(): Model {
  return sequence(
    deployApplication({
      name: 'postgresql',
      charm: POSTGRESQL,
      storage: { data: { count: 1, size: 2048 }, raw: { count: 1, size: 512 } },
    }),
    deployApplication({ name: 'nrpe', charm: NRPE }),
  )(emptyModel());
}

describe('juju-local storage', () => {
  it('lists storage as Juju does', async () => {
    const { stdout } = await run(new FakeModels(sample()), ['storage']);
    expect(stdout).toBe(`Unit          Storage ID  Type        Pool    Size     Status    Message
postgresql/0  data/0      filesystem  rootfs  2.0 GiB  attached
postgresql/0  raw/1       block       rootfs  512 MiB  attached
`);
    const none = await run(new FakeModels(emptyModel()), ['list-storage']);
    expect(none.stderr).toBe('No storage to display.\n');
  });

  it('prints it as data, with what carries it', async () => {
    const models = new FakeModels(sample());
    const { stdout } = await run(models, ['storage', '--format', 'json']);
    const location = sample().storage['data/0']?.location;
    expect(JSON.parse(stdout)).toMatchObject({
      storage: {
        'data/0': {
          kind: 'filesystem',
          life: 'alive',
          status: { current: 'attached', since: formatInstant(TIME) },
          persistent: false,
          attachments: { units: { 'postgresql/0': { machine: '0', location, life: 'alive' } } },
        },
      },
      filesystems: { '0/0': { storage: 'data/0', size: 2048, pool: 'rootfs' } },
      volumes: { '0/1': { storage: 'raw/1' } },
    });
    const volumes = await run(models, ['storage', '--volume', '--format', 'json']);
    expect(Object.keys(JSON.parse(volumes.stdout))).toEqual(['volumes']);
    const status = await run(models, ['status', '--format', 'json']);
    expect(JSON.parse(status.stdout).storage).toEqual(JSON.parse(stdout));
  });

  it('shows one piece, adds and removes', async () => {
    const models = new FakeModels(sample());
    const one = await run(models, ['show-storage', 'data/0', '--format', 'json']);
    expect(Object.keys(JSON.parse(one.stdout))).toEqual(['data/0']);
    await run(models, ['add-storage', 'postgresql/0', 'data=2,10G']);
    expect(Object.keys(models.model?.storage ?? {})).toEqual([
      'data/0',
      'raw/1',
      'data/2',
      'data/3',
    ]);
    expect(models.model?.storage['data/3']?.size).toBe(10_240);
    await run(models, ['remove-storage', 'data/2']);
    await run(models, ['detach-storage', 'data/3']);
    expect(Object.keys(models.model?.storage ?? {})).toEqual(['data/0', 'raw/1']);
  });

  it.each([
    [['show-storage', 'data/9'], 1, 'storage "data/9" not found'],
    [['remove-storage', 'data/9'], 1, 'storage "data/9" not found'],
    [['add-storage', 'postgresql/0', 'logs'], 1, '"logs"'],
    [['add-storage', 'postgresql/0', 'data=9'], 1, 'data'],
    [['add-storage', 'postgresql/0', 'data=1,2,3'], 1, 'cannot parse constraints'],
    [['add-storage', 'postgresql/0', '=1'], 2, 'storage directives require a name'],
  ])('refuses %j', async (line, expected, message) => {
    const { code, stderr } = await run(new FakeModels(sample()), line);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });

  it.each([
    [3, '3.0 MiB'],
    [512, '512 MiB'],
    [1024, '1.0 GiB'],
    [10_240, '10 GiB'],
    [1024 * 1024 * 1.7, '1.7 TiB'],
  ])('prints %i MiB as Juju does', (size, text) => {
    expect(formatSize(size)).toBe(text);
  });
});

describe('juju-local resources', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'juju-local-'));
    await writeFile(join(folder, 'schema.sql'), 'create');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('lists what there is, and attaches files', async () => {
    const models = new FakeModels(sample());
    const before = await run(models, ['resources', 'postgresql']);
    expect(before.stdout).toBe(
      'Resource  Supplied by  Revision\nimage     upload       -\nschema    upload       -\n',
    );
    const attach = ['attach-resource', 'postgresql', 'schema=schema.sql'];
    expect((await run(models, attach, { cwd: folder })).code).toBe(0);
    const after = await run(models, ['resources', 'postgresql/0']);
    expect(after.stdout).toBe('Resource  Revision\nimage     -\nschema    2026-11-23T10:00\n');
    const { stdout } = await run(models, ['list-resources', 'postgresql', '--format', 'json']);
    expect(JSON.parse(stdout).resources[1]).toMatchObject({
      resourceid: 'postgresql/schema',
      path: 'schema.sql',
      size: 6,
      origin: 'upload',
      used: true,
    });
    const stored = models.model?.applications['postgresql']?.resources['schema'];
    const path = join(folder, '.juju-local', stored?.path ?? '');
    expect(await readFile(path, 'utf8')).toBe('create');
    expect((await run(models, ['resources', 'nrpe'])).stderr).toBe('No resources to display.\n');
  });

  it('deploys and refreshes with files, each of them once', async () => {
    const models = new FakeModels();
    await writeFile(join(folder, 'p.charm'), '');
    models.charms[join(folder, 'p.charm')] = POSTGRESQL;
    const line = ['deploy', './p.charm', '--resource', 'schema=schema.sql', '--storage', 'data=2'];
    expect((await run(models, line, { cwd: folder })).code).toBe(0);
    expect(models.model?.applications['postgresql']?.resources['schema']?.revision).toBe(1);
    expect(models.model?.applications['postgresql']?.storage).toEqual({
      data: { count: 2, size: 1024 },
    });
    const refresh = ['refresh', 'postgresql', '--resource', 'schema=schema.sql'];
    expect((await run(models, refresh, { cwd: folder })).stderr).toContain('uploaded resource');
    expect(models.model?.applications['postgresql']?.resources['schema']?.revision).toBe(2);
    const bundle = `applications:
  postgresql: {charm: ./p.charm, num_units: 1, resources: {schema: ./schema.sql, image: 4}}
`;
    await writeFile(join(folder, 'bundle.yaml'), bundle);
    const same = await run(models, ['deploy', 'bundle.yaml'], { cwd: folder });
    expect(same.stderr).toBe('the bundle changes nothing\n');
    await writeFile(join(folder, 'schema.sql'), 'alter');
    const other = await run(models, ['deploy', 'bundle.yaml'], { cwd: folder });
    expect(other.stderr).toBe('- upload resource schema of postgresql\n');
  });

  it.each([
    [['attach-resource', 'postgresql', 'schema'], 'expected name=path format'],
    [['attach-resource', 'postgresql', 'x=schema.sql'], 'has no resource "x"'],
    [['attach-resource', 'postgresql', 'image=schema.sql'], 'is an image, not a file'],
    [['attach-resource', 'postgresql', 'schema=x.sql'], 'there is no file at'],
    [['attach-resource', 'postgresql', 'schema=x.tgz'], 'there is no file at'],
    [['attach-resource', 'mysql', 'schema=schema.sql'], 'application "mysql" not found'],
  ])('refuses %j', async (line, message) => {
    const { code, stderr } = await run(new FakeModels(sample()), line, { cwd: folder });
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});

describe('juju-local secrets', () => {
  const SECRET: Secret = {
    id: 'cn0000000000000000aa',
    owner: { kind: 'application', name: 'postgresql' },
    label: 'password',
    description: 'for clients',
    rotatePolicy: 'hourly',
    nextRotate: '2026-11-23T11:00:00.000Z',
    created: TIME,
    updated: '2026-11-23T09:57:00.000Z',
    revisions: {
      1: { content: { key: 'b25l' }, created: TIME },
      2: { content: { key: 'dHdv' }, created: TIME },
    },
    latest: 2,
    grants: [{ relation: 7, application: 'wordpress' }],
    consumers: {},
  };
  const withSecret = (): FakeModels =>
    new FakeModels({ ...sample(), secrets: { [SECRET.id]: SECRET } });

  it('lists secrets without their content', async () => {
    const { stdout } = await run(withSecret(), ['secrets']);
    expect(stdout).toBe(`ID                    Name  Owner       Rotation  Revision  Last updated
cn0000000000000000aa  -     postgresql  hourly           2  3 minutes ago
`);
    const none = await run(withSecret(), ['list-secrets', '--owner', 'unit-postgresql-0']);
    expect(none.stdout.split('\n')).toHaveLength(2);
    expect((await run(withSecret(), ['secrets', '--owner', 'x'])).code).toBe(2);
  });

  it('shows a secret, and its content only with --reveal', async () => {
    const shown = await run(withSecret(), ['show-secret', 'secret:cn0000000000000000aa']);
    expect(shown.stdout).toBe(`cn0000000000000000aa:
  revision: 2
  rotation: hourly
  rotates: "2026-11-23T11:00:00Z"
  owner: postgresql
  description: for clients
  label: password
  created: "2026-11-23T10:00:00Z"
  updated: "2026-11-23T09:57:00Z"
  access:
  - target: application-wordpress
    scope: "7"
    role: view
`);
    const line = ['show-secret', 'password', '--format', 'json', '--reveal'];
    const content = async (...more: string[]): Promise<unknown> => {
      const { stdout } = await run(withSecret(), [...line, ...more]);
      return JSON.parse(stdout)[SECRET.id].content;
    };
    expect([await content(), await content('--revision', '1')]).toEqual([
      { key: 'two' },
      { key: 'one' },
    ]);
    const revisions = await run(withSecret(), ['show-secret', 'password', '--revisions']);
    expect(revisions.stdout).toContain('  revisions:\n  - revision: 1\n    backend: internal\n');
  });

  it.each([
    [['show-secret', 'x'], 1, 'secret "x" not found'],
    [['show-secret', 'password', '-r', '3'], 1, 'has no revision 3'],
    [['show-secret', 'password', '--revisions', '--reveal'], 2, 'but not both'],
  ])('refuses %j', async (line, expected, message) => {
    const { code, stderr } = await run(withSecret(), line);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});

describe('juju-local model-config', () => {
  it('shows all values, with those that are not of Juju under a prefix', async () => {
    const models = new FakeModels(sample());
    const { stdout } = await run(models, ['model-config']);
    expect(stdout).toMatch(/^Attribute +From +Value\nagent-version +model +3\.6\.11\n/);
    expect(stdout).toMatch(/^http-proxy +default +""$/m);
    expect(stdout).toMatch(/^local-stale-reads +default +true$/m);
    expect((await run(models, ['model-config', 'no-proxy'])).stdout).toBe(
      '127.0.0.1,localhost,::1\n',
    );
    const json = await run(models, ['model-config', 'no-proxy', '--format', 'json']);
    expect(json.stdout).toBe(
      '{"no-proxy":{"Value":"127.0.0.1,localhost,::1","Source":"default"}}\n',
    );
  });

  it('sets and resets values, also from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'juju-local-'));
    await writeFile(join(folder, 'c.yaml'), 'http-proxy: {value: "http://p"}\nftp-proxy: f\n');
    const models = new FakeModels(sample());
    const set = ['automatically-retry-hooks=false', 'local-tool-latency=5', 'local-commands=real'];
    const { code } = await run(models, ['model-config', 'c.yaml', ...set], { cwd: folder });
    expect(code).toBe(0);
    expect(models.model?.config).toMatchObject({
      'automatically-retry-hooks': false,
      'http-proxy': 'http://p',
      'ftp-proxy': 'f',
    });
    expect(models.model?.fidelity.toolLatency).toBe(5);
    expect(models.model?.settings.commands).toBe('real');
    await run(models, ['model-config', '--reset', 'http-proxy,local-tool-latency,local-commands']);
    expect(models.model?.config['http-proxy']).toBe('');
    expect(models.model?.fidelity.toolLatency).toBe(0);
    expect(models.model?.settings.commands).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  it('tells all wrong values at once', async () => {
    const models = new FakeModels(sample());
    const wrong = ['local-retry-clock=slow', 'local-x=1', 'logging=1', 'agent-version=4.0.0'];
    const { code, stderr } = await run(models, ['model-config', 'ftp-proxy=f', ...wrong]);
    expect(code).toBe(1);
    for (const key of ['local-retry-clock', 'local-x', 'logging', 'agent-version']) {
      expect(stderr).toContain(`"${key}"`);
    }
    expect(models.model).toEqual(sample());
  });

  it.each([
    [['nothing'], 1, 'neither a file nor a key'],
    [['none.yaml'], 1, 'seems to be a file but not found'],
    [['http-proxy', 'no-proxy'], 2, 'can only retrieve a single value'],
    [['http-proxy=x', 'no-proxy'], 2, 'cannot set and retrieve'],
    [['http-proxy=x', '--reset', 'http-proxy'], 2, 'cannot be both set and reset'],
    [['--reset', 'a=b'], 2, '--reset accepts a comma delimited set of keys'],
  ])('refuses %j', async (line, expected, message) => {
    const { code, stderr } = await run(new FakeModels(sample()), ['model-config', ...line]);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});
