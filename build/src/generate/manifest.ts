import type { Findings } from '../findings.ts';
import type { LayerStack } from '../layers/layer.ts';
import { readTextList } from '../layers/read-layer.ts';
import type { OutputFile } from '../merge/rule.ts';
import { mergedFile } from '../merge/yaml-file.ts';
import { mapFromPlain, valueAt, type MapTree } from '../yaml/tree.ts';

/** Architectures in Juju's words. */
export type Architecture = 'amd64' | 'arm64' | 's390x' | 'ppc64el';

/**
 * Makes manifest.yaml from the `bases` of the topmost layer that names any, each as `ubuntu@22.04`.
 * Source: contract rows J54 and J55.
 * @param architectures those that the charm runs on; none means all.
 */
export function makeManifest(
  stack: LayerStack,
  architectures: readonly Architecture[],
  findings: Findings,
): OutputFile | undefined {
  const layer = stack.layers.findLast(({ settings }) => valueAt(settings, 'bases') !== undefined);
  const named = readTextList(valueAt(layer?.settings, 'bases'), 'bases', findings);
  if (named.length === 0) {
    findings.error('BASES_MISSING', 'no layer says which bases the charm runs on', {
      place: valueAt(layer?.settings, 'bases')?.place,
      fix: `add "bases: ['ubuntu@22.04']" to ${stack.top.label}/layer.yaml`,
    });
    return undefined;
  }
  const bases = named.flatMap(({ text, tree }): MapTree[] => {
    const [name = '', channel = '', ...more] = text.split('@');
    if (name !== '' && channel !== '' && more.length === 0) {
      const limits = architectures.length === 0 ? {} : { architectures: [...architectures] };
      return [mapFromPlain({ name, channel, ...limits }, tree.place)];
    }
    findings.error('BASES_BAD', `'${text}' is not a base`, {
      place: tree.place,
      fix: 'write the system and its channel, for example ubuntu@22.04',
    });
    return [];
  });
  const place = { file: 'manifest.yaml' };
  const tree = mapFromPlain({}, place);
  const list = { kind: 'list', items: bases, place } as const;
  const entries = [{ key: 'bases', place, value: list }];
  return mergedFile('manifest.yaml', { ...tree, entries }, 'build');
}
