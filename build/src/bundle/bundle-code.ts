import { build, type Metafile } from 'esbuild';
import type { Layer } from '../layers/layer.ts';
import { explainBuildFailure } from './explain-build-failure.ts';
import { handlebarsPlugin } from './handlebars-plugin.ts';
import { ownPackagesPlugin } from './own-packages-plugin.ts';

/** What to bundle. */
export interface BundleOptions {
  /** The source of the entry module. */
  readonly entry: string;
  /** Imports of the entry module are resolved from here. */
  readonly directory: string;
  /** The layers and interfaces of the charm. */
  readonly layers: readonly Layer[];
  /** Messages show paths relative to this folder. */
  readonly cwd: string;
}

/** The bundled code. */
export interface BundledCode {
  readonly content: Buffer;
  /** What the code was made of, with sizes. */
  readonly metafile: Metafile;
}

/**
 * Bundles the entry module with all that it imports into one CommonJS file for Node.js 20.
 * @throws DiagnosticsError with the places of all mistakes in the code.
 */
export async function bundleCode(options: BundleOptions): Promise<BundledCode> {
  const { entry, directory, layers, cwd } = options;
  const result = await build({
    stdin: { contents: entry, resolveDir: directory, sourcefile: 'entry.ts', loader: 'ts' },
    absWorkingDir: cwd,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The loader's script has no importer of its own; require does the same for Node's modules.
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'eof',
    // Equal sources must give equal bytes, so no tsconfig.json on the way may have a say.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [handlebarsPlugin, ownPackagesPlugin(layers)],
    metafile: true,
    write: false,
    logLevel: 'silent',
  }).catch(explainBuildFailure(cwd));
  const [output] = result.outputFiles;
  return { content: Buffer.from(output?.contents ?? []), metafile: result.metafile };
}
