import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';

/** An archive that npm has made. */
export interface PackedArchive {
  readonly path: string;
  readonly size: number;
  readonly files: number;
}

/**
 * Packs folders with npm, as `npm publish` would.
 * @param output where the archives go.
 * @throws DiagnosticsError with what npm says, when it fails.
 */
export function packWithNpm(folders: readonly string[], output: string): PackedArchive[] {
  const options = ['--json', '--loglevel=error', '--pack-destination', output];
  const { status, stdout, stderr } = spawnSync('npm', ['pack', ...options, ...folders], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw userError('PACK_NPM', `npm pack failed: ${stderr.trim()}`);
  const packed: unknown = JSON.parse(stdout);
  const archives: unknown[] = Array.isArray(packed) ? packed : [];
  return archives.filter(isArchive).map(({ filename, size, entryCount }) => ({
    path: join(output, filename),
    size,
    files: entryCount,
  }));
}

interface NpmArchive {
  readonly filename: string;
  readonly size: number;
  readonly entryCount: number;
}

function isArchive(value: unknown): value is NpmArchive {
  if (typeof value !== 'object' || value === null) return false;
  return 'filename' in value && 'size' in value && 'entryCount' in value;
}
