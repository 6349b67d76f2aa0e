import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { userError } from '@reactive-charms/juju';

// The types of the compiler's options lag behind: they lack the last of these.
const TO_JAVASCRIPT = {
  configFile: false,
  swcrc: false,
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript' },
    transform: { verbatimModuleSyntax: true },
    rewriteRelativeImportExtensions: true,
  },
} as const;

/**
 * Compiles a module to JavaScript for Node.js. The compiler of the types would lose the comments that
 * mark calls as pure, and with them a charm would carry endpoint classes that it never uses.
 */
export function compileModule(text: string): string {
  return transformSync(text, TO_JAVASCRIPT).code;
}

/** A program of a package: it starts compiled code, where that of the repository has to have it compiled. */
export function packedProgram(text: string): string {
  return text
    .replace(/(?:^\/\/.*\n)*^import .* from 'tsx\/esm\/api';\n+^register\(\);\n/m, '')
    .replaceAll(/(import\('\.{1,2}\/[^']*)\.ts'\)/g, "$1.js')");
}

/**
 * Writes the declarations of all modules in some folders of the repository.
 * @param root the folder of the repository.
 * @param folders which ones, within the repository.
 * @param output where to: `juju/src/index.ts` becomes `output/juju/src/index.d.ts`.
 * @throws DiagnosticsError with what the compiler says, when the types are wrong.
 */
export function writeDeclarations(root: string, folders: readonly string[], output: string): void {
  const project = join(output, 'tsconfig.json');
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      emitDeclarationOnly: true,
      noEmitOnError: true,
      rootDir: root,
      outDir: output,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [...folders, 'types'].map((folder) => join(root, folder)),
    exclude: ['node_modules', 'test'].map((name) => join(root, '**', name)),
  };
  writeFileSync(project, JSON.stringify(settings));
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', project, '--pretty', 'false'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw userError('PACK_TYPES', `the sources do not compile\n${stdout.trimEnd()}`, {
    fix: 'run "npx tsc" and mend what it shows',
  });
}

/** A declaration file as packages have it: its imports lead to JavaScript, as Node.js would go. */
export function packedDeclaration(text: string): string {
  const imports = text.replaceAll(
    /^((?:import|export|\}).* from '\.{1,2}\/[^']*)\.ts';$/gm,
    "$1.js';",
  );
  // What the compiler takes from its own settings, users of a package have to be told.
  return speaksOfNode(text) ? `/// <reference types="node" />\n${imports}` : imports;
}

/** Whether a declaration file speaks of types that only Node.js has. */
export function speaksOfNode(text: string): boolean {
  return /\bNodeJS\.|\bBuffer\b| from 'node:/.test(withoutComments(text));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*.*?\*\//gs, '');
}
