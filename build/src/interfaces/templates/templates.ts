import * as peers from './peers-code.ts';
import { README as PEERS_README } from './peers-readme.ts';
import { TEST as PEERS_TEST } from './peers-test.ts';
import * as sides from './sides-code.ts';
import { README as SIDES_README } from './sides-readme.ts';
import { TEST as SIDES_TEST } from './sides-test.ts';

/** What a new interface begins as: a small protocol that its author replaces. */
export interface Template {
  readonly summary: string;
  /** Texts by path. `{{name}}`, `{{summary}}` and `{{engine}}` stand for what differs. */
  readonly files: Readonly<Record<string, string>>;
}

/** An interface between two applications. */
export const SIDES: Template = {
  summary: 'Where a database server listens, and which databases its clients want.',
  files: {
    'README.md': SIDES_README,
    'schema.ts': sides.SCHEMA,
    'flags.ts': sides.FLAGS,
    'provides.ts': sides.PROVIDES,
    'requires.ts': sides.REQUIRES,
    'interface.ts': sides.DEFINITION,
    'index.ts': sides.INDEX,
    'test/{{name}}.test.ts': SIDES_TEST,
  },
};

/** An interface among the units of one application. */
export const PEERS: Template = {
  summary: 'Where the units of a database serve each other with their data.',
  files: {
    'README.md': PEERS_README,
    'schema.ts': peers.SCHEMA,
    'flags.ts': peers.FLAGS,
    'peers.ts': peers.PEERS,
    'interface.ts': peers.DEFINITION,
    'index.ts': peers.INDEX,
    'test/{{name}}.test.ts': PEERS_TEST,
  },
};
