import { sep } from 'node:path';
import type { Place } from '@reactive-charms/juju';
import type { CharmFacts } from '../check/check-charm.ts';
import type { Findings } from '../findings.ts';
import type { Layer, LayerStack } from '../layers/layer.ts';
import { valueAt } from '../yaml/tree.ts';
import { codeParts, type CodePart } from './code-parts.ts';
import { declaredFlags } from './declared-flags.ts';
import { findUses } from './find-uses.ts';
import type { FlagPattern } from './flag-pattern.ts';
import { readCode } from './read-code.ts';

/** What is looked at. */
export interface FlagSources {
  readonly stack: LayerStack;
  readonly facts: Pick<CharmFacts, 'metadata'>;
  /** Endpoint name → interface package with its class. */
  readonly classes: ReadonlyMap<string, Layer>;
  /** Places in messages are relative to this folder. */
  readonly cwd: string;
}

/** A handler's definition in the code. */
export interface HandlerPlace {
  /** The name that the handler has within its layer. */
  readonly name: string;
  readonly place: Place | undefined;
  /** The layer or interface that the code belongs to. */
  readonly owner: Layer | undefined;
}

/** The flags that a charm knows beside those of the engine, and where its handlers are. */
export interface KnownFlags {
  /** What the code sets and the layers declare; sorted, each once. */
  readonly flags: readonly FlagPattern[];
  readonly handlers: readonly HandlerPlace[];
}

/**
 * Finds the flags that a charm knows: what the code of its layers sets, and that of its interfaces for
 * each endpoint, and what layers and interfaces declare under `flags`. Where the code does not tell
 * which flag it sets there is a warning, unless the layer declares flags.
 * @throws DiagnosticsError with the places of all mistakes in the code.
 */
export async function findKnownFlags(
  sources: FlagSources,
  findings: Findings,
): Promise<KnownFlags> {
  const { stack, facts, classes } = sources;
  const endpoints = Object.values(facts.metadata.endpoints);
  const parts = codeParts(stack, endpoints, classes);
  const found = await Promise.all(parts.map((part) => readPart(part, sources)));
  for (const located of found.flatMap(({ unclear }) => unclear)) {
    const isTrusted = valueAt(located.owner?.settings, 'flags') !== undefined;
    if (!isTrusted) warnAboutUnclear(located, findings);
  }
  const declared = [
    ...stack.layers.flatMap((layer) => declaredFlags(layer, findings)),
    ...endpoints.flatMap(({ name }) => {
      const layer = classes.get(name);
      if (layer === undefined) return [];
      const flags = declaredFlags(layer, findings);
      return flags.map((flag) => flag.replaceAll('{endpoint_name}', name));
    }),
  ];
  const flags = [...found.flatMap((part) => part.flags), ...declared];
  return {
    flags: [...new Set(flags)].sort(),
    handlers: found.flatMap(({ handlers }) => handlers),
  };
}

interface PartUses {
  readonly flags: readonly FlagPattern[];
  /** Places that set flags which cannot be told. */
  readonly unclear: readonly Located[];
  readonly handlers: readonly HandlerPlace[];
}

interface Located {
  readonly place: Place | undefined;
  readonly owner: Layer | undefined;
}

async function readPart(
  { entry, endpoints, counts }: CodePart,
  { stack, cwd }: FlagSources,
): Promise<PartUses> {
  const layers = [...stack.layers, ...stack.interfaces];
  const engines = stack.layers.filter(
    (layer) => layer !== stack.top && valueAt(layer.settings, 'entry') !== undefined,
  );
  const { directory } = stack.top;
  const { program, placeOf } = await readCode({ entry, directory, layers, engines, cwd });
  const locate = (node: Parameters<typeof placeOf>[0]): Located => {
    const found = placeOf(node);
    return { place: found?.place, owner: found && ownerOf(found.path, layers) };
  };
  const uses = findUses(program, endpoints);
  const counted = uses.flags.filter((use) => counts(use, locate(use.node).owner));
  return {
    flags: counted.flatMap(({ flags }) => flags),
    unclear: counted.filter(({ isComplete }) => !isComplete).map(({ node }) => locate(node)),
    handlers: uses.handlers.map(({ node, name }) => ({ name, ...locate(node) })),
  };
}

/** The layer that a file belongs to: the innermost folder decides. */
function ownerOf(path: string, layers: readonly Layer[]): Layer | undefined {
  return layers
    .filter(({ directory }) => path.startsWith(directory + sep))
    .sort((a, b) => b.directory.length - a.directory.length)[0];
}

function warnAboutUnclear({ place, owner }: Located, findings: Findings): void {
  const file = owner?.kind === 'interface' ? 'interface.yaml' : 'layer.yaml';
  const where = owner === undefined ? 'layer.yaml' : `${owner.label}/${file}`;
  findings.warning('FLAG_UNKNOWN', 'which flag is set here can only be told at run time', {
    place,
    fix: `name the flag as a constant, or declare it under "flags:" in ${where}`,
  });
}
