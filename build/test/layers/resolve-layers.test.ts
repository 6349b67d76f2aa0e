import { join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import { Findings } from '../../src/findings.ts';
import type { LayerStack } from '../../src/layers/layer.ts';
import { resolveLayers } from '../../src/layers/resolve-layers.ts';
import {
  makeWorkspace,
  mergeFixture,
  TOP_METADATA,
  type Files,
  type Workspace,
} from '../support/workspace.ts';

let workspace: Workspace;

function resolveTop(
  files: Files,
  environment: Readonly<Record<string, string>> = {},
): { stack: LayerStack; findings: Findings } {
  workspace.write({ 'layers/top/metadata.yaml': TOP_METADATA, ...files });
  const findings = new Findings();
  const options = { directory: 'layers/top', cwd: workspace.root, environment };
  return { stack: resolveLayers(options, findings), findings };
}

function failure(run: () => unknown): DiagnosticsError {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticsError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

beforeEach(() => {
  workspace = makeWorkspace({});
});

afterEach(() => workspace.remove());

describe('the order of layers', () => {
  const option = (...names: string[]): object =>
    Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  const basic = { 'basic/layer.yaml': { defines: option('o', 'p', 'q') } };

  it('B26 lets layers win over those that they include, and later ones over earlier ones', () => {
    const merged = mergeFixture({
      'top/metadata.yaml': TOP_METADATA,
      'basic/config.yaml': { options: { o: { default: 'basic' }, p: { default: 'basic' } } },
      'a/layer.yaml': { includes: ['layer:basic'] },
      'a/config.yaml': { options: { o: { default: 'a' }, q: { default: 'a' } } },
      'b/layer.yaml': { includes: ['layer:basic'] },
      'b/config.yaml': { options: { p: { default: 'b' }, q: { default: 'b' } } },
      'top/layer.yaml': { includes: ['layer:a', 'layer:b'] },
      ...basic,
    });
    expect(merged.contentOf('config.yaml')).toEqual({
      options: { o: { default: 'a' }, p: { default: 'b' }, q: { default: 'b' } },
    });
    expect(merged.contentOf('layer.yaml')).toMatchObject({
      includes: ['layer:basic', 'layer:a', 'layer:b'],
    });
  });

  it.each([
    ['does not include the other', [], 'basic'],
    ['includes the other', ['layer:basic'], 'a'],
  ])('B26 puts a layer in its place when it %s', (_, includes, winner) => {
    const merged = mergeFixture({
      'top/metadata.yaml': TOP_METADATA,
      'basic/layer.yaml': '{}',
      'basic/x': 'basic',
      'a/layer.yaml': { includes },
      'a/x': 'a',
      'top/layer.yaml': { includes: ['layer:a', 'layer:basic'] },
    });
    expect(merged.contentOf('x')).toBe(winner);
  });

  it('B26 names the circle of layers that include each other (a difference: no crash)', () => {
    const error = failure(() =>
      resolveTop({
        'layers/top/layer.yaml': 'includes:\n  - layer:a\n',
        'layers/a/layer.yaml': 'includes:\n  - layer:b\n',
        'layers/b/layer.yaml': 'includes:\n  - layer:a\n',
      }),
    );
    expect(error.diagnostics).toMatchObject([
      {
        code: 'LAYER_CYCLE',
        text: 'layers include each other in a circle: a → b → a',
        place: { file: join('layers', 'b', 'layer.yaml'), line: 2, column: 5 },
      },
    ]);
  });
});

describe('finding layers', () => {
  const includesBase = { 'layers/top/layer.yaml': { includes: ['layer:base', 'interface:http'] } };

  it('looks in the workspace, then in the paths, then among npm packages', () => {
    const everywhere = {
      ...includesBase,
      'layers/base/layer.yaml': '{}',
      'elsewhere/base/layer.yaml': '{}',
      'elsewhere/interface-http/interface.yaml': '{}',
      'node_modules/@reactive-charms/base/layer.yaml': '{}',
      'node_modules/@reactive-charms/interface-http/interface.yaml': '{}',
    };
    const found = ({ stack }: { stack: LayerStack }): unknown[] =>
      [...stack.layers, ...stack.interfaces].map(({ origin, label }) => [origin, label]);
    const elsewhere = join(workspace.root, 'elsewhere');
    const paths = { LAYER_PATH: `/nowhere:${elsewhere}`, INTERFACE_PATH: elsewhere };
    expect(found(resolveTop(everywhere, paths))).toEqual([
      ['workspace', 'layers/base'],
      ['command line', 'layers/top'],
      ['INTERFACE_PATH', 'elsewhere/interface-http'],
    ]);
    workspace.remove();
    workspace = makeWorkspace({ ...everywhere, 'layers/base/layer.yaml': '{}' });
    expect(found(resolveTop({}))[2]).toEqual([
      'npm',
      'node_modules/@reactive-charms/interface-http',
    ]);
  });

  it('finds npm packages of any scope, those of reactive-charms and of none before others', () => {
    const inScope = (scope: string): Record<string, string> => ({
      [`node_modules/${scope}/interface-http/interface.yaml`]: '{}',
    });
    const origin = (): unknown => {
      const { stack } = resolveTop({ ...includesBase, 'layers/base/layer.yaml': '{}' });
      return stack.interfaces[0]?.label;
    };
    workspace.write({ ...inScope('@zoo'), ...inScope('@acme'), 'node_modules/@acme/base/a': '' });
    expect(origin()).toBe('node_modules/@acme/interface-http');
    workspace.write({ 'node_modules/interface-http/interface.yaml': '{}' });
    expect(origin()).toBe('node_modules/interface-http');
  });

  it('says where a missing layer was looked for and which one may be meant', () => {
    const error = failure(() =>
      resolveTop(
        {
          'layers/top/layer.yaml': 'repo: x\nincludes:\n  - layer:bsae\n  - interface:nothing\n',
          'layers/base/layer.yaml': '{}',
        },
        { LAYER_PATH: '/some/where' },
      ),
    );
    expect(error.diagnostics.map(({ code }) => code)).toEqual([
      'LAYER_NOT_FOUND',
      'LAYER_NOT_FOUND',
    ]);
    const [first] = error.diagnostics;
    expect(first?.place).toMatchObject({ file: 'layers/top/layer.yaml', line: 3, column: 5 });
    expect(first?.text).toBe(
      `layer 'bsae' was not found; looked in ${workspace.root}/layers/bsae (workspace); ` +
        '/some/where/bsae (LAYER_PATH); npm packages @reactive-charms/bsae and bsae, also in other scopes',
    );
    expect(first?.fix).toMatch(/^write layer:base if that is meant/);
  });

  it('takes a reference with a revision by its name and warns', () => {
    const { stack, findings } = resolveTop({
      'layers/top/layer.yaml': { includes: ['layer:base@v2'] },
      'layers/base/layer.yaml': '{}',
    });
    expect(stack.layers.map(({ namespace }) => namespace)).toEqual(['base', 'top']);
    expect(findings.all.map(({ code }) => code)).toEqual(['LAYER_REVISION_IGNORED']);
  });

  it.each([
    ['a reference without prefix', 'includes: [base]\n', 'LAYER_BAD_REFERENCE', 1],
    ['a bare text', 'repo: x\nincludes: layer:base\n', 'LAYER_NOT_A_LIST', 2],
    ['broken YAML', 'repo: x\nincludes: [layer:base\n', 'YAML_SYNTAX', 2],
    ['a duplicate key', 'repo: x\nrepo: y\n', 'YAML_DUPLICATE_KEY', 2],
    ['a list', '- a\n', 'YAML_NOT_A_MAPPING', 1],
  ])('reports %s in layer.yaml with its line', (_, text, code, line) => {
    const error = failure(() => resolveTop({ 'layers/top/layer.yaml': text }));
    expect(error.diagnostics[0]).toMatchObject({
      code,
      place: { file: 'layers/top/layer.yaml', line },
    });
  });

  it('refuses a folder that is not there', () => {
    const options = { directory: 'gone', cwd: workspace.root, environment: {} };
    const error = failure(() => resolveLayers(options, new Findings()));
    expect(error.diagnostics[0]?.code).toBe('LAYER_NO_DIRECTORY');
  });
});
