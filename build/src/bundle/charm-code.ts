import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { CharmFacts } from '../check/check-charm.ts';
import { findEntry, layerModule } from '../compose-charm.ts';
import { entryModule } from '../generate/entry.ts';
import { CODE_FILE, loaderScript, wrapCode } from '../generate/loader.ts';
import type { Layer, LayerStack } from '../layers/layer.ts';
import type { OutputFile } from '../merge/rule.ts';
import { textOf, valueAt } from '../yaml/tree.ts';
import { bundleCode } from './bundle-code.ts';
import { interfaceModule, ROLE_CLASSES } from './interface-roles.ts';

/** What the code of a charm is made from. */
export interface CodeSource {
  readonly stack: LayerStack;
  readonly facts: CharmFacts;
  /** The charm's files, layer.yaml with the options of all layers among them. */
  readonly files: readonly OutputFile[];
  /** Endpoint name → interface package with its class. */
  readonly classes: ReadonlyMap<string, Layer>;
  /** Paths of handlers in other languages. */
  readonly executables: readonly string[];
  /** True when the charm is only built if nothing is wrong with it. */
  readonly checked: boolean;
  readonly cwd: string;
}

/** The code of a charm. */
export interface CharmCode {
  /** The program as one file, as Node.js runs it. */
  readonly program: Buffer;
  /** The same as it is shipped: the loader and the code that it runs. */
  readonly files: readonly OutputFile[];
  /** What it was made of: path relative to the working folder → bytes. */
  readonly inputs: Record<string, number>;
}

/**
 * Makes the charm's program from all that layers and interfaces bring.
 * @throws DiagnosticsError when no layer can run it, or the code is broken.
 */
export async function makeCode(source: CodeSource): Promise<CharmCode> {
  const { stack, facts, files, classes, executables, checked, cwd } = source;
  const entry = findEntry(stack);
  if (entry === undefined) {
    throw userError('ENTRY_MISSING', `no layer of ${stack.top.label} has an entry to run it`, {
      place: { file: join(stack.top.label, 'layer.yaml') },
      fix: 'include a base layer; its layer.yaml says "entry: lib/main.ts" or the like',
    });
  }
  const endpoints = Object.values(facts.metadata.endpoints).flatMap(({ name, role }) => {
    const layer = classes.get(name);
    if (layer === undefined) return [];
    return [[name, { module: interfaceModule(layer), role: ROLE_CLASSES[role] }] as const];
  });
  const text = entryModule(facts, {
    main: entry.module,
    layers: stack.layers.flatMap((layer) => layerModule(layer) ?? []),
    endpoints: Object.fromEntries(endpoints),
    executables,
    state: stateOption(files, entry.layer),
    checked,
  });
  const layers = [...stack.layers, ...stack.interfaces];
  const bundled = await bundleCode({ entry: text, directory: stack.top.directory, layers, cwd });
  const inputs = Object.values(bundled.metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).map(
      ([path, { bytesInOutput }]) => [path, bytesInOutput] as const,
    ),
  );
  const code = wrapCode(bundled.content);
  const origin = { owner: 'build', kind: 'dynamic' } as const;
  const loader = Buffer.from(loaderScript(code));
  return {
    program: bundled.content,
    files: [
      { path: 'charm.cjs', content: loader, executable: true, ...origin },
      { path: CODE_FILE, content: code, executable: false, ...origin },
    ],
    inputs: Object.fromEntries(inputs),
  };
}

/** The option `state` of the base layer, which says where the unit's memory is kept. */
function stateOption(files: readonly OutputFile[], base: Layer): string | undefined {
  const options = files.find(({ path }) => path === 'layer.yaml')?.tree;
  return textOf(valueAt(options, 'options', base.namespace, 'state'));
}
