import { transformSync } from 'esbuild';
import type { Files } from './workspace.ts';

/**
 * The same files as npm installs them from packages: the folders become packages of the folder
 * node_modules, and JavaScript with its declarations takes the place of TypeScript.
 * @param packages folder in the workspace → name of the package.
 */
export function packed(files: Files, packages: Readonly<Record<string, string>>): Files {
  const entries = Object.entries(files).flatMap(([path, content]) => {
    const found = Object.entries(packages).find(([folder]) => path.startsWith(`${folder}/`));
    if (found === undefined) return [[path, content] as const];
    const [folder, name] = found;
    const target = `node_modules/${name}${path.slice(folder.length)}`;
    if (path.endsWith('/package.json')) {
      return [[target, JSON.stringify(content).replaceAll('.ts"', '.js"')] as const];
    }
    if (typeof content !== 'string' || !isModule(path)) return [[target, content] as const];
    const { code } = transformSync(content, {
      loader: 'ts',
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    const compiled = code.replaceAll(/(['"]\.{1,2}\/.*)\.ts(['"])/g, '$1.js$2');
    return [
      [target.replace(/ts$/, 'js'), compiled] as const,
      [target.replace(/ts$/, 'd.ts'), 'export {};\n'] as const,
    ];
  });
  return Object.fromEntries(entries);
}

function isModule(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts');
}
