import type { Findings } from '../findings.ts';
import type { Plan, RuleName } from '../plan.ts';
import { copyFile, mergeCopyright } from './copy.ts';
import { mergeLayerFile } from './layer-file.ts';
import { mergeMetadata } from './metadata.ts';
import type { MergeContext, MergeRule, OutputFile } from './rule.ts';
import { yamlFileRule } from './yaml-file.ts';

const MERGE_RULES: Readonly<Record<RuleName, MergeRule>> = {
  metadata: mergeMetadata,
  config: yamlFileRule({ deletesUnder: ['options'] }),
  actions: yamlFileRule({ deletesUnder: [] }),
  dist: yamlFileRule({ deletesUnder: [] }),
  resources: yamlFileRule({ deletesUnder: [] }),
  layer: mergeLayerFile,
  copyright: mergeCopyright,
  copy: copyFile,
};

/**
 * Makes the files that a charm takes from its layers. Mistakes become findings; a file that cannot
 * be merged is left out then.
 */
export function mergeFiles(plan: Plan, context: MergeContext): OutputFile[] {
  return plan.files.flatMap((file) => attemptRule(file, context, context.findings));
}

function attemptRule(
  file: Plan['files'][number],
  context: MergeContext,
  findings: Findings,
): readonly OutputFile[] {
  return findings.attempt(() => MERGE_RULES[file.rule](file, context)) ?? [];
}
