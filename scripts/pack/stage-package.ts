import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileModule, packedDeclaration, packedProgram, speaksOfNode } from './compile.ts';
import { packedPackageFile } from './package-file.ts';
import type { Repository, SourcePackage } from './source-package.ts';

/** Where the parts of a package come from, and where they go. */
export interface Staging {
  readonly repository: Repository;
  /** The folder with all declarations. */
  readonly declarations: string;
  /** The folder of all staged packages. */
  readonly output: string;
}

/** What stays in the repository: tests, what builders have written, and the file that is rewritten. */
const LEFT_OUT = ['node_modules', 'test', 'generated', 'charms', 'package.json'];

/**
 * Lays out a package as others install it: JavaScript with its declarations in the place of
 * TypeScript, all other files as they are, the licence, and a package.json without what is for sources.
 * @returns the folder.
 */
export function stagePackage(source: SourcePackage, staging: Staging): string {
  const { repository, declarations, output } = staging;
  const { root } = repository;
  const target = join(output, source.shortName);
  rmSync(target, { recursive: true, force: true });
  let usesNodeTypes = false;
  for (const path of listFiles(join(root, source.folder))) {
    const from = join(root, source.folder, path);
    const to = join(target, path);
    mkdirSync(dirname(to), { recursive: true });
    if (/^bin\/.*\.js$/.test(path)) {
      writeFileSync(to, packedProgram(readFileSync(from, 'utf8')), { mode: 0o755 });
      continue;
    }
    if (!path.endsWith('.ts')) {
      copyFileSync(from, to);
      continue;
    }
    const declaration = path.replace(/ts$/, 'd.ts');
    const types = readFileSync(join(declarations, source.folder, declaration), 'utf8');
    usesNodeTypes ||= speaksOfNode(types);
    writeFileSync(to.replace(/ts$/, 'js'), compileModule(readFileSync(from, 'utf8')));
    writeFileSync(join(target, declaration), packedDeclaration(types));
  }
  const file = packedPackageFile(source, repository, usesNodeTypes);
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(file, undefined, 2)}\n`);
  copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
  return target;
}

/** The files of a package that are packed, compiled or as they are. */
function listFiles(folder: string, within = ''): string[] {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry): string[] => {
    const { name } = entry;
    const path = within === '' ? name : `${within}/${name}`;
    if (LEFT_OUT.includes(path) || name.startsWith('.') || name.endsWith('.d.ts')) return [];
    return entry.isDirectory() ? listFiles(folder, path) : [path];
  });
}
