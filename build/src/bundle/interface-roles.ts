import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointRole } from '@reactive-charms/juju';
import { build } from 'esbuild';
import type { Layer } from '../layers/layer.ts';
import { findModule } from '../layers/source-module.ts';
import { explainBuildFailure } from './explain-build-failure.ts';

/** The names of the endpoint classes by role. */
export const ROLE_CLASSES: Readonly<Record<EndpointRole, string>> = {
  provides: 'Provides',
  requires: 'Requires',
  peers: 'Peers',
};

/** The module of an interface that exports its endpoint classes. */
export function interfaceModule(layer: Layer): string {
  const module = join(layer.directory, 'index.ts');
  return findModule(module) ?? module;
}

/**
 * The endpoint classes that an interface package exports; none when it has no code.
 * @param cwd places in messages are relative to this folder.
 * @throws DiagnosticsError when the code of the interface is broken.
 */
export async function exportedRoles(layer: Layer, cwd: string): Promise<readonly string[]> {
  const entry = interfaceModule(layer);
  if (!existsSync(entry)) return [];
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    tsconfigRaw: {},
    metafile: true,
    write: false,
    logLevel: 'silent',
  }).catch(explainBuildFailure(cwd));
  const names = Object.values(result.metafile.outputs).flatMap((output) => output.exports);
  return Object.values(ROLE_CLASSES).filter((name) => names.includes(name));
}
