import { databagSchema, defineEndpoint, Endpoint, field, text } from '../../lib/index.ts';
import type { CharmShape, DatabagSchema, EndpointHandlers } from '../../lib/index.ts';

interface ServerFields {
  readonly host: string;
  readonly password: string;
}

const serverSchema: DatabagSchema<ServerFields> = databagSchema<ServerFields>({
  host: field('host', text),
  password: field('password', text),
});

/** The side that needs a database: what an interface package with handlers looks like. */
export class Requires extends Endpoint<'ready'> {
  static readonly handlers: EndpointHandlers = defineEndpoint(
    () => Requires,
    (on) => {
      on.sets('ready');
      on.when('endpoint.{endpoint_name}.joined').handle('ask', ({ endpoint, unit }) => {
        endpoint.ask(unit.name);
      });
      on.when('endpoint.{endpoint_name}.changed').handle('read', ({ endpoint, flags }) => {
        flags.toggle(endpoint.flag('ready'), endpoint.server !== undefined);
        flags.clear(endpoint.expandName('changed'));
      });
      on.trigger({
        whenNot: 'endpoint.{endpoint_name}.joined',
        clear: 'endpoint.{endpoint_name}.ready',
      });
    },
  );

  /** The lowest server that says all that is needed. */
  get server(): ServerFields | undefined {
    for (const { received } of this.units) {
      const { host, password } = serverSchema.decode(received).values;
      if (host !== undefined && password !== undefined) return { host, password };
    }
    return undefined;
  }

  /** Asks every server for a database of a name. */
  ask(database: string): void {
    for (const relation of this.relations) relation.publish({ database });
  }
}

/** What `charm types` would write for a charm with two databases. */
export interface TwoDatabases extends CharmShape {
  readonly options: { readonly port: number };
  readonly endpoints: { readonly db: Requires; readonly archive: Requires };
  readonly actions: object;
  readonly results: object;
  readonly storage: object;
  readonly flags: string;
}
