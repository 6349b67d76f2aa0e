import { EngineRefusal, readAll } from '../http-exchange.ts';
import type { Exchange } from '../http-exchange.ts';
import { isObject, parseJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ServedMachine } from '../machine.ts';
import type { Images } from './images.ts';
import type { MachineContainers } from './machine-containers.ts';

/** What requests from one machine reach. */
export interface StandInRoom {
  readonly machine: ServedMachine;
  readonly containers: MachineContainers;
  readonly images: Images;
  /** Programs that clients asked to run; there are none, so each ends at once. */
  readonly executions: Set<string>;
}

/** Serves one kind of request. The name is the container, image or execution that the path names. */
export type Route = (exchange: Exchange, room: StandInRoom, name: string) => void | Promise<void>;

/** Tells whether a parameter of the query is true. */
export function isSet({ query }: Exchange, name: string): boolean {
  return ['1', 'true'].includes((query.get(name) ?? '').toLowerCase());
}

/** Reads the body of a request. @throws EngineRefusal (400) when it is no JSON object. */
export async function readBody({ request }: Exchange): Promise<JsonObject> {
  const body = parseJson((await readAll(request)).toString('utf8'));
  if (!isObject(body)) throw new EngineRefusal(400, 'the body of the request is no JSON object');
  return body;
}
