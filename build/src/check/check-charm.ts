import {
  DiagnosticsError,
  isApplicationName,
  type ActionDefinitions,
  type Metadata,
  type OptionDefinitions,
} from '@reactive-charms/juju';
import { readActions, readConfig, readManifest, readMetadata } from '@reactive-charms/juju/files';
import type { Findings } from '../findings.ts';
import type { OutputFile } from '../merge/rule.ts';
import { valueAt } from '../yaml/tree.ts';
import { relocate } from './relocate.ts';

/** What the merged files of a charm say. */
export interface CharmFacts {
  readonly metadata: Metadata;
  readonly options: OptionDefinitions;
  readonly actions: ActionDefinitions;
}

/**
 * Reads the merged files by Juju's rules (contract section 3). Every fault becomes a finding at the
 * place in the layer that it came from.
 * @returns what the files say, or undefined when metadata.yaml cannot be read at all.
 */
export function checkCharm(
  files: readonly OutputFile[],
  findings: Findings,
): CharmFacts | undefined {
  const manifest = readChecked(files, { path: 'manifest.yaml', read: readManifest, findings });
  const metadata = readChecked(files, {
    path: 'metadata.yaml',
    read: (text, file) => readMetadata(text, file, manifest === undefined ? {} : { manifest }),
    findings,
  });
  if (!files.some(({ path }) => path === 'metadata.yaml')) {
    findings.error('METADATA_MISSING', 'no layer has a metadata.yaml', {
      fix: 'add a metadata.yaml with name, summary and description to the charm layer',
    });
  }
  checkName(files, findings);
  const options = readChecked(files, { path: 'config.yaml', read: readConfig, findings });
  const actions = readChecked(files, {
    path: 'actions.yaml',
    read: (text, file) => readActions(text, file, metadata?.name ?? ''),
    findings,
  });
  return metadata && { metadata, options: options ?? {}, actions: actions ?? {} };
}

interface CheckedFile<T> {
  readonly path: string;
  readonly read: (text: string, file: string) => T;
  readonly findings: Findings;
}

function readChecked<T>(
  files: readonly OutputFile[],
  { path, read, findings }: CheckedFile<T>,
): T | undefined {
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) return undefined;
  try {
    return read(file.content.toString('utf8'), path);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    findings.add(...relocate(error.diagnostics, file));
    return undefined;
  }
}

/** Juju tests the name at deploy only; better here (contract row J15). */
function checkName(files: readonly OutputFile[], findings: Findings): void {
  const metadata = files.find(({ path }) => path === 'metadata.yaml');
  const name = valueAt(metadata?.tree, 'name');
  if (name?.kind !== 'scalar' || typeof name.value !== 'string') return;
  if (isApplicationName(name.value)) return;
  findings.error('CHARM_NAME', `'${name.value}' cannot be the name of a charm`, {
    place: name.place,
    fix: 'use lower-case letters, digits and single hyphens, and a letter in every part',
  });
}
