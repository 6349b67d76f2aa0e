import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { archivePath, archiveTime, signMembers, writeIfChanged } from './archive/charm-archive.ts';
import { packZip } from './archive/zip.ts';
import { bundleCode } from './bundle/bundle-code.ts';
import { endpointInterfaces } from './bundle/endpoint-interfaces.ts';
import { interfaceModule, ROLE_CLASSES } from './bundle/interface-roles.ts';
import type { CharmFacts } from './check/check-charm.ts';
import { composeCharm, findEntry, layerModule } from './compose-charm.ts';
import type { Findings } from './findings.ts';
import { entryModule } from './generate/entry.ts';
import { generateFiles } from './generate/generate-files.ts';
import type { Architecture } from './generate/manifest.ts';
import { charmVersion } from './generate/version.ts';
import type { Layer, LayerStack } from './layers/layer.ts';
import type { OutputFile } from './merge/rule.ts';
import type { Runtime } from './runtime/fetch-runtime.ts';
import { saveTypes } from './write-types.ts';

/** Which charm to build, and how. */
export interface BuildOptions {
  /** The folder of the top layer. */
  readonly directory: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder for the archive; `build/charms` of the workspace if absent. */
  readonly outputDirectory?: string | undefined;
  /** The architecture of the runtime that the charm carries; absent for the unit's own Node.js. */
  readonly architecture?: Architecture | undefined;
  /** Gives the runtime; asked only when the charm is fine so far. */
  readonly runtime: (architecture: Architecture) => Promise<Runtime>;
  /** Builds in spite of errors that Juju would refuse the charm for. */
  readonly force?: boolean;
}

/** A charm that was built. */
export interface BuiltCharm {
  readonly name: string;
  readonly archive: string;
  /** True when the archive was there already, byte for byte. */
  readonly unchanged: boolean;
  readonly size: number;
  /** Size without the runtime. */
  readonly ownSize: number;
  readonly files: number;
  readonly stack: LayerStack;
  /** What went into charm.cjs: path relative to the working folder → bytes. */
  readonly code: Readonly<Record<string, number>>;
}

/**
 * Builds a charm: resolves its layers, merges their files, checks the result, bundles the code and
 * packs the archive. Equal sources give equal bytes. The layer's generated types are refreshed too.
 * @throws DiagnosticsError with all findings when one of them is an error; nothing is written then.
 */
export async function buildCharm(options: BuildOptions, findings: Findings): Promise<BuiltCharm> {
  const { architecture, cwd } = options;
  const architectures = architecture === undefined ? [] : [architecture];
  const charm = composeCharm({ ...options, architectures }, findings);
  const { facts, stack } = charm;
  if (options.force !== true || facts === undefined) findings.throwIfErrors();
  if (facts === undefined) throw new Error('metadata.yaml was read without a result');
  const endpoints = Object.values(facts.metadata.endpoints);
  const { interfaces } = stack;
  const classes = await endpointInterfaces({ interfaces, endpoints, cwd }, findings);
  if (layerModule(stack.top) !== undefined) {
    saveTypes({ stack, facts, classes, cwd, check: false });
  }
  const code = await makeCode({ stack, facts, classes, cwd });
  const runtime = architecture === undefined ? undefined : await options.runtime(architecture);
  const version = charmVersion(stack, charm.files);
  const files = [...generateFiles({ ...charm, metadata: facts.metadata, version }), code.file];
  const members = signMembers({ stack, files, runtime, version });
  const archive = archivePath(options, facts.metadata.name);
  const content = packZip(members, archiveTime(options.environment));
  return {
    name: facts.metadata.name,
    archive,
    unchanged: !writeIfChanged(archive, content),
    size: content.length,
    ownSize: content.length - (runtime?.node.data.length ?? 0),
    files: members.length,
    stack,
    code: code.inputs,
  };
}

interface CodeSource {
  readonly stack: LayerStack;
  readonly facts: CharmFacts;
  /** Endpoint name → interface package with its class. */
  readonly classes: ReadonlyMap<string, Layer>;
  readonly cwd: string;
}

async function makeCode({
  stack,
  facts,
  classes,
  cwd,
}: CodeSource): Promise<{ file: OutputFile; inputs: Record<string, number> }> {
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
  const source = entryModule(facts, {
    main: entry.module,
    layers: stack.layers.flatMap((layer) => layerModule(layer) ?? []),
    endpoints: Object.fromEntries(endpoints),
  });
  const layers = [...stack.layers, ...stack.interfaces];
  const bundled = await bundleCode({ entry: source, directory: stack.top.directory, layers, cwd });
  const inputs = Object.values(bundled.metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).map(
      ([path, { bytesInOutput }]) => [path, bytesInOutput] as const,
    ),
  );
  return {
    file: {
      path: 'charm.cjs',
      content: bundled.content,
      executable: true,
      owner: 'build',
      kind: 'dynamic',
    },
    inputs: Object.fromEntries(inputs),
  };
}
