import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { runCharm, type Outcome } from '../support/run-charm.ts';
import { makeWorkspace, type Files, type Workspace } from '../support/workspace.ts';

const REPOSITORY = join(__dirname, '../../..');

let workspace: Workspace;
let cwd: string;

beforeEach(() => {
  workspace = makeWorkspace({ 'package.json': rootPackage({}), 'layers/shop/layer.yaml': '{}' });
  cwd = workspace.root;
  installEngine(cwd);
});

afterEach(() => workspace.remove());

function rootPackage(more: object): object {
  return { name: 'shop', private: true, workspaces: ['layers/*', './interfaces/*'], ...more };
}

/** As npm does where the engine's sources are part of the workspace. */
function installEngine(folder: string): void {
  mkdirSync(join(folder, 'node_modules/@reactive-charms'), { recursive: true });
  for (const [name, source] of [
    ['reactive', 'layers/reactive'],
    ['juju', 'juju'],
  ] as const) {
    symlinkSync(join(REPOSITORY, source), join(folder, 'node_modules/@reactive-charms', name));
  }
}

/** As npm does where the engine comes from an archive. */
function engineIn(project: string, code: string): Files {
  const folder = `${project}/node_modules/@reactive-charms/reactive`;
  const identity = { name: '@reactive-charms/reactive', version: '1.2.3' };
  return {
    [`${folder}/package.json`]: { ...identity, exports: { '.': './index.ts' } },
    [`${folder}/index.ts`]: code,
  };
}

function charm(...argv: string[]): Promise<Outcome> {
  return runCharm(cwd, ...argv);
}

async function create(...argv: string[]): Promise<Outcome> {
  return charm('create', 'interface', ...argv);
}

/** All files and empty folders below a folder but node_modules, sorted. */
function listAll(folder = workspace.root): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(
    ({ name }) => name !== 'node_modules',
  );
  if (entries.length === 0) return [`${relative(workspace.root, folder)}/`];
  return entries
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listAll(path) : [relative(workspace.root, path)];
    })
    .sort();
}

function read(path: string): string {
  return readFileSync(join(workspace.root, path), 'utf8');
}

function readJson(path: string): unknown {
  return JSON.parse(read(path));
}

const BOTH_SIDES = [
  'README.md',
  'flags.ts',
  'index.ts',
  'interface.ts',
  'interface.yaml',
  'package.json',
  'provides.ts',
  'requires.ts',
  'schema.ts',
  'schemas/provider.json',
  'schemas/requirer.json',
  'test/shop-db.test.ts',
];

