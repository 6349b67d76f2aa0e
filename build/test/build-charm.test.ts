import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { DiagnosticsError } from '@reactive-charms/juju';
import { crc32 } from '../src/archive/crc32.ts';
import { buildCharm, type BuildOptions, type BuiltCharm } from '../src/build-charm.ts';
import { Findings } from '../src/findings.ts';
import { sha256Of } from '../src/generate/build-manifest.ts';
import type { Runtime } from '../src/runtime/fetch-runtime.ts';
import { unpackZip, type UnpackedFile } from './support/unpack-zip.ts';
import { TINY_CHARM } from './support/tiny-charm.ts';
import { makeWorkspace, type Files, type Workspace } from './support/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(TINY_CHARM);
});

afterEach(() => workspace.remove());

const NODE = Buffer.from('not really Node.js\n'.repeat(9));
const runtime: Runtime = {
  version: '1.2.3',
  node: { data: deflateRawSync(NODE), method: 8, crc: crc32(NODE), size: NODE.length },
  sha256: sha256Of(NODE),
  license: Buffer.from('free'),
};

function build(
  more: Partial<BuildOptions> = {},
  findings: Findings = new Findings(),
): Promise<BuiltCharm> {
  const options: BuildOptions = {
    directory: 'layers/wordpress',
    cwd: workspace.root,
    environment: {},
    runtime: () => Promise.resolve(runtime),
    ...more,
  };
  return buildCharm(options, findings);
}

async function buildFiles(
  more: Partial<BuildOptions> = {},
): Promise<ReadonlyMap<string, UnpackedFile>> {
  const { archive } = await build(more);
  return unpackZip(readFileSync(archive));
}

async function mistakesOf(files: Files): Promise<DiagnosticsError['diagnostics']> {
  workspace.write(files);
  const error: unknown = await build().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DiagnosticsError) return error.diagnostics;
  throw new Error(`expected a user's mistake, got ${String(error)}`);
}

const HOOKS = 18;

