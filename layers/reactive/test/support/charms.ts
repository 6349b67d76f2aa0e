import { BLOG_METADATA, BLOG_OPTIONS } from '../../../../tests/support/blog.ts';
import { defineLayer } from '../../lib/index.ts';
import type { AnyShape, CharmDefinition, Layer, LayerBuilder } from '../../lib/index.ts';
import type { FlagStore } from '../../lib/flags/flag-store.ts';
import type { EngineContext } from '../../lib/dispatch/context.ts';

/** Composes a charm from layers, with the same metadata and options for all tests. */
export function composeCharm(...layers: Layer[]): CharmDefinition {
  return {
    name: 'wordpress',
    metadata: BLOG_METADATA,
    options: BLOG_OPTIONS,
    actions: {},
    layers,
    endpoints: {},
  };
}

/** A charm of one layer called `blog`. */
export function charmOf(define: (layer: LayerBuilder<AnyShape>) => void): CharmDefinition {
  return composeCharm(defineLayer('blog', define));
}

/** A context that has flags; to touch anything else is an error. */
export function createFlagContext(flags: FlagStore): EngineContext {
  const unusable = (): never => {
    throw new Error('a handler of this test may use nothing but flags');
  };
  return {
    flags,
    layers: ['blog'],
    get hook() {
      return unusable();
    },
    get storage() {
      return unusable();
    },
    get secrets() {
      return unusable();
    },
    get config() {
      return unusable();
    },
    get endpoints() {
      return unusable();
    },
    get unit() {
      return unusable();
    },
    get leader() {
      return unusable();
    },
    get host() {
      return unusable();
    },
    get log() {
      return unusable();
    },
    get status() {
      return unusable();
    },
    goalState: unusable,
    setApplicationVersion: unusable,
    use: unusable,
  };
}
