import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { makeFolder } from '@reactive-charms/juju/files';
import { buildManifest, sha256Of, type SignedFile } from '../generate/build-manifest.ts';
import type { LayerStack } from '../layers/layer.ts';
import { findWorkspace } from '../layers/workspace.ts';
import type { OutputFile } from '../merge/rule.ts';
import type { Runtime } from '../runtime/fetch-runtime.ts';
import type { ArchiveMember } from './zip.ts';

/** What goes into an archive. */
export interface ArchiveContent {
  readonly stack: LayerStack;
  readonly files: readonly OutputFile[];
  readonly runtime: Runtime | undefined;
  readonly version: string | undefined;
}

/** All members of the archive, .build.manifest with their hashes among them. */
export function signMembers({ stack, files, runtime, version }: ArchiveContent): ArchiveMember[] {
  const license: OutputFile[] =
    runtime === undefined
      ? []
      : [
          {
            path: 'runtime/LICENSE',
            content: runtime.license,
            executable: false,
            owner: 'build',
            kind: 'build',
          },
        ];
  const all = [...files, ...license];
  const signatures = all.map(({ path, owner, kind, content }): SignedFile => {
    return { path, owner, kind, sha256: sha256Of(content) };
  });
  if (runtime !== undefined) {
    const { sha256 } = runtime;
    signatures.push({ path: 'runtime/node', owner: 'build', kind: 'build', sha256 });
  }
  const manifest = buildManifest(stack, signatures, version ?? 'unknown');
  return [
    ...all,
    { path: '.build.manifest', content: Buffer.from(manifest), executable: false },
    ...(runtime === undefined
      ? []
      : [{ path: 'runtime/node', content: runtime.node, executable: true }]),
  ];
}

/** Where the archive goes: `build/charms` of the workspace around the charm, if not told otherwise. */
export function archivePath(
  {
    directory,
    cwd,
    outputDirectory,
  }: {
    readonly directory: string;
    readonly cwd: string;
    readonly outputDirectory?: string | undefined;
  },
  charmName: string,
): string {
  const workspace = findWorkspace(resolve(cwd, directory)) ?? cwd;
  const folder =
    outputDirectory === undefined
      ? join(workspace, 'build', 'charms')
      : resolve(cwd, outputDirectory);
  return join(folder, `${charmName}.charm`);
}

/**
 * The time of all members: that of SOURCE_DATE_EPOCH if it is set, else 1970, which zip cannot go back
 * to and so makes 1980.
 * @throws DiagnosticsError when SOURCE_DATE_EPOCH is no number of seconds.
 */
export function archiveTime(environment: Readonly<Record<string, string | undefined>>): Date {
  const text = environment['SOURCE_DATE_EPOCH'] || '0';
  if (/^\d{1,11}$/.test(text)) return new Date(Number(text) * 1000);
  throw userError('SOURCE_DATE_EPOCH', `SOURCE_DATE_EPOCH is '${text}'`, {
    fix: 'set it to seconds since 1970, or unset it',
  });
}

/**
 * Writes a file unless it holds just that; a reader never sees half of it.
 * @returns whether it was written.
 */
export function writeIfChanged(path: string, content: Buffer): boolean {
  if (existsSync(path) && readFileSync(path).equals(content)) return false;
  makeFolder(dirname(path));
  const half = `${path}.${process.pid}.part`;
  writeFileSync(half, content);
  renameSync(half, path);
  return true;
}
