import { MANY, refusal } from '../sub-command.ts';
import type { SubCommand } from '../sub-command.ts';

/** Sub-commands of charms.reactive that have no counterpart here; each says what to use instead. */
export const ABSENT: readonly SubCommand[] = [
  absent({
    name: 'register_trigger',
    reason: 'triggers are part of the charm',
    advice: 'write layer.trigger({ when, set }) in a layer',
  }),
  absent({
    name: 'relation_call',
    reason: 'methods of endpoints are called by handlers of the charm',
    advice:
      'write a handler with the condition endpoint.NAME.joined; in a shell, use relation-get and relation-set',
  }),
  absent({
    name: 'render_template',
    reason: 'templates are rendered by handlers of the charm',
    advice: 'write a handler that calls host.declareFile; in a shell, use envsubst',
  }),
];

interface Absence {
  readonly name: string;
  readonly reason: string;
  /** What to do instead. */
  readonly advice: string;
}

function absent({ name, reason, advice }: Absence): SubCommand {
  return {
    name,
    usage: '...',
    summary: reason,
    takes: [0, MANY],
    run: async () => {
      throw refusal(`${name} is not here: ${reason}`, advice);
    },
  };
}
