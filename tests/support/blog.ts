import type { Metadata, OptionDefinitions } from '@reactive-charms/juju';

/** A charm with a database, a web site, and units that know each other. */
export const BLOG_METADATA: Metadata = {
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
    },
    cluster: {
      name: 'cluster',
      role: 'peers',
      interface: 'blog-cluster',
      scope: 'global',
      optional: false,
    },
  },
  storage: {},
  resources: {},
  containers: [],
};

/** A number and two texts, one without a default. */
export const BLOG_OPTIONS: OptionDefinitions = {
  port: { type: 'int', default: 80, description: 'Port of the site' },
  title: { type: 'string', default: '', description: 'Title of the blog' },
  theme: { type: 'string', description: 'Theme; none by default' },
};
