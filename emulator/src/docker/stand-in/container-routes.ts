import type { Bind } from '../binds.ts';
import { frameOutput, sendJson } from '../http-exchange.ts';
import type { Exchange } from '../http-exchange.ts';
import { textMapOf } from '../json.ts';
import { matchesLabels, matchesName, readFilters } from '../list-filters.ts';
import { mountsOf } from './mounts.ts';
import { isSet, readBody } from './room.ts';
import type { StandInRoom } from './room.ts';
import type { ContainerRecord } from './store.ts';
import { containerDetails, containerSummary } from './views.ts';

/** `GET /containers/json` */
export function listContainers(exchange: Exchange, room: StandInRoom): void {
  const { query, response } = exchange;
  const filters = readFilters(query.get('filters'));
  const all = isSet(exchange, 'all') || filters['status'] !== undefined;
  const found = room.containers
    .list()
    .filter(({ status }) => all || status === 'running')
    .filter(({ config }) => matchesLabels(textMapOf(config['Labels']), filters['label'] ?? []))
    .filter(({ name }) => filters['name'] === undefined || matchesName(name, filters['name']))
    .filter(({ status }) => filters['status']?.includes(status) ?? true)
    .filter(({ id }) => filters['id']?.some((start) => id.startsWith(start)) ?? true);
  const limit = Number(query.get('limit') ?? '0');
  const shown = limit > 0 ? found.slice(0, limit) : found;
  const now = new Date();
  sendJson(
    response,
    200,
    shown.map((container) => containerSummary(container, mountsIn(room, container), now)),
  );
}

/** `POST /containers/create` */
export async function createContainer(
  exchange: Exchange,
  { containers }: StandInRoom,
): Promise<void> {
  const id = containers.create(exchange.query.get('name'), await readBody(exchange));
  sendJson(exchange.response, 201, { Id: id, Warnings: [] });
}

/** `GET /containers/NAME/json` */
export function inspectContainer({ response }: Exchange, room: StandInRoom, name: string): void {
  const container = room.containers.get(name);
  sendJson(response, 200, containerDetails(container, mountsIn(room, container)));
}

/** `POST /containers/NAME/start` */
export async function startContainer(
  { response }: Exchange,
  room: StandInRoom,
  name: string,
): Promise<void> {
  sendJson(response, (await room.containers.start(name)) ? 204 : 304);
}

/** `POST /containers/NAME/stop` */
export function stopContainer(
  { response }: Exchange,
  { containers }: StandInRoom,
  name: string,
): void {
  sendJson(response, containers.stop(name) ? 204 : 304);
}

/** `POST /containers/NAME/kill` */
export function killContainer(
  { response, query }: Exchange,
  room: StandInRoom,
  name: string,
): void {
  room.containers.kill(name, query.get('signal') ?? 'SIGKILL');
  sendJson(response, 204);
}

/** `POST /containers/NAME/restart` */
export async function restartContainer(
  { response }: Exchange,
  room: StandInRoom,
  name: string,
): Promise<void> {
  room.containers.stop(name);
  await room.containers.start(name);
  sendJson(response, 204);
}

/** `POST /containers/NAME/wait` */
export async function waitForContainer(
  { response }: Exchange,
  room: StandInRoom,
  name: string,
): Promise<void> {
  room.containers.get(name);
  const waiting = room.containers.wait(name);
  // Clients that wait before they start need the head of the answer at once.
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  response.end(`${JSON.stringify({ StatusCode: await waiting })}\n`);
}

/** `POST /containers/NAME/rename` */
export function renameContainer(
  { response, query }: Exchange,
  room: StandInRoom,
  name: string,
): void {
  room.containers.rename(name, query.get('name') ?? '');
  sendJson(response, 204);
}

/** `DELETE /containers/NAME` */
export function removeContainer(
  exchange: Exchange,
  { containers }: StandInRoom,
  name: string,
): void {
  containers.remove(name, isSet(exchange, 'force'));
  sendJson(exchange.response, 204);
}

/** `GET /containers/NAME/logs` */
export function sendLogs(
  { response, query }: Exchange,
  { containers }: StandInRoom,
  name: string,
): void {
  const { logs } = containers.get(name);
  const tail = Number(query.get('tail') ?? 'all');
  const shown = Number.isNaN(tail) ? logs : tail === 0 ? [] : logs.slice(-tail);
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  response.end(Buffer.concat(shown.map((line) => frameOutput('stdout', `${line}\n`))));
}

function mountsIn(room: StandInRoom, container: ContainerRecord): Bind[] {
  const find = (reference: string): ContainerRecord | undefined =>
    room.containers.list().find(({ id, name }) => id === reference || name === reference);
  return mountsOf(container, find);
}
