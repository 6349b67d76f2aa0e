import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Findings } from '../../src/findings.ts';
import { build, mistakesOf } from '../support/build.ts';
import { TINY_CHARM } from '../support/tiny-charm.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(TINY_CHARM);
});

afterEach(() => workspace.remove());

describe('the code', () => {
  it('leaves out what nothing uses', async () => {
    const { code } = await build(workspace);
    const own = Object.values(code).reduce((sum, bytes) => sum + bytes, 0);
    expect(Object.keys(code)).toContain('layers/wordpress/reactive/wordpress.ts');
    expect(own).toBeLessThan(4_000);
  });

  it('reports a mistake in the code with its place', async () => {
    const found = await mistakesOf(workspace, {
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
    const found = await mistakesOf(workspace, {
      'layers/wordpress/reactive/wordpress.ts': 'export {};\n',
    });
    expect(found).toMatchObject([
      { code: 'LAYER_NO_EXPORT', place: { file: 'layers/wordpress/reactive/wordpress.ts' } },
    ]);
  });

  it('reports handlers that stand under another name than that of their layer', async () => {
    workspace.write({
      'layers/stray/layer.yaml': { includes: ['layer:wordpress'] },
      'layers/stray/reactive/astray.ts': "export const layer = { name: 'stray' };\n",
    });
    await expect(build(workspace, { directory: 'layers/stray' })).rejects.toMatchObject({
      diagnostics: [
        { code: 'LAYER_NO_MODULE', place: { file: 'layers/stray/reactive/astray.ts' } },
      ],
    });
  });

  it('reports a mistake in a template with its line', async () => {
    const found = await mistakesOf(workspace, {
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
    await build(workspace, {}, findings);
    expect(findings.all.map(({ code }) => code).sort()).toEqual([
      'INTERFACE_NO_CLASS',
      'INTERFACE_UNUSED',
    ]);
  });

  it('tells of a role that an interface has not which it has', async () => {
    workspace.write({
      'layers/wordpress/metadata.yaml': {
        name: 'wordpress',
        summary: 'A blog.',
        description: 'A blog.',
        peers: { mates: { interface: 'mysql' } },
      },
    });
    const findings = new Findings();
    await build(workspace, {}, findings);
    const found = findings.all.find(({ code }) => code === 'INTERFACE_NO_CLASS');
    expect(found?.fix).toBe(
      "move 'mates' in metadata.yaml from peers to requires, or export a class Peers from the index of interfaces/mysql",
    );
  });

  it('refreshes the generated types of the layer', async () => {
    await build(workspace);
    const types = readFileSync(join(workspace.root, 'layers/wordpress/generated/charm.ts'), 'utf8');
    expect(types).toContain(
      "import type { Requires as MysqlRequires } from '@fixture/interface-mysql';",
    );
    expect(types).toContain("import type { Endpoint } from '@fixture/base';");
  });
});
