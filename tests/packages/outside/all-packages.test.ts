import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, makeProject, packPackages } from './support/outside-project.ts';
import type { OutsideProject } from './support/outside-project.ts';

/** All packed packages in one project outside of the repository. Only `.ci/run` runs this. */

/** What packages export beside their main module. */
const MORE = [
  'juju/files',
  'juju/wire',
  'reactive/main',
  'reactive/engine',
  'emulator/core',
  'container/testing',
];

const STRICT = {
  target: 'es2022',
  types: [],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
};

const MODULES: Readonly<Record<string, object>> = {
  nodenext: { module: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

let folder = '';
let packages: ReadonlyMap<string, string>;
let project: OutsideProject;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'outside-')));
  packages = await packPackages(join(folder, 'packages'));
  const modules = [...packages.keys(), ...MORE].map((name) => `@reactive-charms/${name}`);
  const files = {
    'all.ts': modules.map((name, index) => `export * as m${index} from '${name}';\n`).join(''),
    // The matchers are for projects that have jest's types; without jest they do nothing.
    'load.js': [...modules, '@reactive-charms/testing/jest']
      .map((name) => `await import('${name}');\n`)
      .join(''),
  };
  project = await makeProject(join(folder, 'everything'), files);
  await install(project, [...packages.values(), 'typescript']);
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

describe('all packed packages', () => {
  it('are those that others need, and no charm', () => {
    expect([...packages.keys()]).toEqual(
      expect.arrayContaining([
        'build',
        'container',
        'emulator',
        'interface-http',
        'juju',
        'reactive',
        'testing',
      ]),
    );
    expect([...packages.keys()].filter((name) => name.startsWith('contrail-'))).toEqual([]);
  });

  it.each(Object.keys(MODULES))('have types that a strict %s project takes', async (name) => {
    const settings = { compilerOptions: { ...STRICT, ...MODULES[name] }, files: ['all.ts'] };
    await writeFile(join(project.directory, 'tsconfig.json'), JSON.stringify(settings));
    await project.must('npx', 'tsc');
  });

  it('are loaded by Node.js as they are', async () => {
    await project.must('node', 'load.js');
  });

  it('bring the program behind the hook tools, compiled or as a script', async () => {
    const path = '@reactive-charms/emulator/src/tool-server/build-forwarder.js';
    const script = `import { buildForwarder } from './node_modules/${path}';
      for (const kind of ['auto', 'node']) console.log(await buildForwarder('.', kind));`;
    const programs = await project.must('node', '--input-type=module', '--eval', script);
    expect(programs).toMatch(/^jujuc(?:\.cjs)?\njujuc\.cjs\n$/);
    expect(await project.must('sh', '-c', './jujuc.cjs 2>&1; true')).not.toContain('not found');
  });

  it('hold no tests, no TypeScript sources and nothing generated', async () => {
    for (const archive of packages.values()) {
      const list = await project.must('tar', '-tzf', archive);
      const strange = list
        .split('\n')
        .filter((path) => /\/(?:test|generated)\/|(?<!\.d)\.ts$|\/tsconfig\.json$/.test(path));
      expect({ archive, strange }).toEqual({ archive, strange: [] });
    }
  });
});
