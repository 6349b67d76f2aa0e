import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, runOwnProgram } from '../support/programs.ts';
import type { Outcome } from '../support/programs.ts';
import { packShellCharm } from './support/shell-charm.ts';

/** Whatever a user gets wrong: one clear message with its place and a way out, and no stack trace. */

/** What a complaint must say. */
interface Complaint {
  /** The file with line and column, where there is a file. */
  readonly place?: string;
  readonly text: RegExp;
  /** What to do; it stands in the text itself where that names all there is to choose from. */
  readonly fix?: RegExp;
}

const SHOP = {
  'layers/shop/layer.yaml': "includes: ['layer:reactive', 'interface:site']\n",
  'layers/shop/metadata.yaml':
    'name: shop\nsummary: A shop.\ndescription: A shop.\nprovides:\n  site:\n    interface: site\n',
  'layers/shop/config.yaml':
    'options:\n  greeting:\n    type: string\n    default: hello\n    description: Says hello.\n',
  'layers/shop/reactive/shop.ts': `import site from '../templates/site.conf.hbs';
import { defineLayer } from '@reactive-charms/reactive';
export const layer = defineLayer('shop', () => void site);
`,
  'layers/shop/templates/site.conf.hbs': 'greeting={{greeting}}\n{{#if open}}open{{/if}}\n',
  'interfaces/site/interface.yaml': 'name: site\nsummary: A site.\nversion: 1\n',
  'package.json': '{"workspaces": ["layers/*", "interfaces/*"]}\n',
};

