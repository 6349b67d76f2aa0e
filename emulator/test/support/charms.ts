import type {
  ActionDefinitions,
  EndpointDefinition,
  EndpointRole,
  Metadata,
  OptionDefinitions,
} from '@reactive-charms/juju';
import type { CharmArtefact } from '../../src/model.ts';

/** An endpoint in short: interface, and `container` scope where wanted. */
type ShortEndpoint = string | { readonly interface: string; readonly container: true };

/** What a test says about a charm. */
export interface ShortCharm {
  readonly provides?: Readonly<Record<string, ShortEndpoint>>;
  readonly requires?: Readonly<Record<string, ShortEndpoint>>;
  readonly peers?: Readonly<Record<string, ShortEndpoint>>;
  readonly options?: OptionDefinitions;
  readonly storage?: Metadata['storage'];
  readonly resources?: Metadata['resources'];
  readonly actions?: ActionDefinitions;
  readonly subordinate?: boolean;
  readonly revision?: number;
}

/** Makes a charm artefact that needs no archive. */
export function makeCharm(name: string, charm: ShortCharm = {}): CharmArtefact {
  const revision = charm.revision ?? 0;
  const sections: Array<[EndpointRole, ShortCharm['provides']]> = [
    ['provides', charm.provides],
    ['requires', charm.requires],
    ['peers', charm.peers],
  ];
  const endpoints: Record<string, EndpointDefinition> = {};
  for (const [role, section] of sections) {
    for (const [endpoint, short] of Object.entries(section ?? {})) {
      endpoints[endpoint] = {
        name: endpoint,
        role,
        interface: typeof short === 'string' ? short : short.interface,
        scope: typeof short === 'string' ? 'global' : 'container',
        optional: false,
      };
    }
  }
  return {
    name,
    url: `local:${name}-${revision}`,
    revision,
    path: `charms/${name}-${revision}.charm`,
    sha256: `${name}-${revision}`,
    metadata: {
      name,
      summary: name,
      description: name,
      subordinate: charm.subordinate ?? false,
      endpoints,
      storage: charm.storage ?? {},
      resources: charm.resources ?? {},
      containers: [],
    },
    options: charm.options ?? {},
    actions: charm.actions ?? {},
    bases: [],
  };
}
