import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import { Findings } from '../src/findings.ts';
import { sha256Of } from '../src/generate/build-manifest.ts';
import { build, buildFiles, mistakesOf, NODE } from './support/build.ts';
import { TINY_CHARM } from './support/tiny-charm.ts';
import { makeWorkspace, type Workspace } from './support/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(TINY_CHARM);
});

afterEach(() => workspace.remove());

const HOOKS = 18;

describe('the archive', () => {
  it('lies in build/charms of the workspace under the name of the charm', async () => {
    const built = await build(workspace);
    expect(built.archive).toBe(join(workspace.root, 'build/charms/wordpress.charm'));
    expect(built.size).toBe(statSync(built.archive).size);
    const elsewhere = await build(workspace, { outputDirectory: 'out' });
    expect(elsewhere.archive).toBe(join(workspace.root, 'out/wordpress.charm'));
  });

  it('B1 holds all that Juju and the charm need, and no sources', async () => {
    const files = await buildFiles(workspace);
    const paths = [...files.keys()].filter((path) => !path.startsWith('hooks/'));
    expect(paths).toEqual([
      '.build.manifest',
      'LICENSE',
      'actions.yaml',
      'bin/charms.reactive',
      'bin/reactive',
      'charm-code.js',
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
    const files = await buildFiles(workspace);
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
    const files = await buildFiles(workspace);
    expect(files.get('hooks/start')).toEqual({ text: 'own start', mode: 0o755 });
    expect(files.get('hooks/stop')).toEqual({ text: 'own stop', mode: 0o644 });
    expect(files.get('hooks/install')?.mode).toBe(0o755);
  });

  it('B31 has no stub for a hook that a layer ignores', async () => {
    workspace.write({
      'layers/base/hooks/start': 'x',
      'layers/wordpress/layer.yaml': 'includes: [layer:base]\nignore: [hooks/start]\n',
    });
    const files = await buildFiles(workspace);
    expect(files.has('hooks/start')).toBe(false);
    expect(files.has('hooks/stop')).toBe(true);
  });

  it('keeps exec bits where they belong', async () => {
    const files = await buildFiles(workspace);
    const executable = [...files].filter(([, { mode }]) => mode === 0o755).map(([path]) => path);
    expect(executable.filter((path) => !path.startsWith('hooks/'))).toEqual([
      'bin/charms.reactive',
      'bin/reactive',
      'charm.cjs',
      'dispatch',
      'files/run',
    ]);
    expect(files.get('metadata.yaml')?.mode).toBe(0o644);
  });

  it('names the bases of the topmost layer that has any', async () => {
    const files = await buildFiles(workspace);
    expect(files.get('manifest.yaml')?.text).toBe(
      'bases:\n  - name: ubuntu\n    channel: "24.04"\n',
    );
  });

  it('carries the runtime, its licence and its architecture', async () => {
    const files = await buildFiles(workspace, { architecture: 'amd64' });
    expect(files.get('runtime/node')).toEqual({ text: NODE.toString(), mode: 0o755 });
    expect(files.get('runtime/LICENSE')?.text).toBe('free');
    expect(files.get('manifest.yaml')?.text).toContain('architectures:\n      - amd64\n');
  });

  it('signs every file with its owner, kind and SHA-256', async () => {
    const files = await buildFiles(workspace, { architecture: 'amd64' });
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
    const files = await buildFiles(workspace);
    const last = files.get('dispatch')?.text.trimEnd().split('\n').at(-1) ?? '';
    const word = last.split(' ').at(-1) ?? '';
    expect(word).toBe('./charm.cjs');
    expect(files.get(word.slice(2))?.mode).toBe(0o755);
  });
});

describe('building again', () => {
  it('gives the same bytes for the same sources, wherever they lie', async () => {
    const first = readFileSync((await build(workspace, { architecture: 'amd64' })).archive);
    const other = makeWorkspace(TINY_CHARM);
    try {
      utimesSync(join(other.root, 'layers/wordpress/files/run'), 1e9, 1e9);
      const built = await build(workspace, { architecture: 'amd64', cwd: other.root });
      expect(readFileSync(built.archive).equals(first)).toBe(true);
    } finally {
      other.remove();
    }
  });

  it('leaves an archive alone that is the same already', async () => {
    const { archive, unchanged } = await build(workspace);
    expect(unchanged).toBe(false);
    const before = statSync(archive).mtimeMs;
    expect((await build(workspace)).unchanged).toBe(true);
    expect(statSync(archive).mtimeMs).toBe(before);
    writeFileSync(join(workspace.root, 'layers/wordpress/files/data.txt'), 'other\n');
    expect((await build(workspace)).unchanged).toBe(false);
  });

  it('takes the time of all members from SOURCE_DATE_EPOCH', async () => {
    const first = readFileSync((await build(workspace)).archive);
    const { archive } = await build(workspace, {
      environment: { SOURCE_DATE_EPOCH: '1700000000' },
    });
    expect(readFileSync(archive).equals(first)).toBe(false);
    await expect(build(workspace, { environment: { SOURCE_DATE_EPOCH: 'now' } })).rejects.toThrow(
      DiagnosticsError,
    );
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
    expect((await mistakesOf(workspace, files)).map((finding) => finding.code)).toContain(code);
  });

  it('B3 is no metadata.yaml anywhere', async () => {
    workspace.write({ 'layers/bare/layer.yaml': 'includes: [layer:base]\n' });
    await expect(build(workspace, { directory: 'layers/bare' })).rejects.toThrow(
      /METADATA_MISSING/,
    );
  });

  it('is everything at once, sorted, with the places in the layers', async () => {
    const found = await mistakesOf(workspace, {
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
    await expect(build(workspace)).rejects.toThrow(/OPTIONS_UNKNOWN_LAYER/);
    const findings = new Findings();
    await build(workspace, { force: true }, findings);
    expect(findings.hasErrors).toBe(true);
  });
});
