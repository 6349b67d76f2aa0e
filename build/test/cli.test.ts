import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../src/cli.ts';
import { runCharm, type Outcome } from './support/run-charm.ts';
import { TINY_CHARM } from './support/tiny-charm.ts';
import { makeWorkspace, type Workspace } from './support/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(TINY_CHARM);
});

afterEach(() => workspace.remove());

function charm(...argv: string[]): Promise<Outcome> {
  return runCharm(workspace.root, ...argv);
}

const BUILD = ['build', 'layers/wordpress', '--runtime', 'system'];

/** Endpoint website has an interface that the fixture does not include. */
const PLAIN_ENDPOINT = `warning: endpoint 'website' is a plain Endpoint: interface:http is not included [INTERFACE_NO_CLASS]
  fix: add interface:http to the includes
`;

describe('charm build', () => {
  it('says where each layer was found, and what it made', async () => {
    const { code, output, problems } = await charm(...BUILD);
    expect(code).toBe(0);
    expect(problems).toBe(PLAIN_ENDPOINT);
    expect(output).toMatch(
      new RegExp(
        [
          'wordpress from layers/wordpress',
          '  layer:base       layers/base       workspace',
          '  wordpress        layers/wordpress  command line',
          '  interface:mysql  interfaces/mysql  workspace',
          'build/charms/wordpress.charm  \\(\\d+ kB, 43 files\\)',
          '',
        ].join('\n'),
      ),
    );
    expect((await charm(...BUILD)).output).toContain('wordpress.charm  (unchanged, ');
  });

  it('prints the plan and builds nothing', async () => {
    const { output } = await charm('build', 'layers/wordpress', '--plan');
    expect(output).toContain('config.yaml     config    wordpress\n');
    expect(output).toContain('layer.yaml      layer     layer:base + wordpress\n');
    expect(existsSync(join(workspace.root, 'build'))).toBe(false);
  });

  it('speaks JSON', async () => {
    const built: unknown = JSON.parse((await charm(...BUILD, '--format', 'json')).output);
    expect(built).toMatchObject([
      {
        charm: 'wordpress',
        unchanged: false,
        files: 43,
        layers: [{ layer: 'layer:base' }, {}, {}],
      },
    ]);
    const plan: unknown = JSON.parse((await charm(...BUILD, '--plan', '--format=json')).output);
    expect(plan).toMatchObject([{ dropped: [], layers: [{}, {}, {}] }]);
  });

  it.each([
    ['a missing layer', 'includes: [layer:bsae]\n', 'layer.yaml:1:12: error: layer '],
    ['broken YAML', 'includes: [layer:base\n', 'layer.yaml:1:22: error: broken YAML: '],
    ['a circle', 'includes: [layer:wordpress]\n', 'layer.yaml:1:12: error: layers include each'],
  ])('shows %s with its place and without a stack', async (_, layer, message) => {
    workspace.write({ 'layers/wordpress/layer.yaml': layer });
    const { code, output, problems } = await charm(...BUILD);
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(problems).toContain(`layers/wordpress/${message}`);
    expect(problems).toContain('includes: [layer:');
    expect(problems).not.toMatch(/^ +at /m);
  });

  it.each([
    [['build', '--runtime', 'deno'], "--runtime is embedded or system, not 'deno'"],
    [['build', '--arch', 'vax'], "--arch is one of amd64, arm64, s390x, ppc64el, not 'vax'"],
    [['build', '--format', 'xml'], "--format is text or json, not 'xml'"],
    [['build', '--fast'], "Unknown option '--fast'"],
    [['buidl'], "there is no command 'charm buidl'"],
    [['build', 'gone'], 'there is no folder gone'],
  ])('refuses %j', async (argv, message) => {
    const { code, problems } = await charm(...argv);
    expect(code).toBe(1);
    expect(problems).toContain(message);
  });

  it('needs --arch or --runtime system on a machine without a Node.js package', async () => {
    let problems = '';
    const code = await runCli(['build', 'layers/wordpress'], {
      cwd: workspace.root,
      environment: {},
      arch: 'mips',
      write: () => undefined,
      writeError: (text) => {
        problems += text;
      },
    });
    expect(code).toBe(1);
    expect(problems).toContain('--runtime system');
  });
});

