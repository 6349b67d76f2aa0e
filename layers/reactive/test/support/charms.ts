import type { Metadata, OptionDefinitions } from '@reactive-charms/juju';
import { defineLayer } from '../../lib/index.ts';
import type { AnyShape, CharmDefinition, Layer, LayerBuilder } from '../../lib/index.ts';
import type { FlagStore } from '../../lib/flags/flag-store.ts';
import type { EngineContext } from '../../lib/dispatch/context.ts';

/** A charm with a database, a web site, units that know each other, and three options. */
const METADATA: Metadata = {
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

const OPTIONS: OptionDefinitions = {
  port: { type: 'int', default: 80, description: 'Port of the site' },
  title: { type: 'string', default: '', description: 'Title of the blog' },
  theme: { type: 'string', description: 'Theme; none by default' },
};

/** Composes a charm from layers, with the same metadata and options for all tests. */
export function composeCharm(...layers: Layer[]): CharmDefinition {
  return {
    name: 'wordpress',
    metadata: METADATA,
    options: OPTIONS,
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