describe('the archive', () => {
  it('lies in build/charms of the workspace under the name of the charm', async () => {
    const built = await build();
    expect(built.archive).toBe(join(workspace.root, 'build/charms/wordpress.charm'));
    expect(built.size).toBe(statSync(built.archive).size);
    const elsewhere = await build({ outputDirectory: 'out' });
    expect(elsewhere.archive).toBe(join(workspace.root, 'out/wordpress.charm'));
  });

  it('B1 holds all that Juju and the charm need, and no sources', async () => {
    const files = await buildFiles();
    const paths = [...files.keys()].filter((path) => !path.startsWith('hooks/'));
    expect(paths).toEqual([
      '.build.manifest',
      'LICENSE',
      'actions.yaml',
      'bin/reactive',
      'charm.cjs',
      'config.yaml',
      'dispatch',
      'files/data.txt',
      'files/run',
      'layer.yaml',
      'manifest.yaml',
      'metadata.yaml',
      'version',
    ]);
    expect(files.get('version')?.text).toBe('3.2.1\n');
  });

  it('B1 has a stub for every hook that Juju knows (a difference: more than the standard ten)', async () => {
    const files = await buildFiles();
    const hooks = [...files.keys()].filter((path) => path.startsWith('hooks/'));
    expect(hooks).toContain('hooks/install');
    expect(hooks).toContain('hooks/secret-changed');
    expect(hooks).toContain('hooks/db-relation-broken');
    expect(hooks).toHaveLength(HOOKS + 2 * 5);
  });

  it('B2 keeps hooks that a layer provides, with their modes', async () => {
    workspace.write({
      'layers/base/hooks/start': { text: 'own start', mode: 0o755 },
      'layers/wordpress/hooks/stop': { text: 'own stop', mode: 0o644 },
    });
    const files = await buildFiles();
    expect(files.get('hooks/start')).toEqual({ text: 'own start', mode: 0o755 });
    expect(files.get('hooks/stop')).toEqual({ text: 'own stop', mode: 0o644 });
    expect(files.get('hooks/install')?.mode).toBe(0o755);
  });

  it('B31 has no stub for a hook that a layer ignores', async () => {
    workspace.write({
      'layers/base/hooks/start': 'x',
      'layers/wordpress/layer.yaml': 'includes: [layer:base]\nignore: [hooks/start]\n',
    });
    const files = await buildFiles();
    expect(files.has('hooks/start')).toBe(false);
    expect(files.has('hooks/stop')).toBe(true);
  });

  it('keeps exec bits where they belong', async () => {
    const files = await buildFiles();
    const executable = [...files].filter(([, { mode }]) => mode === 0o755).map(([path]) => path);
    expect(executable.filter((path) => !path.startsWith('hooks/'))).toEqual([
      'bin/reactive',
      'charm.cjs',
      'dispatch',
      'files/run',
    ]);
    expect(files.get('metadata.yaml')?.mode).toBe(0o644);
  });

  it('names the bases of the topmost layer that has any', async () => {
    const files = await buildFiles();
    expect(files.get('manifest.yaml')?.text).toBe(
      'bases:\n  - name: ubuntu\n    channel: "24.04"\n',
    );
  });

  it('carries the runtime, its licence and its architecture', async () => {
    const files = await buildFiles({ architecture: 'amd64' });
    expect(files.get('runtime/node')).toEqual({ text: NODE.toString(), mode: 0o755 });
    expect(files.get('runtime/LICENSE')?.text).toBe('free');
    expect(files.get('manifest.yaml')?.text).toContain('architectures:\n      - amd64\n');
  });

  it('signs every file with its owner, kind and SHA-256', async () => {
    const files = await buildFiles({ architecture: 'amd64' });
    const manifest: unknown = JSON.parse(files.get('.build.manifest')?.text ?? '');
    const { layers, signatures } = Object(manifest);
    expect(layers).toEqual([
      { rev: '3.2.1', url: 'layer:base' },
      { rev: '3.2.1', url: 'wordpress' },
      { rev: '3.2.1', url: 'interface:mysql' },
    ]);
    expect(Object.keys(signatures)).toEqual([...files.keys()]);
    const sha = (path: string): string => sha256Of(Buffer.from(files.get(path)?.text ?? ''));
    expect(signatures['files/data.txt']).toEqual(['wordpress', 'static', sha('files/data.txt')]);
    expect(signatures['metadata.yaml']).toEqual(['wordpress', 'dynamic', sha('metadata.yaml')]);
    expect(signatures['runtime/node']).toEqual(['build', 'build', sha('runtime/node')]);
    expect(signatures['.build.manifest']).toEqual(['build', 'dynamic', 'unchecked']);
  });

  it("ends dispatch in a member that is executable, as charmcraft's linter wants", async () => {
    const files = await buildFiles();
    const last = files.get('dispatch')?.text.trimEnd().split('\n').at(-1) ?? '';
    const word = last.split(' ').at(-1) ?? '';
    expect(word).toBe('./charm.cjs');
    expect(files.get(word.slice(2))?.mode).toBe(0o755);
  });
});

describe('building again', () => {
  it('gives the same bytes for the same sources, wherever they lie', async () => {
    const first = readFileSync((await build({ architecture: 'amd64' })).archive);
    const other = makeWorkspace(TINY_CHARM);
    try {
      utimesSync(join(other.root, 'layers/wordpress/files/run'), 1e9, 1e9);
      const built = await build({ architecture: 'amd64', cwd: other.root });
      expect(readFileSync(built.archive).equals(first)).toBe(true);
    } finally {
      other.remove();
    }
  });

  it('leaves an archive alone that is the same already', async () => {
    const { archive, unchanged } = await build();
    expect(unchanged).toBe(false);
    const before = statSync(archive).mtimeMs;
    expect((await build()).unchanged).toBe(true);
    expect(statSync(archive).mtimeMs).toBe(before);
    writeFileSync(join(workspace.root, 'layers/wordpress/files/data.txt'), 'other\n');
    expect((await build()).unchanged).toBe(false);
  });

  it('takes the time of all members from SOURCE_DATE_EPOCH', async () => {
    const first = readFileSync((await build()).archive);
    const { archive } = await build({ environment: { SOURCE_DATE_EPOCH: '1700000000' } });
    expect(readFileSync(archive).equals(first)).toBe(false);
    await expect(build({ environment: { SOURCE_DATE_EPOCH: 'now' } })).rejects.toThrow(
      DiagnosticsError,
    );
  });
});

