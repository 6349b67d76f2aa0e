import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/**
 * Makes tiny real images out of the catalogue of the stand-in engine, so that the same deployment runs
 * on a real Docker Engine: busybox, the files, and an entrypoint that does what image.yaml says.
 */

const CATALOGUE = resolve(__dirname, '../../bundles/stand-ins/images');
const PROGRAMS = ['sh', 'sleep', 'cp', 'rm', 'chmod', 'mkdir', 'dirname', 'cat', 'true'];

/** One write of image.yaml. */
interface Write {
  readonly from: string;
  readonly to: string;
  readonly mode: string;
  readonly while: 'always' | 'running';
}

/**
 * Imports every image of the catalogue into the Docker Engine of $DOCKER_HOST.
 * @param registry the prefix of the references. @param tag their tag.
 */
export function importImages(registry: string, tag: string): void {
  for (const image of readdirSync(CATALOGUE)) {
    const root = mkdtempSync(join(tmpdir(), 'image-'));
    try {
      const version = fillRoot(root, join(CATALOGUE, image));
      const tar = execFileSync('tar', ['-C', root, '-c', '.'], { maxBuffer: 64 * 1024 * 1024 });
      const changes = ['ENTRYPOINT ["/entrypoint"]', `LABEL version=${version}`];
      execFileSync(
        'docker',
        [
          'import',
          ...changes.flatMap((change) => ['--change', change]),
          '-',
          `${registry}/${image}:${tag}`,
        ],
        { input: tar },
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
}

function fillRoot(root: string, source: string): string {
  const description = parse(readFileSync(join(source, 'image.yaml'), 'utf8'));
  const writes: readonly Write[] = description.writes ?? [];
  for (const folder of ['bin', 'tmp', 'files']) mkdirSync(join(root, folder));
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  for (const program of PROGRAMS) symlinkSync('busybox', join(root, 'bin', program));
  for (const { from } of writes) copyFileSync(join(source, from), join(root, 'files', from));
  writeFileSync(join(root, 'entrypoint'), entrypoint(writes, description.run === 'stay'));
  chmodSync(join(root, 'entrypoint'), 0o755);
  return String(description.labels.version);
}

function entrypoint(writes: readonly Write[], stays: boolean): string {
  const puts = writes.map(
    ({ from, to, mode }) =>
      `mkdir -p "$(dirname ${to})" && cp /files/${from} ${to} && chmod ${mode} ${to} || exit 1`,
  );
  const removals = writes
    .filter((write) => write.while === 'running')
    .map(({ to }) => `rm -f ${to};`);
  const stay = [
    `trap '${removals.join(' ')} exit 0' TERM QUIT INT`,
    'while true; do sleep 1; done',
  ];
  return ['#!/bin/sh', ...puts, ...(stays ? stay : []), ''].join('\n');
}
