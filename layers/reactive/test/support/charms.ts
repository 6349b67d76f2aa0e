import type { Metadata, OptionDefinitions } from '@reactive-charms/juju';
import { defineLayer } from '../../lib/index.ts';
import type { AnyShape, CharmDefinition, Layer, LayerBuilder, Trigger } from '../../lib/index.ts';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { settle } from '../../lib/dispatch/settle.ts';
import type { Round } from '../../lib/dispatch/settle.ts';
import type { EngineContext } from '../../lib/dispatch/context.ts';
import { sealCharm } from '../../lib/charm/charm.ts';

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

/** What settling did. */
export interface Settled {
  /** Ids of the handlers that ran, in order, without the layer. */
  readonly ran: readonly string[];
  readonly rounds: readonly Round[];
  readonly flags: FlagStore;
}

/** What a test says beyond the layer. */
export interface SettleOptions {
  /** Flags that are set before. */
  readonly set?: readonly string[];
  /** The running hook; update-status by default. */
  readonly hook?: string;
  /** Hears of rounds; needed only where settling fails. */
  readonly onRound?: (round: Round) => void;
}

/** Settles the handlers of one layer over nothing but flags. */
export async function settleLayer(
  define: (layer: LayerBuilder<AnyShape>, flags: FlagStore) => void,
  options: SettleOptions = {},
): Promise<Settled> {
  const triggers: Trigger[] = [];
  const initial = Object.fromEntries((options.set ?? []).map((flag) => [flag, null]));
  const flags = new FlagStore(initial, triggers);
  const charm = sealCharm(charmOf((layer) => define(layer, flags)));
  triggers.push(...charm.triggers);
  const ran: string[] = [];
  const rounds: Round[] = [];
  await settle({
    handlers: charm.handlers,
    flags,
    context: createFlagContext(flags),
    hook: options.hook ?? 'update-status',
    onRound: (round) => {
      rounds.push(round);
      options.onRound?.(round);
    },
    onRun: (id) => ran.push(id.slice('blog/'.length)),
  });
  return { ran, rounds, flags };
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
    setApplicationVersion: unusable,
    use: unusable,
  };
}
