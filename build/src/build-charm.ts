import { DiagnosticsError } from '@reactive-charms/juju';
import { archivePath, archiveTime, signMembers, writeIfChanged } from './archive/charm-archive.ts';
import { packZip } from './archive/zip.ts';
import { endpointInterfaces } from './bundle/endpoint-interfaces.ts';
import { makeCode } from './bundle/charm-code.ts';
import { composeCharm, layerModule } from './compose-charm.ts';
import { checkHandlers } from './describe/check-handlers.ts';
import { describeCharm } from './describe/describe-charm.ts';
import type { Findings } from './findings.ts';
import { findKnownFlags } from './flags/known-flags.ts';
import { findExecutables } from './generate/executable-handlers.ts';
import { generateFiles } from './generate/generate-files.ts';
import type { Architecture } from './generate/manifest.ts';
import { charmVersion } from './generate/version.ts';
import type { LayerStack } from './layers/layer.ts';
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
  /** What went into charm-code.js: path relative to the working folder → bytes. */
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
  const stop = (): void => {
    if (options.force !== true) findings.throwIfErrors();
  };
  stop();
  const { facts, results, stack } = charm;
  if (facts === undefined) throw new DiagnosticsError(findings.all);
  const endpoints = Object.values(facts.metadata.endpoints);
  const { interfaces } = stack;
  const classes = await endpointInterfaces({ interfaces, endpoints, cwd }, findings);
  const known = await findKnownFlags({ stack, facts, classes, cwd }, findings);
  stop();
  if (layerModule(stack.top) !== undefined) {
    saveTypes({ stack, facts, results, classes, flags: known.flags, cwd, check: false });
  }
  const executables = findExecutables(charm.files, charm.plan, findings);
  const code = await makeCode({
    ...charm,
    facts,
    classes,
    cwd,
    executables,
    // What is built in spite of its mistakes tells them in its hooks.
    checked: options.force !== true,
  });
  const description = await describeCharm(code.program);
  if (description) checkHandlers({ description, known, facts, top: stack.top }, findings);
  stop();
  const runtime = architecture === undefined ? undefined : await options.runtime(architecture);
  const version = charmVersion(stack, charm.files);
  const files = [...generateFiles({ ...charm, metadata: facts.metadata, version }), ...code.files];
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
