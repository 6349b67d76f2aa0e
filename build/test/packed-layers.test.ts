import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Findings } from '../src/findings.ts';
import { writeTypes } from '../src/write-types.ts';
import { build, buildFiles } from './support/build.ts';
import { FLAG_CHARM, handlersOf } from './support/flag-charm.ts';
import { packed } from './support/packed.ts';
import type { UnpackedFile } from './support/unpack-zip.ts';
import { makeWorkspace, type Files, type Workspace } from './support/workspace.ts';

const INTERFACE = `
import { Endpoint } from '@fixture/base';
export class Requires extends Endpoint {
  tell({ flags }: any): void { flags.set(this.expandName('endpoint.{endpoint_name}.ready')); }
}
`;

/** A charm with code and files in all that it is made of. */
const SOURCES: Files = {
  ...FLAG_CHARM,
  'layers/base/reactive/base.ts': `
import { defineLayer, type Layer } from '../lib/index.ts';
import { begin } from './steps.ts';
export const layer: Layer = defineLayer('base', (layer: any) => layer.handle('begin', begin));
`,
  'layers/base/reactive/steps.ts':
    "export const begin = ({ flags }: any): void => flags.set('base.begun');\n",
  'layers/base/testing/index.ts': 'export const kit = 1;\n',
  'layers/base/bin/tool': { text: '#!/bin/sh\n', mode: 0o755 },
  'layers/base/scripts/page.js': 'document.title = "";\n',
  'layers/base/files/tool.js': 'run();\n',
  'layers/base/files/tool.d.ts': 'export {};\n',
  'interfaces/mysql/requires.ts': INTERFACE,
  'layers/wordpress/reactive/wordpress.ts': handlersOf(
    "layer.when('base.begun', 'endpoint.db.ready').handle('serve', ({ flags }: any) => flags.set('own'));",
  ),
};

const PACKAGES = {
  'layers/base': '@fixture/base',
  'interfaces/mysql': '@fixture/interface-mysql',
};

const made: Workspace[] = [];

function workspaceOf(files: Files): Workspace {
  const workspace = makeWorkspace(files);
  made.push(workspace);
  return workspace;
}

afterEach(() => made.splice(0).forEach((workspace) => workspace.remove()));

async function typesIn(workspace: Workspace): Promise<string> {
  const options = { directory: 'layers/wordpress', cwd: workspace.root, environment: {} };
  await writeTypes(options);
  return readFileSync(join(workspace.root, 'layers/wordpress/generated/charm.ts'), 'utf8');
}

/** The code of a charm; the bundler numbers parameters of the same name as it meets them. */
function codeIn(files: ReadonlyMap<string, UnpackedFile>): string | undefined {
  return files.get('charm-code.js')?.text.replaceAll(/\blayer\d+/g, 'layer');
}

describe('layers and interfaces from npm packages', () => {
  it('make the same charm compiled as their sources do', async () => {
    const fromSources = await buildFiles(workspaceOf(SOURCES));
    const fromPackages = await buildFiles(workspaceOf(packed(SOURCES, PACKAGES)));
    expect([...fromPackages.keys()]).toEqual([...fromSources.keys()]);
    for (const path of ['bin/tool', 'files/tool.js', 'scripts/page.js']) {
      expect(fromPackages.get(path)).toEqual(fromSources.get(path));
    }
    expect(codeIn(fromPackages)).toBe(codeIn(fromSources));
  });

  it('make the same types, with the flags that compiled code sets', async () => {
    const fromPackages = await typesIn(workspaceOf(packed(SOURCES, PACKAGES)));
    expect(fromPackages).toBe(await typesIn(workspaceOf(SOURCES)));
    expect(fromPackages).toContain("'base.begun' | 'endpoint.db.ready' | 'own'");
    expect(fromPackages).toContain(
      "import type { Requires as MysqlRequires } from '@fixture/interface-mysql'",
    );
  });

  it('are named with where they were found', async () => {
    const { stack } = await build(workspaceOf(packed(SOURCES, PACKAGES)));
    const found = [...stack.layers, ...stack.interfaces].map(({ name, origin }) => [name, origin]);
    expect(found).toEqual([
      ['base', 'npm'],
      ['wordpress', 'command line'],
      ['mysql', 'npm'],
    ]);
  });

  it('keep the licence of the package to themselves', async () => {
    const files = { ...SOURCES, 'layers/base/LICENSE': 'Of the package.\n' };
    const fromPackages = await buildFiles(workspaceOf(packed(files, PACKAGES)));
    expect(fromPackages.get('LICENSE')?.text).toBe('Free.\n');
    const fromSources = await buildFiles(workspaceOf(files));
    expect(fromSources.get('LICENSE')?.text).toBe('Of the package.\n');
  });

  it('may hold plain JavaScript that never was compiled', async () => {
    const files = packed(SOURCES, PACKAGES);
    const plain = Object.entries(files).filter(([path]) => !path.endsWith('.d.ts'));
    const findings = new Findings();
    await build(workspaceOf(Object.fromEntries(plain)), {}, findings);
    expect(findings.all.map(({ text }) => text)).toEqual([
      "endpoint 'website' is a plain Endpoint: interface:http is not included",
    ]);
  });
});
