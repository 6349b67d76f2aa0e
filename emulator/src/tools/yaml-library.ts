import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

let loaded: typeof Yaml | undefined;

/**
 * The library that reads YAML, loaded when it is first needed: it is a third of what the model costs to
 * start, and charms send JSON, which needs none.
 */
export function yamlLibrary(): typeof Yaml {
  if (loaded === undefined) {
    const library: typeof Yaml = createRequire(import.meta.url)('yaml');
    loaded = library;
  }
  return loaded;
}
