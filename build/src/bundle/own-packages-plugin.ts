import type { Plugin } from 'esbuild';
import type { Layer } from '../layers/layer.ts';

const RESOLVED = Symbol('resolved by own-packages');

/**
 * Lets imports of a layer's npm package lead to the layer that the charm includes, wherever that one
 * was found. Otherwise a layer from LAYER_PATH would meet its namesake from node_modules in one charm.
 */
export function ownPackagesPlugin(layers: readonly Layer[]): Plugin {
  const folders = new Map(
    layers.flatMap((layer): [string, string][] =>
      layer.package === undefined ? [] : [[layer.package.name, layer.directory]],
    ),
  );
  return {
    name: 'own-packages',
    setup(build) {
      build.onResolve({ filter: /^[@\w]/ }, async ({ path, kind, pluginData }) => {
        if (pluginData === RESOLVED) return undefined;
        const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
        const folder = folders.get(name);
        if (folder === undefined) return undefined;
        // A package may import itself by its name, so the layer's folder is where to look from.
        return build.resolve(path, { resolveDir: folder, kind, pluginData: RESOLVED });
      });
    },
  };
}
