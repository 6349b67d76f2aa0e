import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expectSuccess, ROOT, runProgram } from '../../../support/programs.ts';
import type { Outcome } from '../../../support/programs.ts';

/** An npm project outside of the repository. */
export interface OutsideProject {
  readonly directory: string;
  /** Runs a program in the project, whatever its exit code. */
  run(program: string, ...args: readonly string[]): Promise<Outcome>;
  /** The same, and answers its standard output. @throws Error unless it succeeds. */
  must(program: string, ...args: readonly string[]): Promise<string>;
}

/**
 * Makes a project in an empty folder.
 * @param files beside package.json.
 */
export async function makeProject(
  directory: string,
  files: Readonly<Record<string, string>>,
): Promise<OutsideProject> {
  const manifest = { name: 'outside', private: true, type: 'module' };
  await mkdir(directory, { recursive: true });
  for (const [path, text] of Object.entries({
    ...files,
    'package.json': JSON.stringify(manifest),
  })) {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const run = async (program: string, ...args: readonly string[]): Promise<Outcome> =>
    runProgram([program, ...args], { cwd: directory, environment: outsideEnvironment() });
  return {
    directory,
    run,
    must: async (program, ...args) =>
      expectSuccess(await run(program, ...args), `${program} ${args.join(' ')}`),
  };
}

/** Installs packages in a project: archives and names. */
export async function install(project: OutsideProject, what: readonly string[]): Promise<void> {
  const options = ['--save-dev', '--prefer-offline', '--no-audit', '--no-fund'];
  await project.must('npm', 'install', ...options, ...what);
}

/** Packs all packages of the repository. @returns the archives by the names of the packages. */
export async function packPackages(folder: string): Promise<ReadonlyMap<string, string>> {
  const args = ['run', '--silent', 'pack', '--', '--output-dir', folder];
  const place = { cwd: ROOT, environment: outsideEnvironment() };
  expectSuccess(await runProgram(['npm', ...args], place), 'npm run pack');
  const archives = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  return new Map(
    archives.map((name) => [
      name.replace(/^reactive-charms-(.*)-\d+\.\d+\.\d+\.tgz$/, '$1'),
      join(folder, name),
    ]),
  );
}

/** The lines of files, without those that are empty. */
export async function countLines(directory: string, paths: readonly string[]): Promise<number> {
  const texts = await Promise.all(
    paths.map(async (path) => readFile(join(directory, path), 'utf8')),
  );
  return texts.flatMap((text) => text.split('\n').filter((line) => line.trim() !== '')).length;
}

/** The user's environment, without what npm adds to that of scripts of this repository. */
function outsideEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|NODE_OPTIONS$|JUJU_LOCAL_DIR$|JEST_|NODE_ENV$)/i.test(name),
  );
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return {
    ...Object.fromEntries(kept),
    PATH: path.filter((folder) => !folder.includes('node_modules')).join(delimiter),
    NO_COLOR: '1',
    npm_config_loglevel: 'error',
  };
}
