import type { Findings } from '../findings.ts';
import type { OutputFile } from '../merge/rule.ts';
import { entriesOf, valueAt } from '../yaml/tree.ts';

/**
 * Adds what Juju accepts but an author should not leave so: no README, no copyright, a summary that
 * does not fit on a line, options without a description. Source: contract section 1.20.
 */
export function proofStyle(files: readonly OutputFile[], findings: Findings): void {
  const paths = files.map(({ path }) => path);
  if (!paths.some((path) => /^readme(\.|$)/i.test(path))) {
    findings.warning('PROOF_NO_README', 'the charm has no README', {
      fix: 'add a README.md to the charm layer',
    });
  }
  if (!paths.includes('copyright')) {
    findings.warning('PROOF_NO_COPYRIGHT', 'the charm has no copyright file', {
      fix: 'add a file named copyright to the charm layer',
    });
  }
  const summary = valueAt(treeOf(files, 'metadata.yaml'), 'summary');
  if (summary?.kind === 'scalar' && String(summary.value).length > 72) {
    findings.warning('PROOF_LONG_SUMMARY', 'the summary is longer than 72 characters', {
      place: summary.place,
      fix: 'say it shorter; the description has room for more',
    });
  }
  for (const { key, place, value } of entriesOf(valueAt(treeOf(files, 'config.yaml'), 'options'))) {
    if (valueAt(value, 'description') !== undefined) continue;
    findings.warning('PROOF_NO_DESCRIPTION', `option '${key}' has no description`, {
      place,
      fix: 'add a description',
    });
  }
}

/** The exit code of proof: 200 with an error, 100 with a warning, else 0. */
export function proofExitCode(findings: Findings): 0 | 100 | 200 {
  if (findings.hasErrors) return 200;
  return findings.all.some(({ severity }) => severity === 'warning') ? 100 : 0;
}

function treeOf(files: readonly OutputFile[], path: string): OutputFile['tree'] {
  return files.find((file) => file.path === path)?.tree;
}