describe('charm types', () => {
  const FILE = 'layers/wordpress/generated/charm.ts';

  it('writes, then finds nothing to do, then notices what is stale', async () => {
    const argv = ['types', 'layers/wordpress'];
    expect((await charm(...argv, '--check')).code).toBe(1);
    expect(await charm(...argv)).toEqual({
      code: 0,
      output: `${FILE}  written\n`,
      problems: PLAIN_ENDPOINT,
    });
    expect((await charm(...argv)).output).toBe(`${FILE}  unchanged\n`);
    expect((await charm('types', '--check')).code).toBe(0);
    workspace.write({ 'layers/wordpress/config.yaml': 'options: {}\n' });
    const stale = await charm('types', '--check');
    expect(stale.code).toBe(1);
    expect(stale.problems).toContain(`${FILE}: error: the generated types do not fit`);
    const text = readFileSync(join(workspace.root, FILE), 'utf8');
    expect(text).toContain('readonly port: number;');
  });

  it('writes nothing into a folder that is no layer', async () => {
    const { code, problems } = await charm('types', 'interfaces');
    expect(code).toBe(1);
    expect(problems).toContain('interfaces has no layer.yaml [LAYER_NO_FILE]');
    expect(existsSync(join(workspace.root, 'interfaces', 'generated'))).toBe(false);
  });

  it('serves layers that are no whole charm', async () => {
    workspace.write({ 'layers/base/config.yaml': 'options: {size: {type: int}}\n' });
    expect((await charm('types', 'layers/base')).code).toBe(0);
    const text = readFileSync(join(workspace.root, 'layers/base/generated/charm.ts'), 'utf8');
    expect(text).toContain('readonly size: number | undefined;');
  });
});

describe('charm proof', () => {
  it('exits with 0, 100 or 200, as the charm deserves', async () => {
    workspace.write({ 'layers/wordpress/README.md': 'x', 'layers/wordpress/copyright': 'x' });
    expect(await charm('proof', 'layers/wordpress')).toEqual({ code: 0, output: '', problems: '' });
    workspace.write({ 'layers/wordpress/config.yaml': 'options: {port: {type: int}}\n' });
    const warned = await charm('proof', 'layers/wordpress');
    expect(warned.code).toBe(100);
    expect(warned.output).toContain("warning: option 'port' has no description");
    workspace.write({
      'layers/wordpress/metadata.yaml': 'name: A_B\nsummary: s\ndescription: d\n',
    });
    const failed = await charm('proof', 'layers/wordpress');
    expect(failed.code).toBe(200);
    expect(failed.output).toContain('layers/wordpress/metadata.yaml:1:7: error:');
    expect((await charm('proof', 'gone')).code).toBe(200);
  });
});

describe('charm help', () => {
  it('lists the commands and their options', async () => {
    const { output } = await charm();
    for (const command of ['build', 'types', 'proof']) expect(output).toContain(`charm ${command}`);
    const help = await charm('build', '--help');
    for (const option of ['--output-dir', '--runtime', '--arch', '--plan', '--force']) {
      expect(help.output).toContain(option);
    }
  });
});

const PROGRAM = join(__dirname, '../bin/charm.js');

describe('charm in a place that takes no folders', () => {
  it.each([
    ['an archive', [...BUILD, '--output-dir', '/proc/none/here']],
    ['a runtime', ['build', 'layers/wordpress']],
  ])(
    'comes to an end for %s, and tells why',
    (_, argv) => {
      const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...argv], {
        cwd: workspace.root,
        env: { ...process.env, CHARM_CACHE_DIR: '/proc/none' },
        encoding: 'utf8',
        timeout: 30_000,
        killSignal: 'SIGKILL',
      });
      expect(stderr).toMatch(
        /proc\/none cannot be used: no folder can be made there \[FILE_REFUSED\]/,
      );
      expect(stderr).not.toContain('    at ');
      expect(status).toBe(1);
    },
    40_000,
  );
});

describe('charm before a reader that has seen enough', () => {
  it('still does its work, and tells nothing of it', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'types', 'layers/wordpress'], {
      cwd: workspace.root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let problems = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      problems += text;
    });
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, problems }).toEqual({ code: 0, problems: PLAIN_ENDPOINT });
  });
});
