import { readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { DiagnosticsError, userError } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import { build } from 'esbuild';
import type { BuildFailure, Metafile } from 'esbuild';
import type { SourcePackage } from './source-package.ts';

/**
 * Looks whether a staged package has all that its code imports: each file, and each package among its
 * dependencies. In the repository neither would be noticed, as all sources and packages are there.
 * @param directory where it is staged.
 * @throws DiagnosticsError with all imports that lead nowhere.
 */
export async function checkImports(source: SourcePackage, directory: string): Promise<void> {
  const scripts = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const result = await build({
    absWorkingDir: directory,
    entryPoints: scripts.filter((path) => /\.c?js$/.test(path)),
    outdir: directory,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    metafile: true,
    write: false,
    logLevel: 'silent',
  }).catch((error: unknown) => {
    if (!isBuildFailure(error)) throw error;
    throw new DiagnosticsError(missingFiles(error, directory));
  });
  const undeclared = undeclaredPackages(result.metafile, source);
  if (undeclared.length > 0) throw new DiagnosticsError(undeclared);
}

function missingFiles({ errors }: BuildFailure, directory: string): Diagnostic[] {
  return errors.map(({ text, location }) => ({
    severity: 'error',
    code: 'PACK_INCOMPLETE',
    text,
    place: { file: join(basename(directory), location?.file ?? ''), line: location?.line ?? 1 },
    fix: 'import only what the package holds; tests and generated files stay in the repository',
  }));
}

function undeclaredPackages(
  { inputs }: Metafile,
  { name, folder, dependencies }: SourcePackage,
): Diagnostic[] {
  return Object.entries(inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ external, path }) => external === true && !isBuiltin(path))
      .map(({ path }) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'))
      .filter((path) => path !== name && !(path in dependencies))
      .flatMap((path) => {
        const text = `the package imports ${path}, which is none of its dependencies`;
        const fix = `add it to the dependencies in ${folder}/package.json`;
        return userError('PACK_UNDECLARED', text, { place: { file }, fix }).diagnostics;
      }),
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
