import { EngineRefusal, sendJson } from '../http-exchange.ts';
import type { Exchange } from '../http-exchange.ts';
import {
  createContainer,
  inspectContainer,
  killContainer,
  listContainers,
  removeContainer,
  renameContainer,
  restartContainer,
  sendLogs,
  startContainer,
  stopContainer,
  waitForContainer,
} from './container-routes.ts';
import { createExecution, inspectExecution, startExecution } from './execution-routes.ts';
import { inspectImage, listImages, pullImage, removeImage } from './image-routes.ts';
import type { Route, StandInRoom } from './room.ts';

/** Method, path (one group: the name), and what to do. The first that fits serves. */
const ROUTES: readonly (readonly [string, RegExp, Route])[] = [
  ['GET', /^\/_ping$/, ({ response }) => response.end('OK')],
  ['HEAD', /^\/_ping$/, ({ response }) => response.end()],
  ['GET', /^\/version$/, ({ response }) => sendJson(response, 200, VERSION)],
  ['GET', /^\/info$/, sendInfo],
  ['POST', /^\/auth$/, ({ response }) => sendJson(response, 200, { Status: 'Login Succeeded' })],
  ['POST', /^\/images\/create$/, pullImage],
  ['GET', /^\/images\/json$/, listImages],
  ['GET', /^\/images\/(.+)\/json$/, inspectImage],
  ['DELETE', /^\/images\/(.+)$/, removeImage],
  ['GET', /^\/containers\/json$/, listContainers],
  ['POST', /^\/containers\/create$/, createContainer],
  ['GET', /^\/containers\/([^/]+)\/json$/, inspectContainer],
  ['POST', /^\/containers\/([^/]+)\/start$/, startContainer],
  ['POST', /^\/containers\/([^/]+)\/stop$/, stopContainer],
  ['POST', /^\/containers\/([^/]+)\/kill$/, killContainer],
  ['POST', /^\/containers\/([^/]+)\/restart$/, restartContainer],
  ['POST', /^\/containers\/([^/]+)\/wait$/, waitForContainer],
  ['POST', /^\/containers\/([^/]+)\/rename$/, renameContainer],
  ['POST', /^\/containers\/([^/]+)\/exec$/, createExecution],
  ['GET', /^\/containers\/([^/]+)\/logs$/, sendLogs],
  ['DELETE', /^\/containers\/([^/]+)$/, removeContainer],
  ['POST', /^\/exec\/([^/]+)\/start$/, startExecution],
  ['GET', /^\/exec\/([^/]+)\/json$/, inspectExecution],
];

const API_VERSION = '1.41';

const VERSION = {
  Platform: { Name: 'stand-in' },
  Components: [],
  Version: '20.10.0-stand-in',
  ApiVersion: API_VERSION,
  MinAPIVersion: '1.12',
  Os: 'linux',
  Arch: 'amd64',
};

/** Serves one request. @throws EngineRefusal for everything that the Engine would refuse. */
export async function route(exchange: Exchange, room: StandInRoom): Promise<void> {
  const { method, path, response, version } = exchange;
  response.setHeader('Api-Version', API_VERSION);
  response.setHeader('Server', 'Docker/20.10.0-stand-in (linux)');
  if (version !== undefined && Number(version.split('.')[1]) > 41) {
    const limit = `Maximum supported API version is ${API_VERSION}`;
    throw new EngineRefusal(400, `client version ${version} is too new. ${limit}`);
  }
  for (const [verb, pattern, serve] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match === null) continue;
    await serve(exchange, room, match[1] ?? '');
    return;
  }
  throw new EngineRefusal(404, 'page not found');
}

function sendInfo({ response }: Exchange, { containers, images }: StandInRoom): void {
  const all = containers.list();
  sendJson(response, 200, {
    ID: 'stand-in',
    Name: 'stand-in',
    Containers: all.length,
    ContainersRunning: all.filter(({ status }) => status === 'running').length,
    Images: images.list().length,
    Driver: 'stand-in',
    ServerVersion: VERSION.Version,
    OSType: 'linux',
    Warnings: null,
  });
}
