import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DiagnosticsError, formatDiagnostic, userError } from '@reactive-charms/juju';
import { bundleEntries } from './pack/bundle.ts';
import { checkImports } from './pack/check-imports.ts';
import { writeDeclarations } from './pack/compile.ts';
import { packWithNpm } from './pack/npm-pack.ts';
import type { PackedArchive } from './pack/npm-pack.ts';
import { bundledEntries } from './pack/package-file.ts';
import { choosePackages, readRepository } from './pack/source-package.ts';
import { stagePackage } from './pack/stage-package.ts';

/**
 * Compiles the packages that charms elsewhere are made from, and packs them with npm. Here nothing is
 * compiled, so the packages as they lie in the repository are of no use to others.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USAGE = `Usage: npm run pack -- [NAME...] [--output-dir DIR]

Compiles packages of this repository and packs them for npm: those that are named, by package or folder,
with what they stand on, or all. Each is laid out in DIR/NAME, and its archive lies in DIR, which is
dist/packages if not told otherwise.
`;

/** What the command line asks for. */
interface Wish {
  readonly names: readonly string[];
  readonly output: string;
  readonly help: boolean;
}

async function main(): Promise<void> {
  const { names, output, help } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const archives = await packAll(names, output);
  for (const { path, size, files } of archives) {
    process.stdout.write(
      `${relative(process.cwd(), path)}  (${Math.ceil(size / 1000)} kB, ${files} files)\n`,
    );
  }
}

async function packAll(names: readonly string[], output: string): Promise<PackedArchive[]> {
  const repository = readRepository(ROOT);
  const chosen = choosePackages(repository, names);
  const declarations = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    const folders = chosen.map(({ folder }) => folder);
    writeDeclarations(ROOT, folders, declarations);
    mkdirSync(output, { recursive: true });
    const staged: string[] = [];
    for (const item of chosen) {
      const directory = stagePackage(item, { repository, declarations, output });
      await bundleEntries(directory, bundledEntries(item));
      await checkImports(item, directory);
      staged.push(directory);
    }
    return packWithNpm(staged, output);
  } finally {
    rmSync(declarations, { recursive: true, force: true });
  }
}

function readArguments(args: readonly string[]): Wish {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'output-dir': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const output = resolve(ROOT, values['output-dir'] ?? 'dist/packages');
    return { names: positionals, output, help: values.help === true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw userError('ARGUMENT', reason, { fix: 'see "npm run pack -- --help"' });
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DiagnosticsError)) throw error;
  process.stderr.write(`${error.diagnostics.map(formatDiagnostic).join('\n')}\n`);
  process.exitCode = 1;
}
