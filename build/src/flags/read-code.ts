import { SourceMap } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { parse, type AnyNode, type Program } from 'acorn';
import { build, type Plugin } from 'esbuild';
import type { Place } from '@reactive-charms/juju';
import { explainBuildFailure } from '../bundle/explain-build-failure.ts';
import { ownPackagesPlugin } from '../bundle/own-packages-plugin.ts';
import type { Layer } from '../layers/layer.ts';

/** Which code to read. */
export interface CodeToRead {
  /** The source of a module that imports it. */
  readonly entry: string;
  /** Imports of that module are resolved from here. */
  readonly directory: string;
  /** Layers and interfaces whose code is read. */
  readonly layers: readonly Layer[];
  /** Layers whose code is not read beyond their handlers: the engine. */
  readonly engines: readonly Layer[];
  /** Messages show paths relative to this folder. */
  readonly cwd: string;
}

/** Code of several modules as one program. */
export interface ReadCode {
  readonly program: Program;
  /** Where a part of the program was written. */
  readonly placeOf: (node: AnyNode) => CodePlace | undefined;
}

/** A place in a source file. */
export interface CodePlace {
  /** The file, as an absolute path. */
  readonly path: string;
  readonly place: Place;
}

const RESOLVED = Symbol('resolved by engine');

/**
 * Puts the modules of layers and interfaces together and parses them. What nothing uses, the engine
 * and npm packages are left out.
 * @throws DiagnosticsError with the places of all mistakes in the code.
 */
export async function readCode(options: CodeToRead): Promise<ReadCode> {
  const { entry, directory, layers, engines, cwd } = options;
  const result = await build({
    stdin: { contents: entry, resolveDir: directory, sourcefile: 'entry.ts', loader: 'ts' },
    absWorkingDir: cwd,
    outfile: join(cwd, 'charm.js'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [enginePlugin(engines), ownPackagesPlugin(layers)],
    loader: { '.hbs': 'empty' },
    sourcemap: 'external',
    write: false,
    logLevel: 'silent',
  }).catch(explainBuildFailure(cwd));
  const textOf = (suffix: string): string =>
    result.outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? '';
  const program = parse(textOf('charm.js'), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
  });
  return { program, placeOf: placeFinder(JSON.parse(textOf('.map')), cwd) };
}

/** Leaves out the code of layers that others stand on as an engine, but for their own handlers. */
function enginePlugin(engines: readonly Layer[]): Plugin {
  const names = engines.flatMap((layer) => layer.package?.name ?? []);
  const inEngine = (path: string): boolean =>
    engines.some(({ directory }) => path.startsWith(directory + sep));
  const isHandlers = (path: string): boolean =>
    engines.some((layer) => path.startsWith(join(layer.directory, 'reactive') + sep));
  return {
    name: 'engine',
    setup(build) {
      build.onResolve({ filter: /./ }, async (args) => {
        const { path, importer, kind, pluginData, resolveDir } = args;
        if (pluginData === RESOLVED) return undefined;
        if (names.some((name) => path === name || path.startsWith(`${name}/`))) {
          return { path, external: true };
        }
        if (!path.startsWith('.') || !inEngine(importer)) return undefined;
        const found = await build.resolve(path, {
          resolveDir,
          importer,
          kind,
          pluginData: RESOLVED,
        });
        return isHandlers(found.path) ? found : { path: found.path, external: true };
      });
    },
  };
}

/** Finds the places in the sources; Node.js itself reads the bundler's map. */
function placeFinder(
  map: ConstructorParameters<typeof SourceMap>[0],
  cwd: string,
): ReadCode['placeOf'] {
  const lines = new SourceMap(map);
  return ({ loc }) => {
    if (!loc) return undefined;
    const found = lines.findEntry(loc.start.line - 1, loc.start.column);
    if (!('originalSource' in found)) return undefined;
    const path = resolve(cwd, found.originalSource);
    const text = map.sourcesContent[map.sources.indexOf(found.originalSource)] ?? '';
    const source = text.split('\n')[found.originalLine]?.trimEnd();
    const place: Place = {
      file: relative(cwd, path),
      line: found.originalLine + 1,
      column: found.originalColumn + 1,
      ...(source === undefined ? {} : { source }),
    };
    return { path, place };
  };
}