describe('charm create interface', () => {
  it('makes a package with both sides in the workspace, and tells what to do next', async () => {
    const before = listAll();
    mkdirSync(join(cwd, 'layers/shop/lib'));
    cwd = join(cwd, 'layers/shop/lib');
    writeFileSync(join(cwd, 'x'), '');
    const { code, output, problems } = await create('shop-db');
    expect(problems).toBe('');
    expect(code).toBe(0);
    expect(listAll().filter((path) => !before.includes(path))).toEqual([
      ...BOTH_SIDES.map((path) => `interfaces/shop-db/${path}`),
      'layers/shop/lib/x',
    ]);
    const parts = output.split('\n\n');
    expect(parts.filter((part) => !part.startsWith(' '))).toEqual([
      ['../../../interfaces/shop-db  interface-shop-db', ...BOTH_SIDES].join('\n  '),
      expect.stringMatching(
        new RegExp(
          [
            '^Next, in ../../..:',
            '  npm install  .*# lets charms find it by its name',
            '  npm install --save-dev .*fast-check jest typescript  # compiles and tests it',
            '  npx jest interfaces/shop-db  .*# runs its tests',
            '  npx charm schema interfaces/shop-db  # after each change of schema.ts$',
          ].join('\n'),
        ),
      ),
      'The project has no tsconfig.json yet. This one will do:',
      'The project has no jest.config.mjs yet. This one will do:',
      expect.stringMatching(/^The protocol is a sample.*\n.* includes interface:shop-db\.\n$/),
    ]);
  });

  it('makes one among peers', async () => {
    expect((await create('shop-db', '--peers')).code).toBe(0);
    const files = BOTH_SIDES.filter((path) => !/provide|require/.test(path));
    expect(listAll(join(cwd, 'interfaces'))).toEqual(
      [...files, 'peers.ts', 'schemas/peer.json']
        .map((path) => `interfaces/shop-db/${path}`)
        .sort(),
    );
    expect(read('interfaces/shop-db/index.ts')).toContain("export * from './peers.ts';");
  });

  it('leaves nothing to fill in, and no trace of how it was made', async () => {
    await create('shop-db');
    await create('ring', '--peers');
    const files = listAll(join(cwd, 'interfaces'));
    expect(files).toContain('interfaces/ring/test/ring.test.ts');
    expect(files.filter((path) => /\{\{|\}\}/.test(path + read(path)))).toEqual([]);
    expect(read('interfaces/ring/README.md')).toMatch(/^# ring\n\nWhere /);
    expect(readdirSync(join(cwd, 'interfaces'))).toEqual(['ring', 'shop-db']);
  });

  it('writes schemas as "charm schema" would', async () => {
    await create('shop-db');
    await create('ring', '--peers');
    const { code, output } = await charm('schema', '--check');
    expect(output.match(/unchanged/g)).toHaveLength(3);
    expect(code).toBe(0);
    expect(readJson('interfaces/shop-db/schemas/provider.json')).toMatchObject({
      properties: { unit: { properties: { port: { type: 'string' } } } },
    });
  });

  it('needs no linking and no settings where there are some', async () => {
    workspace.write({ 'tsconfig.json': '{}', 'jest.config.js': '' });
    const scoped = ['@reactive-charms/testing', '@swc/core', '@swc/jest', '@types/jest'];
    for (const tool of [...scoped, '@types/node', 'fast-check']) {
      mkdirSync(join(cwd, 'node_modules', tool), { recursive: true });
    }
    for (const tool of ['jest', 'typescript']) mkdirSync(join(cwd, 'node_modules', tool));
    const { output } = await create('shop-db');
    expect(output).not.toMatch(/save-dev|This one will do/);
  });
});

describe('the package.json of a new interface', () => {
  it('is like its neighbours', async () => {
    const scripts = { prepack: 'false' };
    workspace.write({
      'package.json': rootPackage({ license: 'MIT' }),
      'interfaces/http/package.json': { name: '@acme/interface-http', scripts },
    });
    await create('db');
    expect(readJson('interfaces/db/package.json')).toEqual({
      name: '@acme/interface-db',
      version: '0.1.0',
      private: true,
      description: expect.stringMatching(/^Where a database server listens/),
      license: 'MIT',
      type: 'module',
      scripts,
      exports: { '.': './index.ts', './schemas/*.json': './schemas/*.json' },
      dependencies: { '@reactive-charms/reactive': '0.1.0' },
    });
  });

  it('asks for an engine that was installed, so that a charm gets no second one', async () => {
    const source = join(REPOSITORY, 'layers/reactive/lib/index.ts');
    workspace.write(engineIn('project', `export * from '${source}';`));
    expect((await create('db', '--output-dir', 'project', '--scope', '@db-makers')).problems).toBe(
      '',
    );
    const found = readJson('project/db/package.json');
    expect(found).toMatchObject({
      name: '@db-makers/interface-db',
      peerDependencies: { '@reactive-charms/reactive': '^1.2.3' },
    });
    expect(found).not.toHaveProperty('dependencies');
  });
});

describe('a new interface', () => {
  /** Where the builder finds interface:db, as `charm build --plan` says it. */
  const findIt = async (): Promise<string> => {
    workspace.write({
      'layers/shop/layer.yaml': { includes: ['interface:db'] },
      'layers/shop/metadata.yaml': { name: 'shop', summary: 's', description: 'd' },
    });
    return (await charm('proof', 'layers/shop')).output;
  };

  it('is found in its workspace', async () => {
    expect(await findIt()).toMatch(/interface 'db' was not found/);
    await create('db');
    expect(await findIt()).not.toMatch(/not found/);
  });

  it.each([[[]], [['--scope', '@acme']]])(
    'is found where npm has linked it, made with %j',
    async (argv) => {
      await create('db', '--output-dir', 'packages', ...argv);
      const { name } = Object(readJson('packages/db/package.json'));
      expect(await findIt()).toMatch(/interface 'db' was not found/);
      mkdirSync(join(cwd, 'node_modules', name, '..'), { recursive: true });
      symlinkSync(join(cwd, 'packages/db'), join(cwd, 'node_modules', name));
      expect(await findIt()).not.toMatch(/not found/);
    },
  );

  it('becomes a member of the workspace by npm where no pattern has its folder', async () => {
    const { output } = await create('db', '--output-dir', 'packages');
    expect(output).toMatch(/^ {2}npm pkg set 'workspaces\[\]=packages\/\*' .*\n {2}npm install /m);
  });

  it('lies in interfaces/ outside of a workspace, to be installed from there', async () => {
    workspace.write({ 'package.json': { name: 'shop' } });
    const { output } = await create('db');
    expect(existsSync(join(cwd, 'interfaces/db/schema.ts'))).toBe(true);
    expect(output).toMatch(/^ {2}npm install .\/interfaces\/db /m);
    cwd = join(cwd, 'layers');
    const { output: other } = await create('db', '--output-dir', '../more');
    expect(other).toMatch(/^Next:\n {2}npm install ..\/more\/db /m);
  });
});

describe('a new interface that cannot be made', () => {
  it.each<[string, string[], RegExp]>([
    [
      'an upper-case letter in its name',
      ['My_DB'],
      /'My_DB' is no name of .*\n.* for example 'my_db'/,
    ],
    ['a path as its name', ['interfaces/db'], /no name .*\n.* for example 'interfaces-db'/],
    ['a digit first in its name', ['3scale'], /no name .*\n.* a letter first, for example 'scale'/],
    ['a name of hyphens', ['--', '--'], /'--' is no name .*\n.* a letter first\n/],
    ['a hyphen at the end of its name', ['db-'], /'db-' is no name .*\n.* for example 'db'/],
    ['the name of Juju', ['juju'], /'juju' is reserved for Juju \[INTERFACE_RESERVED]/],
    ['a name that Juju keeps', ['juju-db'], /'juju-db' is reserved for Juju/],
    [
      'the name of a package',
      ['interface-db'],
      /'interface-db' says twice .*\n.*write 'db'; the p/,
    ],
    ['a bad scope', ['db', '--scope', 'acme'], /'acme' is no npm scope .*\n.* as @acme/],
    ['a long name', ['d'.repeat(210)], /more than 214 characters/],
    ['an unknown option', ['db', '--peer'], /Unknown option '--peer'/],
  ])('with %s is refused, and nothing is written', async (_, argv, words) => {
    const before = listAll();
    const { code, output, problems } = await create(...argv);
    expect([code, output]).toEqual([1, '']);
    expect(problems).toMatch(words);
    expect(listAll()).toEqual(before);
  });

  it('tells all that is wrong at once', async () => {
    workspace.write({ 'package.json': { name: 'shop' } });
    cwd = join(cwd, 'layers');
    const { problems } = await create('DB', '--scope', '@', '--output-dir', '/proc/1/interfaces');
    expect(problems.match(/\[[A-Z_]+\]/g)).toEqual([
      '[INTERFACE_BAD_NAME]',
      '[PACKAGE_BAD_NAME]',
      '[ENGINE_NOT_INSTALLED]',
    ]);
  });

  it('needs a folder that is empty or not there', async () => {
    workspace.write({ 'interfaces/db/.keep': '', 'interfaces/mysql': 'a file' });
    const before = listAll();
    expect((await create('db')).problems).toMatch(/interfaces\/db is there already and not empty/);
    expect((await create('mysql')).problems).toMatch(/interfaces\/mysql is a file/);
    expect((await create('x', '--output-dir', 'interfaces/mysql')).problems).toMatch(
      /interfaces\/mysql\/x cannot be written: .*\[INTERFACE_NOT_WRITTEN]/,
    );
    expect(listAll()).toEqual(before);
    mkdirSync(join(cwd, 'interfaces/redis'));
    expect((await create('redis')).code).toBe(0);
  });

  it('leaves no folder behind where the engine is broken', async () => {
    workspace.write(engineIn('project', `throw new Error('no engine');`));
    const before = listAll();
    const { code, problems } = await create('db', '--output-dir', 'project/deep/interfaces');
    expect(code).toBe(1);
    expect(problems).toMatch(/importing the interface fails: no engine \[INTERFACE_FAILS]/);
    expect(listAll()).toEqual(before);
  });
});

describe('charm create', () => {
  it.each<[string[], RegExp]>([
    [[], /charm create needs to know what to create .*\n.*"charm create interface NAME"/],
    [['interface'], /needs the name of the interface .*\n.*"charm create interface NAME"/],
    [['db'], /makes interfaces, not 'db' .*\n.*"charm create interface db"/],
    [['interfaces', 'db'], /not 'interfaces' .*\n.*"charm create interface db"/],
    [['interfaec'], /not 'interfaec' .*\n.*"charm create interface NAME"/],
    [['interface', 'db', 'http'], /takes one name, not 2 /],
  ])('with %j explains itself', async (argv, words) => {
    const { code, problems } = await charm('create', ...argv);
    expect(code).toBe(1);
    expect(problems).toMatch(words);
    expect(existsSync(join(cwd, 'interfaces'))).toBe(false);
  });

  it('has help', async () => {
    expect((await charm('help')).output).toMatch(/^ {2}charm create interface NAME {2}/m);
    const { output } = await charm('create', '--help');
    for (const option of ['--peers', '--output-dir', '--scope']) expect(output).toContain(option);
  });
});
