import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import { checkImports } from '../../scripts/pack/check-imports.ts';
import { compileModule, packedDeclaration, packedProgram } from '../../scripts/pack/compile.ts';
import { packedPackageFile } from '../../scripts/pack/package-file.ts';
import { choosePackages, readRepository } from '../../scripts/pack/source-package.ts';
import type { SourcePackage } from '../../scripts/pack/source-package.ts';
import { ROOT } from '../support/programs.ts';

/** How packages are packed, in parts; `.ci/run` packs them all and uses them. */

const repository = readRepository(ROOT);

function packageOf(folder: string): SourcePackage {
  const found = repository.packages.find((item) => item.folder === folder);
  if (found === undefined) throw new Error(`no package in ${folder}`);
  return found;
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof DiagnosticsError)) throw error;
  return error.diagnostics.map(({ code, text }) => `${code} ${text}`);
}

describe('packages to pack', () => {
  it('are all but the charms', () => {
    const folders = repository.packages.map(({ folder }) => folder);
    expect(folders).toEqual(
      expect.arrayContaining(['juju', 'build', 'emulator', 'interfaces/http']),
    );
    expect(folders.filter((folder) => folder.startsWith('layers/'))).toEqual([
      'layers/container',
      'layers/reactive',
    ]);
  });

  it.each([
    'interfaces/http',
    './interfaces/http/',
    'interface-http',
    '@reactive-charms/interface-http',
  ])('are called %s, and bring what they stand on', (name) => {
    const chosen = choosePackages(repository, [name]).map(({ shortName }) => shortName);
    expect(chosen).toEqual(['juju', 'reactive', 'interface-http']);
  });

  it('tell of a name that none has', () => {
    const choose = (): unknown => choosePackages(repository, ['contrail-k8s-master']);
    expect(choose).toThrow(
      /there is no package 'contrail-k8s-master' to pack.*\n.*npx charm build/,
    );
  });

  it.each(repository.packages.map(({ folder }) => folder))(
    '%s is packed by npm run pack alone',
    (folder) => {
      const scripts: unknown = packageOf(folder).all['scripts'];
      const up = folder.includes('/') ? '../..' : '..';
      expect(scripts).toEqual({ prepack: `node ${up}/scripts/refuse-pack.js` });
    },
  );

  it('make npm pack and npm publish fail in the folder of the sources, with what to do', () => {
    const script = join(ROOT, 'scripts/refuse-pack.js');
    const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('fix: run "npm run pack" in the repository');
  });
});

describe('the package.json of a packed package', () => {
  it('leads Node.js to a bundle where there is one, and builders of charms to the modules', () => {
    expect(packedPackageFile(packageOf('testing'), repository, false)['exports']).toMatchObject({
      '.': {
        types: './src/index.d.ts',
        module: './src/index.js',
        default: './bundle/src/index.js',
      },
    });
  });

  it('leads to compiled files, and leaves out what is for sources', () => {
    const file = packedPackageFile(packageOf('emulator'), repository, true);
    expect(file).toMatchObject({
      name: '@reactive-charms/emulator',
      engines: { node: '>=20' },
      exports: { '.': './src/index.js' },
      bin: { 'juju-local': './bin/juju-local.js' },
    });
    expect(Object.keys(file)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/private|scripts|devDependencies/)]),
    );
  });

  it('asks for the version of other packages that was packed with it', () => {
    const { dependencies } = packedPackageFile(packageOf('emulator'), repository, false);
    expect(dependencies).toMatchObject({ '@reactive-charms/juju': packageOf('juju').version });
    expect(dependencies).not.toHaveProperty('tsx');
    expect(dependencies).not.toHaveProperty('@types/node');
  });

  it('asks for the types of Node.js where the declarations need them', () => {
    const file = packedPackageFile(packageOf('juju'), repository, true);
    expect(file['dependencies']).toHaveProperty('@types/node', '*');
  });

  it('lets a charm have each layer once', () => {
    const file = packedPackageFile(packageOf('interfaces/http'), repository, false);
    const { version } = packageOf('layers/reactive');
    expect(file['peerDependencies']).toEqual({ '@reactive-charms/reactive': `^${version}` });
    expect(file).not.toHaveProperty('dependencies');
  });
});

describe('compiled files', () => {
  it('are JavaScript that imports JavaScript', () => {
    const text = `import { a } from './a.ts';
import type { B } from '../b.ts';
export * from './deep/c.ts';
export const load = async (value: B): Promise<unknown> => (await import('./d.ts')).d(a, value);
`;
    const code = compileModule(text);
    expect([...code.matchAll(/['"](\..*?)['"]/g)].map(([, path]) => path)).toEqual([
      './a.js',
      './deep/c.js',
      './d.js',
    ]);
    expect(code).not.toContain('Promise<');
  });

  it('still tell the bundler which calls have no effect', () => {
    const text = 'export class A { static readonly handlers: object = /* @__PURE__ */ define(); }';
    expect(compileModule(text)).toContain('/* @__PURE__ */');
  });

  it('are declarations whose imports lead to JavaScript, and whose examples do not', () => {
    const text = `import type { A } from '../a.ts';
export * from './b.ts';
/**
 * import { hello } from './hello.ts';
 */
export { type C } from './c.ts';
`;
    expect(packedDeclaration(text)).toBe(
      text.replace('a.ts', 'a.js').replace('b.ts', 'b.js').replace('c.ts', 'c.js'),
    );
  });

  it('name the types of Node.js that they need', () => {
    const text = 'export declare function read(bytes: Buffer): string;\n';
    expect(packedDeclaration(text)).toBe(`/// <reference types="node" />\n${text}`);
    const comment = '/** Reads a Buffer. */\nexport declare const a: 1;\n';
    expect(packedDeclaration(comment)).toBe(comment);
  });

  it.each(['build/bin/charm.js', 'emulator/bin/juju-local.js'])(
    'are programs that compile nothing: %s',
    (path) => {
      const program = packedProgram(readFileSync(join(ROOT, path), 'utf8'));
      expect(program).toMatch(
        /^#!\/usr\/bin\/env node\nconst \{ \w+ \} = await import\('.*\.js'\);\n/,
      );
      expect(program).not.toMatch(/tsx|register|\.ts/);
    },
  );
});

describe('imports of a packed package', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pack-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function faultsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return checkImports(packageOf('interfaces/nrpe-external-master'), folder).then(
      () => [],
      codesOf,
    );
  }

  it('are fine when they lead to its files, its dependencies, itself and Node.js', async () => {
    const files = {
      'index.js': "export * from './lib/a.js';\nimport '@reactive-charms/reactive';\n",
      'lib/a.js': "import 'node:fs';\nimport 'js-yaml';\n",
      'lib/b.cjs': "require('fs');\n",
    };
    expect(await faultsOf(files)).toEqual([]);
    expect(existsSync(join(folder, 'index.js'))).toBe(true);
  });

  it('are wrong when they lead to a file that is not packed', async () => {
    const files = { 'index.js': "export * from './test/support.js';\n" };
    expect(await faultsOf(files)).toEqual([
      'PACK_INCOMPLETE Could not resolve "./test/support.js"',
    ]);
  });

  it('are wrong when they lead to a package that is not installed with it', async () => {
    const files = { 'index.js': "import 'yaml/deep';\nimport '@reactive-charms/container';\n" };
    expect(await faultsOf(files)).toEqual([
      'PACK_UNDECLARED the package imports yaml, which is none of its dependencies',
      'PACK_UNDECLARED the package imports @reactive-charms/container, which is none of its dependencies',
    ]);
  });
});