describe('the code', () => {
  it('leaves out what nothing uses', async () => {
    const { code } = await build();
    const own = Object.values(code).reduce((sum, bytes) => sum + bytes, 0);
    expect(Object.keys(code)).toContain('layers/wordpress/reactive/wordpress.ts');
    expect(own).toBeLessThan(4_000);
  });

  it('reports a mistake in the code with its place', async () => {
    const found = await mistakesOf({
      'layers/wordpress/reactive/wordpress.ts': "import { x } from './gone.ts';\nx();\n",
    });
    expect(found).toMatchObject([
      {
        code: 'BUNDLE_FAILED',
        place: { file: 'layers/wordpress/reactive/wordpress.ts', line: 1, column: 19 },
      },
    ]);
  });

  it('reports a module without a layer', async () => {
    const found = await mistakesOf({ 'layers/wordpress/reactive/wordpress.ts': 'export {};\n' });
    expect(found).toMatchObject([
      { code: 'LAYER_NO_EXPORT', place: { file: 'layers/wordpress/reactive/wordpress.ts' } },
    ]);
  });

  it('reports a mistake in a template with its line', async () => {
    const found = await mistakesOf({
      'layers/wordpress/templates/site.conf.hbs': 'a\n{{ ) }}\n',
      'layers/wordpress/reactive/wordpress.ts':
        "import site from '../templates/site.conf.hbs';\nexport const layer = { name: site };\n",
    });
    expect(found).toMatchObject([
      { place: { file: 'layers/wordpress/templates/site.conf.hbs', line: 2 } },
    ]);
  });

  it('B37 warns about interfaces without use and endpoints without a class', async () => {
    workspace.write({
      'layers/wordpress/layer.yaml': {
        includes: ['layer:base', 'interface:mysql', 'interface:cache'],
      },
      'interfaces/cache/interface.yaml': {},
    });
    const findings = new Findings();
    await build({}, findings);
    expect(findings.all.map(({ code }) => code).sort()).toEqual([
      'INTERFACE_NO_CLASS',
      'INTERFACE_UNUSED',
    ]);
  });

  it('refreshes the generated types of the layer', async () => {
    await build();
    const types = readFileSync(join(workspace.root, 'layers/wordpress/generated/charm.ts'), 'utf8');
    expect(types).toContain(
      "import type { Requires as MysqlRequires } from '@fixture/interface-mysql';",
    );
    expect(types).toContain("import type { Endpoint } from '@fixture/base';");
  });
});

