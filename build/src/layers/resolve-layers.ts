import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { Findings } from '../findings.ts';
import { explainMissing, findLayer, type SearchPaths } from './find-layer.ts';
import type { Layer, LayerReference, LayerStack } from './layer.ts';
import { readLayer } from './read-layer.ts';
import { findWorkspace } from './workspace.ts';

/** Where to start and what to look at. */
export interface ResolveOptions {
  /** The folder of the top layer. */
  readonly directory: string;
  /** Where the command runs; messages show paths relative to it. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds all layers of a charm and puts them in order: depth first, each layer behind those that it
 * includes, the first occurrence fixes the position, the top layer last (contract section 1.5).
 * @throws DiagnosticsError when an include is missing, includes go in a circle, or a description
 * cannot be read; all such mistakes at once.
 */
export function resolveLayers(options: ResolveOptions, findings: Findings): LayerStack {
  const given = resolve(options.cwd, options.directory);
  if (!existsSync(given) || !statSync(given).isDirectory()) {
    throw userError('LAYER_NO_DIRECTORY', `there is no folder ${options.directory}`, {
      fix: 'name the folder of a charm layer, the one with its layer.yaml',
    });
  }
  const directory = realpathSync(given);
  const label = (path: string): string => relative(options.cwd, path) || '.';
  const top = readLayer(
    { kind: 'layer', name: basename(directory), directory, origin: 'command line', label },
    findings,
  );
  const workspace = findWorkspace(directory);
  const paths: SearchPaths = { top: directory, workspace, environment: options.environment };
  const walk = new Walk(paths, label, findings);
  walk.visit(top, []);
  findings.throwIfErrors();
  return { layers: walk.layers, top, interfaces: walk.interfaces };
}

class Walk {
  readonly layers: Layer[] = [];
  readonly interfaces: Layer[] = [];
  readonly #paths: SearchPaths;
  readonly #label: (path: string) => string;
  readonly #findings: Findings;

  constructor(paths: SearchPaths, label: (path: string) => string, findings: Findings) {
    this.#paths = paths;
    this.#label = label;
    this.#findings = findings;
  }

  /** Adds a layer behind all that it includes. @param path the layers that led here, top first. */
  visit(layer: Layer, path: readonly Layer[]): void {
    const through = [...path, layer];
    for (const reference of layer.includes) {
      if (reference.kind === 'interface') this.#addInterface(reference);
      else this.#include(reference, through);
    }
    this.layers.push(layer);
  }

  #include(reference: LayerReference, through: readonly Layer[]): void {
    const found = this.#find(reference);
    if (found === undefined) return;
    const start = through.findIndex((layer) => layer.directory === found.directory);
    if (start >= 0) {
      const circle = [...through.slice(start), found].map((layer) => layer.name).join(' → ');
      this.#findings.error('LAYER_CYCLE', `layers include each other in a circle: ${circle}`, {
        place: reference.place,
        fix: 'remove one of these includes',
      });
    } else if (!this.layers.some((layer) => layer.directory === found.directory)) {
      this.visit(found, through);
    }
  }

  #addInterface(reference: LayerReference): void {
    if (this.interfaces.some(({ name }) => name === reference.name)) return;
    const found = this.#find(reference);
    if (found !== undefined) this.interfaces.push(found);
  }

  #find(reference: LayerReference): Layer | undefined {
    const found = findLayer(reference, this.#paths);
    if (found === undefined) {
      this.#findings.add(explainMissing(reference, this.#paths));
      return undefined;
    }
    const location = { ...found, kind: reference.kind, name: reference.name, label: this.#label };
    return readLayer(location, this.#findings);
  }
}