jest.setTimeout(60_000);

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-input-'));
  const charm = { name: 'tiny', script: 'status-set active\n' };
  await packShellCharm(join(folder, 'tiny.charm'), {
    ...charm,
    metadata: 'provides:\n  site:\n    interface: site\n',
    config: 'options:\n  greeting:\n    type: string\n    default: hello\n  size:\n    type: int\n',
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('charm build', () => {
  it('builds the layer that the tests below break', async () => {
    expect(await buildShop({})).toMatchObject({ code: 0 });
  });

  it.each<[string, Readonly<Record<string, string>>, Complaint]>([
    [
      'a missing layer',
      { 'layer.yaml': "includes:\n  - 'layer:reactve'\n" },
      {
        place: 'layers/shop/layer.yaml:2:5',
        text: /layer 'reactve' was not found; looked in .*npm packages/,
        fix: /layers\/reactve/,
      },
    ],
    [
      'a missing interface',
      { 'layer.yaml': "includes: ['layer:reactive', 'interface:sit']\n" },
      {
        place: 'layers/shop/layer.yaml:1:30',
        text: /interface 'sit' was not found/,
        fix: /interface:site/,
      },
    ],
    [
      'broken YAML in metadata.yaml',
      { 'metadata.yaml': 'name: shop\nsummary: [A shop.\ndescription: A shop.\n' },
      { place: 'layers/shop/metadata.yaml:3:1', text: /broken YAML/, fix: /brackets/ },
    ],
    [
      'broken YAML in config.yaml',
      { 'config.yaml': 'options:\n  greeting: {type: string\n' },
      { place: 'layers/shop/config.yaml:2:26', text: /broken YAML/, fix: /brackets/ },
    ],
    [
      'broken YAML in layer.yaml',
      { 'layer.yaml': 'includes:\n\t- layer:reactive\n' },
      { place: 'layers/shop/layer.yaml:2:1', text: /broken YAML: .*[Tt]ab/, fix: /./ },
    ],
    [
      'an option of an unknown type',
      { 'config.yaml': 'options:\n  greeting:\n    type: txt\n' },
      { place: 'layers/shop/config.yaml:3:11', text: /must be "string", "int", .* found "txt"/ },
    ],
    [
      'a default that does not fit its type',
      { 'config.yaml': 'options:\n  size:\n    type: int\n    default: big\n' },
      {
        place: 'layers/shop/config.yaml:4:14',
        text: /default of option "size" must be of type int, found "big"/,
        fix: /of type int/,
      },
    ],
    [
      'a template with a mistake',
      { 'templates/site.conf.hbs': 'greeting={{greeting}}\n{{#if open}}open{{/each}}\n' },
      {
        place: 'layers/shop/templates/site.conf.hbs:2:1',
        text: /template cannot be compiled: if doesn't match each/,
        fix: /\{\{\.\.\.\}\}/,
      },
    ],
    [
      'a template that does not end',
      { 'templates/site.conf.hbs': 'a\n{{#if open}}\n' },
      { place: 'layers/shop/templates/site.conf.hbs:3:1', text: /too early/, fix: /correct/ },
    ],
  ])('complains about %s', async (_, files, complaint) => {
    expectComplaint(await buildShop(files), complaint);
  });

  it('complains about a folder that is not there, and a command that is none', async () => {
    expectComplaint(await charm('build', 'layers/none'), {
      text: /there is no folder layers\/none/,
      fix: /layer\.yaml/,
    });
    expectComplaint(await charm('biuld'), { text: /no command 'charm biuld'/, fix: /charm build/ });
    expectComplaint(await charm('build', '--runtime', 'sytem', '.'), {
      text: /--runtime is embedded or system, not 'sytem'/,
    });
  });
});

describe('juju-local deploy', () => {
  it.each<[string, string, Complaint]>([
    [
      'broken YAML',
      'applications:\n  tiny: {charm: ./tiny.charm\n',
      { place: 'bundle.yaml:3:1', text: /broken YAML/, fix: /./ },
    ],
    [
      'an unknown key',
      'applications:\n  tiny:\n    charm: ./tiny.charm\n    num_unit: 1\n',
      { place: 'bundle.yaml:4:5', text: /num_unit" is no key of a bundle/, fix: /num_units/ },
    ],
    [
      'a relation with an unknown application',
      'applications:\n  tiny: {charm: ./tiny.charm}\nrelations:\n  - [tiny:site, reader:site]\n',
      { place: 'bundle.yaml:4:5', text: /application "reader", which is not/, fix: /tiny/ },
    ],
    [
      'a relation with an unknown endpoint',
      'applications:\n  tiny: {charm: ./tiny.charm}\n  other: {charm: ./tiny.charm}\nrelations:\n  - [tiny:web, other:site]\n',
      { place: 'bundle.yaml:5:', text: /"tiny" has no endpoint "web"/, fix: /site/ },
    ],
    [
      'a missing charm file',
      'applications:\n  tiny: {charm: ./none.charm}\n',
      {
        place: 'bundle.yaml:2:17',
        text: /not at .*none\.charm/,
        fix: /charm build/,
      },
    ],
    [
      'a charm of the store without overlay',
      'applications:\n  tiny: {charm: mysql, channel: stable}\n',
      { place: 'bundle.yaml:2:17', text: /"mysql" from the store/, fix: /overlay/ },
    ],
    [
      'an unknown option',
      'applications:\n  tiny:\n    charm: ./tiny.charm\n    options:\n      greting: hi\n',
      { place: 'bundle.yaml:5:', text: /no option "greting"/, fix: /greeting/ },
    ],
    [
      'an option of the wrong type',
      'applications:\n  tiny:\n    charm: ./tiny.charm\n    options:\n      size: big\n',
      { place: 'bundle.yaml:5:', text: /option "size" expected int, got "big"/, fix: /./ },
    ],
  ])('complains about %s in a bundle', async (_, bundle, complaint) => {
    await writeFile(join(folder, 'bundle.yaml'), bundle);
    expectComplaint(await juju('deploy', './bundle.yaml'), complaint);
  });

  it('complains about files that are not there, or not what they should be', async () => {
    await writeFile(join(folder, 'note.charm'), 'no archive');
    await writeFile(join(folder, 'good.yaml'), 'applications:\n  tiny: {charm: ./tiny.charm}\n');
    expectComplaint(await juju('deploy', './none.charm'), {
      text: /no charm or bundle at \.\/none\.charm/,
      fix: /charm build/,
    });
    expectComplaint(await juju('deploy', 'mysql'), { text: /no store/, fix: /path/ });
    expectComplaint(await juju('deploy', './note.charm'), {
      place: 'note.charm',
      text: /not a charm archive/,
      fix: /charm build/,
    });
    expectComplaint(await juju('deploy', './good.yaml', '--overlay', 'none.yaml'), {
      text: /none\.yaml: there is no such file/,
      fix: /path/,
    });
  });

  it('complains about a Docker socket that nobody listens on', async () => {
    const outcome = await runOwnProgram(
      'juju-local',
      ['deploy', './tiny.charm', '--containers', 'docker'],
      {
        cwd: folder,
        environment: {
          JUJU_LOCAL_DIR: join(folder, 'no-docker'),
          DOCKER_HOST: 'unix:///nonexistent/docker.sock',
        },
      },
    );
    expectComplaint(outcome, {
      text: /no Docker Engine answers at unix:\/\/\/nonexistent\/docker\.sock/,
      fix: /start Docker, .*--containers stand-in/,
    });
  });
});

describe('commands on a model', () => {
  it('complain when there is no model', async () => {
    for (const command of [['status'], ['config', 'tiny'], ['exec', '--all', '--', 'true']]) {
      const outcome = await runOwnProgram('juju-local', command, {
        cwd: folder,
        environment: { JUJU_LOCAL_DIR: join(folder, 'nowhere') },
      });
      expectComplaint(outcome, { text: /no model in .*nowhere/, fix: /juju-local deploy/ });
    }
  });

  it('complain about names that nobody has', async () => {
    const deployed = await juju('deploy', './tiny.charm', '--containers', 'stand-in');
    expect(deployed.code).toBe(0);
    const cases: readonly [readonly string[], Complaint][] = [
      [['config', 'tny', 'a=b'], { text: /application "tny" not found/, fix: /tiny/ }],
      [['config', 'tiny', 'a=b'], { text: /unknown option "a"/, fix: /greeting/ }],
      [['config', 'tiny', 'size=big'], { text: /option "size" expected int, got "big"/ }],
      [['integrate', 'tiny:db', 'tiny:site'], { text: /no endpoint "db"/, fix: /site/ }],
      [
        ['exec', '--unit', 'tiny/7', '--', 'true'],
        { text: /unit "tiny\/7" not found/, fix: /tiny\/0/ },
      ],
      [['remove-unit', 'tiny/9'], { text: /unit "tiny\/9" not found/, fix: /tiny\/0/ }],
      [['refresh', 'tiny', '--path', './none.charm'], { text: /no charm at/, fix: /charm build/ }],
      [['deplo'], { text: /"deplo" is not a command; did you mean "deploy"/ }],
    ];
    for (const [args, complaint] of cases) expectComplaint(await juju(...args), complaint);
  });
});

/** Builds the shop in a workspace of its own, with some files of the layer replaced. */
async function buildShop(files: Readonly<Record<string, string>>): Promise<Outcome> {
  const workspace = await mkdtemp(join(folder, 'workspace-'));
  const replaced = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`layers/shop/${name}`, text]),
  );
  const all: Readonly<Record<string, string>> = { ...SHOP, ...replaced };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
  await symlink(join(ROOT, 'layers/reactive'), join(workspace, 'layers/reactive'));
  const args = ['build', '--quiet', '--runtime', 'system', '--output-dir', 'out', 'layers/shop'];
  return runOwnProgram('charm', args, { cwd: workspace });
}

async function charm(...args: readonly string[]): Promise<Outcome> {
  return runOwnProgram('charm', args, { cwd: folder });
}

async function juju(...args: readonly string[]): Promise<Outcome> {
  const environment = { JUJU_LOCAL_DIR: join(folder, 'model') };
  return runOwnProgram('juju-local', args, { cwd: folder, environment });
}

function expectComplaint({ code, stdout, stderr }: Outcome, { place, text, fix }: Complaint): void {
  expect(stderr).toMatch(text);
  expect(code).toBeGreaterThan(0);
  expect(code).toBeLessThan(126);
  const errors = stderr.split('\n').filter((line) => /(?:^|: )error: /.test(line));
  expect(errors).toHaveLength(1);
  expect(errors[0]?.startsWith(place ?? '')).toBe(true);
  if (fix !== undefined) expect(stderr).toMatch(new RegExp(`^  fix: .*(?:${fix.source})`, 'm'));
  expect(`${stdout}${stderr}`).not.toMatch(/^ {4}at |node:internal/m);
}
