import { defineLayer } from '@reactive-charms/reactive';
import type { AnyShape, CharmDefinition, LayerBuilder } from '@reactive-charms/reactive';
import { BLOG_METADATA, BLOG_OPTIONS } from '../../../tests/support/blog.ts';

/** A blog with a disk, a theme to upload, a key, helpers, and a backup to run. */
export const BLOG: CharmDefinition = {
  name: 'wordpress',
  metadata: {
    ...BLOG_METADATA,
    endpoints: {
      ...BLOG_METADATA.endpoints,
      website: {
        name: 'website',
        role: 'provides',
        interface: 'http',
        scope: 'global',
        optional: false,
        limit: 1,
      },
      logs: {
        name: 'logs',
        role: 'provides',
        interface: 'logging',
        scope: 'container',
        optional: true,
      },
    },
    storage: { data: { type: 'filesystem', count: { minimum: 0, maximum: 2 } } },
    resources: { theme: { type: 'file', filename: 'theme.zip' } },
    extraBindings: ['admin'],
  },
  options: { ...BLOG_OPTIONS, key: { type: 'secret', description: 'A key; none by default' } },
  actions: {
    backup: {
      description: 'Saves the articles',
      params: { quality: { type: 'integer' }, to: { type: 'string', default: '/srv' } },
      required: [],
    },
  },
  layers: [],
  endpoints: {},
};

/** A helper that stands beside another charm. */
export const HELPER: CharmDefinition = {
  ...BLOG,
  name: 'helper',
  metadata: {
    ...BLOG.metadata,
    name: 'helper',
    subordinate: true,
    endpoints: {
      host: {
        name: 'host',
        role: 'requires',
        interface: 'logging',
        scope: 'container',
        optional: false,
      },
    },
  },
};

/** The blog with one layer called `blog`. */
export function charmOf(define: (layer: LayerBuilder<AnyShape>) => void): CharmDefinition {
  return { ...BLOG, layers: [defineLayer('blog', define)] };
}
