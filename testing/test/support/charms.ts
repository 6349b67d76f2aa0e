import { defineLayer } from '@reactive-charms/reactive';
import type { AnyShape, CharmDefinition, LayerBuilder } from '@reactive-charms/reactive';

/** A blog with a database, a web site, peers, a disk, a theme to upload, and a backup to run. */
export const BLOG: CharmDefinition = {
  name: 'wordpress',
  metadata: {
    name: 'wordpress',
    summary: 'Blogs',
    description: 'Blogs',
    subordinate: false,
    endpoints: {
      db: { name: 'db', role: 'requires', interface: 'mysql', scope: 'global', optional: false },
      website: {
        name: 'website',
        role: 'provides',
        interface: 'http',
        scope: 'global',
        optional: false,
        limit: 1,
      },
      cluster: {
        name: 'cluster',
        role: 'peers',
        interface: 'blog-cluster',
        scope: 'global',
        optional: false,
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
    containers: [],
    extraBindings: ['admin'],
  },
  options: {
    port: { type: 'int', default: 80, description: 'Port of the site' },
    title: { type: 'string', default: '', description: 'Title of the blog' },
    theme: { type: 'string', description: 'Theme; none by default' },
    key: { type: 'secret', description: 'A key; none by default' },
  },
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
