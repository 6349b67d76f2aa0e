import type { EngineContext } from '../dispatch/context.ts';
import { Endpoint } from './endpoint.ts';

/** The endpoint of a name; undefined when the charm has none. */
export function findEndpoint(endpoints: object, name: string): Endpoint | undefined {
  const found: unknown = Object.hasOwn(endpoints, name) ? Reflect.get(endpoints, name) : undefined;
  return found instanceof Endpoint ? found : undefined;
}

/**
 * The endpoint that a flag is about: `endpoint.db.joined` and `db.ready` are about db.
 * @returns undefined when the flag is not set, or about no endpoint of the charm (R105).
 */
export function endpointOfFlag(
  { flags, endpoints }: Pick<EngineContext, 'flags' | 'endpoints'>,
  flag: string,
): Endpoint | undefined {
  if (!flags.isSet(flag) || !flag.includes('.')) return undefined;
  const [first = '', second = ''] = flag.split('.');
  return findEndpoint(endpoints, first === 'endpoint' ? second : first);
}
