import { urlOf } from '../layers/layer.ts';
import type { Contributor } from '../plan.ts';
import type { MergeContext, MergeRule, OutputFile } from './rule.ts';

/** Copies a file from the highest layer that has it. */
export const copyFile: MergeRule = (planned, context) => {
  const top = planned.contributors.at(-1);
  return top === undefined ? [] : copyOf(top, planned.path, context);
};

/**
 * Keeps every layer's copyright: the topmost as `copyright`, lower ones as `copyright.layer-<name>`.
 */
export const mergeCopyright: MergeRule = (planned, context) =>
  planned.contributors.flatMap((contributor, index) => {
    const isTop = index === planned.contributors.length - 1;
    const path = isTop ? planned.path : `${planned.path}.layer-${contributor.layer.name}`;
    return copyOf(contributor, path, context);
  });

function copyOf({ layer, file }: Contributor, path: string, context: MergeContext): OutputFile[] {
  if (file === undefined) return [];
  const { executable } = file;
  return [{ path, content: context.read(file), executable, owner: urlOf(layer), kind: 'static' }];
}