describe('what stops a build', () => {
  it.each([
    [
      'no bases',
      {
        'layers/base/layer.yaml': 'entry: lib/main.ts\n',
        'layers/wordpress/layer.yaml': 'includes: [layer:base]\n',
      },
      'BASES_MISSING',
    ],
    [
      'a bad base',
      { 'layers/wordpress/layer.yaml': 'includes: [layer:base]\nbases: [ubuntu]\n' },
      'BASES_BAD',
    ],
    ['no entry', { 'layers/wordpress/layer.yaml': 'bases: [ubuntu@22.04]\n' }, 'ENTRY_MISSING'],
  ])('is %s', async (_, files, code) => {
    expect((await mistakesOf(files)).map((finding) => finding.code)).toContain(code);
  });

  it('B3 is no metadata.yaml anywhere', async () => {
    workspace.write({ 'layers/bare/layer.yaml': 'includes: [layer:base]\n' });
    await expect(build({ directory: 'layers/bare' })).rejects.toThrow(/METADATA_MISSING/);
  });

  it('is everything at once, sorted, with the places in the layers', async () => {
    const found = await mistakesOf({
      'layers/base/config.yaml': 'options:\n  size:\n    type: int\n',
      'layers/wordpress/config.yaml': 'options:\n  size:\n    default: big\n',
      'layers/wordpress/metadata.yaml':
        'name: wordpress\nsummary: s\nprovides:\n  juju-web:\n    interface: http\n',
    });
    const errors = found.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ place }) => `${place?.file}:${place?.line}`)).toEqual(
      errors.map(({ place }) => `${place?.file}:${place?.line}`).sort(),
    );
    expect(errors.map(({ place }) => [place?.file, place?.line])).toEqual(
      expect.arrayContaining([
        ['layers/wordpress/config.yaml', 3],
        ['layers/wordpress/metadata.yaml', 4],
      ]),
    );
  });

  it('does not stop with force, when Juju would refuse the charm', async () => {
    workspace.write({
      'layers/wordpress/layer.yaml':
        'includes: [layer:base]\noptions: {bsae: {}}\nbases: [ubuntu@22.04]\n',
    });
    await expect(build()).rejects.toThrow(/OPTIONS_UNKNOWN_LAYER/);
    const findings = new Findings();
    await build({ force: true }, findings);
    expect(findings.hasErrors).toBe(true);
  });
});

describe('a built charm', () => {
  function runIn(folder: string, argv: readonly string[], environment: NodeJS.ProcessEnv): unknown {
    const [program = '', ...args] = argv;
    const { stdout, stderr, status } = spawnSync(join(folder, program), args, {
      cwd: '/',
      env: { PATH: `${join(process.execPath, '..')}:/usr/bin:/bin`, ...environment },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout);
  }

  it.each([
    ['no Node.js', undefined, /there is no node on PATH/],
    ['an old Node.js', 'exit 1', /needs Node.js 20 or later; .*bin\/node is older/],
  ])('says so when it carries none and the unit has %s', async (_, node, message) => {
    const dispatch = (await buildFiles()).get('dispatch') ?? { text: '', mode: 0 };
    workspace.write({
      'unit/dispatch': dispatch,
      'unit/bin/other': '',
      ...(node === undefined
        ? {}
        : { 'unit/bin/node': { text: `#!/bin/sh\n${node}\n`, mode: 0o755 } }),
    });
    const folder = join(workspace.root, 'unit');
    const { status, stderr } = spawnSync('/bin/sh', [join(folder, 'dispatch')], {
      env: { PATH: '/nowhere' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('runs dispatch, hooks and the reactive command from wherever it is unpacked', async () => {
    const files = await buildFiles();
    const below = Object.fromEntries([...files].map(([path, file]) => [`unit/${path}`, file]));
    workspace.write(below);
    const folder = join(workspace.root, 'unit');
    const told = runIn(folder, ['dispatch'], { JUJU_DISPATCH_PATH: 'hooks/install' });
    expect(told).toMatchObject({
      name: 'wordpress',
      layers: ['wordpress'],
      endpoints: { db: 'requires mysql' },
      metadata: {
        name: 'wordpress',
        endpoints: {
          db: { role: 'requires', interface: 'mysql' },
          website: { role: 'provides', interface: 'http' },
        },
      },
      options: { port: { type: 'int', default: 80, description: 'Port.' } },
      actions: { ping: { description: 'Answers.' } },
      run: 'hooks/install',
      args: [],
      cwd: folder,
      path: join(folder, 'bin'),
    });
    expect(runIn(folder, ['hooks/start'], {})).toMatchObject({ run: 'hooks/start', cwd: folder });
    const command = ['bin/reactive', 'flags', 'a b'];
    expect(runIn(folder, command, {})).toMatchObject({ args: ['reactive', 'flags', 'a b'] });
  });
});
