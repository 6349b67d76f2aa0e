import { join } from 'node:path';
import { frameOutput, sendSwitch, serveExchanges } from '../http-exchange.ts';
import type { MachineEngine } from '../machine-engine.ts';
import { serveOnSocket } from '../unix-socket.ts';
import { NO_PROGRAMS } from './execution-routes.ts';
import { keepImages } from './images.ts';
import { MachineContainers } from './machine-containers.ts';
import { removeFiles } from './mounts.ts';
import { route } from './routes.ts';
import { openStore } from './store.ts';
import type { ContainerRecord } from './store.ts';

/**
 * The engine that serves where no Docker Engine is: it answers as one does, keeps containers in
 * `containers.json`, and runs no programs. What a program of an image would leave on its machine, the
 * image catalogue says.
 */
export function openStandIn(options: {
  readonly directory: string;
  readonly images: string | undefined;
}): MachineEngine {
  const store = openStore(join(options.directory, 'containers.json'));
  const images = keepImages(store, options.images);
  const removeWhere = (goes: (container: ContainerRecord) => boolean): void => {
    const gone = store.state.containers.filter(goes);
    if (gone.length === 0) return;
    for (const { files } of gone) removeFiles(files);
    store.change((state) => ({
      ...state,
      containers: state.containers.filter((container) => !gone.includes(container)),
    }));
  };
  return {
    serveMachine: (machine) => {
      const containers = new MachineContainers(store, machine, options.images);
      const room = { machine, containers, images, executions: new Set<string>() };
      const server = serveExchanges((exchange) => route(exchange, room));
      // Clients leave HTTP to speak with the program that they start.
      server.on('upgrade', (_request, socket) => {
        sendSwitch(socket);
        socket.end(frameOutput('stderr', NO_PROGRAMS));
      });
      return serveOnSocket(server, machine);
    },
    removeMachine: async (id) => removeWhere(({ machine }) => machine === id),
    removeAll: async () => removeWhere(() => true),
    close: async () => undefined,
  };
}
