import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { DiagnosticsError } from '@reactive-charms/juju';
import { crc32 } from '../../src/archive/crc32.ts';
import { buildCharm, type BuildOptions, type BuiltCharm } from '../../src/build-charm.ts';
import { Findings } from '../../src/findings.ts';
import { sha256Of } from '../../src/generate/build-manifest.ts';
import type { Runtime } from '../../src/runtime/fetch-runtime.ts';
import { unpackZip, type UnpackedFile } from './unpack-zip.ts';
import type { Files, Workspace } from './workspace.ts';

/** What stands for the Node.js binary in builds of tests. */
export const NODE: Buffer = Buffer.from('not really Node.js\n'.repeat(9));

const RUNTIME: Runtime = {
  version: '1.2.3',
  node: { data: deflateRawSync(NODE), method: 8, crc: crc32(NODE), size: NODE.length },
  sha256: sha256Of(NODE),
  license: Buffer.from('free'),
};

/** Builds the layer wordpress of a workspace. */
export function build(
  workspace: Workspace,
  more: Partial<BuildOptions> = {},
  findings: Findings = new Findings(),
): Promise<BuiltCharm> {
  const options: BuildOptions = {
    directory: 'layers/wordpress',
    cwd: workspace.root,
    environment: {},
    runtime: () => Promise.resolve(RUNTIME),
    ...more,
  };
  return buildCharm(options, findings);
}

/** Builds the layer wordpress and gives the files of its archive. */
export async function buildFiles(
  workspace: Workspace,
  more: Partial<BuildOptions> = {},
): Promise<ReadonlyMap<string, UnpackedFile>> {
  const { archive } = await build(workspace, more);
  return unpackZip(readFileSync(archive));
}

/** Builds the layer wordpress with other files, and gives the mistakes that are reported. */
export async function mistakesOf(
  workspace: Workspace,
  files: Files,
): Promise<DiagnosticsError['diagnostics']> {
  workspace.write(files);
  const error: unknown = await build(workspace).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DiagnosticsError) return error.diagnostics;
  throw new Error(`expected a user's mistake, got ${String(error)}`);
}
