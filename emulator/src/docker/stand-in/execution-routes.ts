import { randomBytes } from 'node:crypto';
import { EngineRefusal, frameOutput, sendJson } from '../http-exchange.ts';
import type { Exchange } from '../http-exchange.ts';
import { textsOf } from '../json.ts';
import { readBody } from './room.ts';
import type { StandInRoom } from './room.ts';

/** The program that a client wants run inside a container: the stand-in has no programs. */
export const NO_PROGRAMS = 'the stand-in engine runs no programs\n';

/** `POST /containers/NAME/exec` */
export async function createExecution(
  exchange: Exchange,
  room: StandInRoom,
  name: string,
): Promise<void> {
  const container = room.containers.get(name);
  if (container.status !== 'running') {
    throw new EngineRefusal(409, `Container ${container.id} is not running`);
  }
  if (textsOf((await readBody(exchange))['Cmd']).length === 0) {
    throw new EngineRefusal(400, 'No exec command specified');
  }
  const id = randomBytes(32).toString('hex');
  room.executions.add(id);
  sendJson(exchange.response, 201, { Id: id });
}

/** `POST /exec/ID/start` */
export function startExecution({ response }: Exchange, room: StandInRoom, id: string): void {
  requireExecution(room, id);
  response.writeHead(200, { 'Content-Type': 'application/vnd.docker.raw-stream' });
  response.end(frameOutput('stderr', NO_PROGRAMS));
}

/** `GET /exec/ID/json` */
export function inspectExecution({ response }: Exchange, room: StandInRoom, id: string): void {
  requireExecution(room, id);
  sendJson(response, 200, { ID: id, Running: false, ExitCode: 126 });
}

function requireExecution({ executions }: StandInRoom, id: string): void {
  if (!executions.has(id)) throw new EngineRefusal(404, `No such exec instance: ${id}`);
}
