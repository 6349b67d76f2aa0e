import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'esbuild';
import { precompileTemplate } from '@reactive-charms/build';

/**
 * Makes one JavaScript file of a program in TypeScript, so that plain Node.js runs it: what compiles at
 * run time would be measured too.
 * @param entry path of the program.
 * @param output path of the file.
 */
export async function bundleProgram(entry: string, output: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    sourcemap: 'inline',
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    plugins: [
      {
        name: 'handlebars',
        setup: (plugins) => {
          plugins.onLoad({ filter: /\.hbs$/ }, async ({ path }) => {
            const text = await readFile(path, 'utf8');
            const source = precompileTemplate(text, relative(process.cwd(), path));
            return { contents: `export default ${source};`, loader: 'js' };
          });
        },
      },
    ],
  });
}
