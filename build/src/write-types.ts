import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { endpointInterfaces } from './bundle/endpoint-interfaces.ts';
import { checkCharm, type CharmFacts } from './check/check-charm.ts';
import { findEntry, mergeLayers } from './compose-charm.ts';
import { Findings } from './findings.ts';
import { findKnownFlags } from './flags/known-flags.ts';
import type { Layer, LayerStack } from './layers/layer.ts';
import type { ResolveOptions } from './layers/resolve-layers.ts';
import type { OutputFile } from './merge/rule.ts';
import { mergedFile } from './merge/yaml-file.ts';
import { charmTypes, type CharmTypesSource } from './types/charm-types.ts';
import { mapFromPlain, valueAt, type MapTree } from './yaml/tree.ts';

/** What became of a layer's generated/charm.ts. */
export interface WrittenTypes {
  /** The file, relative to where the command runs. */
  readonly file: string;
  /** `stale` only when nothing was to be written. */
  readonly outcome: 'unchanged' | 'written' | 'stale';
}

/**
 * Generates `generated/charm.ts` of a layer from its files and those of all layers it includes. The
 * layer need not be a whole charm.
 * @param check only compares, writes nothing.
 * @throws DiagnosticsError when the folder is no layer, or the layers' files are broken.
 */
export async function writeTypes(
  options: ResolveOptions,
  { check = false }: { readonly check?: boolean } = {},
): Promise<WrittenTypes & { readonly findings: Findings }> {
  const findings = new Findings();
  const { stack, merged, results } = mergeLayers(options, findings);
  refuseStrayFolder(stack.top);
  const facts = checkCharm(withName(merged, stack.top), findings);
  findings.throwIfErrors();
  if (facts === undefined) throw new Error('metadata.yaml was read without a result');
  const endpoints = Object.values(facts.metadata.endpoints);
  const { cwd } = options;
  const { interfaces } = stack;
  const classes = await endpointInterfaces({ interfaces, endpoints, cwd }, findings);
  const { flags } = await findKnownFlags({ stack, facts, classes, cwd }, findings);
  findings.throwIfErrors();
  return { ...saveTypes({ stack, facts, results, classes, flags, cwd, check }), findings };
}

/** A folder that is no layer would be given types all the same, of nothing. */
function refuseStrayFolder({ label, settings }: Layer): void {
  if (settings !== undefined) return;
  throw userError('LAYER_NO_FILE', `${label} has no layer.yaml`, {
    fix: 'name the folder of a layer, or add a layer.yaml with the layers to include',
  });
}

/** What the types are made from. */
export interface TypesSource {
  readonly stack: LayerStack;
  readonly facts: CharmFacts;
  readonly results: CharmTypesSource['results'];
  /** The flags that the charm knows beside those of the engine. */
  readonly flags: CharmTypesSource['flags'];
  /** Endpoint name → interface package with its class. */
  readonly classes: ReadonlyMap<string, Layer>;
  readonly cwd: string;
  /** Only compares, writes nothing. */
  readonly check: boolean;
}

/** Generates `generated/charm.ts` from layers that were merged before. */
export function saveTypes({ stack, classes, cwd, check, ...source }: TypesSource): WrittenTypes {
  const text = charmTypes({
    ...source,
    packageOf: ({ name }) => packageName(classes.get(name)),
    basePackage: packageName(findEntry(stack)?.layer) ?? '@reactive-charms/reactive',
  });
  const path = join(stack.top.directory, 'generated', 'charm.ts');
  const file = relative(cwd, path);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) {
    return { file, outcome: 'unchanged' };
  }
  if (check) return { file, outcome: 'stale' };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { file, outcome: 'written' };
}

function packageName(layer: Layer | undefined): string | undefined {
  if (layer === undefined) return undefined;
  if (layer.package !== undefined) return layer.package.name;
  throw userError('PACKAGE_MISSING', `${layer.label} is no npm package, so types cannot name it`, {
    fix: `add a package.json with a name to ${layer.label}`,
  });
}

/** A layer below a charm has no name, summary and description; its types need none. */
function withName(merged: readonly OutputFile[], top: Layer): OutputFile[] {
  const place = { file: join(top.label, 'metadata.yaml') };
  const metadata = merged.find(({ path }) => path === 'metadata.yaml');
  const own: MapTree = metadata?.tree ?? mapFromPlain({}, place);
  const text = { name: top.name, summary: 'a layer', description: 'a layer' };
  const missing = mapFromPlain(text, place).entries.filter(
    ({ key }) => valueAt(own, key) === undefined,
  );
  const tree = { ...own, entries: [...missing, ...own.entries] };
  const others = merged.filter((file) => file !== metadata);
  return [...others, mergedFile('metadata.yaml', tree, 'build')];
}
