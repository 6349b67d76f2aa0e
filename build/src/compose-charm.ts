import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCharm, type CharmFacts } from './check/check-charm.ts';
import type { Findings } from './findings.ts';
import { makeManifest, type Architecture } from './generate/manifest.ts';
import type { Layer, LayerStack } from './layers/layer.ts';
import { listFiles } from './layers/list-files.ts';
import { resolveLayers, type ResolveOptions } from './layers/resolve-layers.ts';
import { findModule } from './layers/source-module.ts';
import { takeResults, type ResultDefinitions } from './merge/action-results.ts';
import { warnWithoutLayerFile } from './merge/layer-file.ts';
import { mergeFiles } from './merge/merge-files.ts';
import type { OutputFile } from './merge/rule.ts';
import { contentsOf, planCharm, type Plan } from './plan.ts';
import { textOf, valueAt } from './yaml/tree.ts';

/** Layers put together. */
export interface MergedLayers {
  readonly stack: LayerStack;
  readonly plan: Plan;
  readonly merged: readonly OutputFile[];
  /** What actions.yaml says of the results of actions, which is for the builder alone. */
  readonly results: Readonly<Record<string, ResultDefinitions>>;
}

/** A charm's layers put together, before code is bundled. */
export interface ComposedCharm extends Omit<MergedLayers, 'merged'> {
  /** The files that come from the layers, and manifest.yaml. */
  readonly files: readonly OutputFile[];
  /** What the merged files say; undefined when metadata.yaml cannot be read. */
  readonly facts: CharmFacts | undefined;
}

/** What composing needs to know beside the layers' places. */
export interface ComposeOptions extends ResolveOptions {
  /** The architectures that the charm runs on; none means all. */
  readonly architectures: readonly Architecture[];
}

/**
 * Resolves, plans, merges and checks a charm. Mistakes become findings; the caller decides what to do
 * about them.
 * @throws DiagnosticsError when not even the layers can be found and read.
 */
export function composeCharm(options: ComposeOptions, findings: Findings): ComposedCharm {
  const { stack, plan, merged, results } = mergeLayers(options, findings);
  const provided = merged.some(({ path }) => path === 'manifest.yaml');
  const manifest = provided ? undefined : makeManifest(stack, options.architectures, findings);
  const files = manifest === undefined ? merged : [...merged, manifest];
  return { stack, plan, results, files, facts: checkCharm(files, findings) };
}

/** Resolves, plans and merges layers that need not be a whole charm. */
export function mergeLayers(options: ResolveOptions, findings: Findings): MergedLayers {
  const stack = resolveLayers(options, findings);
  warnWithoutLayerFile(stack.top, findings);
  const plan = planCharm(
    contentsOf(stack, (layer) => listFiles(layer, findings)),
    findings,
  );
  const files = mergeFiles(plan, {
    stack,
    read: (file) => readFileSync(file.source),
    label: (planned, { layer, file }) => join(layer.label, file?.path ?? planned.path),
    findings,
  });
  stack.layers.forEach((layer) => warnAboutStrayCode(layer, findings));
  const { files: merged, results } = takeResults(files, findings);
  return { stack, plan, merged, results };
}

/** The module that runs the charm: `entry` of the topmost layer that has one. */
export function findEntry(
  stack: LayerStack,
): { readonly layer: Layer; readonly module: string } | undefined {
  const layer = stack.layers.findLast(({ settings }) => valueAt(settings, 'entry') !== undefined);
  const entry = textOf(valueAt(layer?.settings, 'entry'));
  if (layer === undefined || entry === undefined) return undefined;
  const module = join(layer.directory, entry);
  return { layer, module: findModule(module) ?? module };
}

/** Code that lies where the builder looks, but under another name, would be left out without a word. */
function warnAboutStrayCode(layer: Layer, findings: Findings): void {
  const folder = join(layer.directory, 'reactive');
  if (layerModule(layer) !== undefined || !existsSync(folder)) return;
  const [stray] = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  if (stray === undefined) return;
  findings.error('LAYER_NO_MODULE', `the handlers of layer '${layer.name}' are not found`, {
    place: { file: join(layer.label, 'reactive', stray) },
    fix: `rename the module to ${layer.name}.ts, after the folder of the layer`,
  });
}

/** The module of a layer's handlers; undefined when the layer only contributes files. */
export function layerModule(layer: Layer): string | undefined {
  return findModule(join(layer.directory, 'reactive', `${layer.name}.ts`));
}
