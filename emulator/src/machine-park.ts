import { openContainerEngine } from './docker/index.ts';
import type { Machines } from './machine/index.ts';
import type { ModelStore } from './store.ts';
import { changeSettings } from './transitions/settings.ts';

/** The machines of a model at work: roots, and the container engine that serves them. */
export interface MachinePark {
  /** Makes a machine ready for its units; quick when it is ready. */
  prepare(id: string): Promise<void>;
  /** Removes machines that have left the model. */
  sweep(): Promise<void>;
  /** Stops serving; what the machines hold stays. */
  close(): Promise<void>;
  /**
   * Removes every machine and every container.
   * @param options with `force`, containers that cannot be removed are left, with a notice.
   */
  removeAll(options: { readonly force: boolean }): Promise<void>;
}

/** What the park is made from. */
export interface MachineParkOptions {
  readonly store: ModelStore;
  readonly machines: Machines;
  readonly directory: string;
  /** What else ends with it. */
  readonly onClose?: () => Promise<void>;
}

type Engine = Awaited<ReturnType<typeof openContainerEngine>>;

/** Where programs look for the container engine. */
const ENGINE_SOCKET = '/var/run/docker.sock';

/** Makes the park. The container engine is opened when the first machine needs it. */
export function createMachinePark(options: MachineParkOptions): MachinePark {
  const { store, machines } = options;
  const ready = new Map<string, Promise<{ close(): Promise<void> }>>();
  // Machines of earlier sessions have roots too.
  const known = new Set(Object.keys(store.model.machines));
  let engine: Promise<Engine> | undefined;
  const openEngine = (): Promise<Engine> => (engine ??= startEngine(options));

  const start = async (id: string): Promise<{ close(): Promise<void> }> => {
    const machine = store.model.machines[id];
    if (!machine) throw new Error(`machine ${id} is not in the model`);
    const { address, hostname } = machine;
    const commands = machine.commands ?? store.model.settings.commands ?? 'recorded';
    await machines.create({ id, address, hostname, commands });
    const hostPath = (inside: string): string => machines.hostPath(id, inside);
    return (await openEngine()).serveMachine({
      id,
      socketPath: hostPath(ENGINE_SOCKET),
      hostPath,
    });
  };
  const remove = async (id: string): Promise<void> => {
    const served = ready.get(id);
    known.delete(id);
    ready.delete(id);
    await (await served)?.close();
    await (await openEngine()).removeMachine(id);
    await machines.remove(id);
  };
  const close = async (): Promise<void> => {
    await options.onClose?.();
    machines.close();
    for (const served of ready.values()) await (await served).close();
    ready.clear();
    await (await engine?.catch(() => undefined))?.close();
    engine = undefined;
  };
  return {
    prepare: async (id) => {
      const served = ready.get(id) ?? start(id);
      known.add(id);
      ready.set(id, served);
      await served.catch((error: unknown) => {
        ready.delete(id);
        throw error;
      });
    },
    sweep: async () => {
      for (const id of known) {
        if (!store.model.machines[id]) await remove(id);
      }
    },
    close,
    removeAll: async ({ force }) => {
      if (Object.keys(store.model.machines).length > 0) {
        await removeContainers({ store, openEngine, force });
      }
      for (const id of Object.keys(store.model.machines)) await machines.remove(id);
      await close();
    },
  };
}

interface Removal {
  readonly store: ModelStore;
  readonly openEngine: () => Promise<Engine>;
  readonly force: boolean;
}

async function removeContainers({ store, openEngine, force }: Removal): Promise<void> {
  try {
    await (await openEngine()).removeAll();
  } catch (error) {
    if (!force || !(error instanceof Error)) throw error;
    store.notice(`containers may be left behind: ${firstLine(error)}`);
  }
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0] ?? '';
}

async function startEngine({ store, directory }: MachineParkOptions): Promise<Engine> {
  const { containers, images, engineNotice = '' } = store.model.settings;
  const engine = await openContainerEngine({
    way: containers ?? 'auto',
    directory,
    ...(images === undefined ? {} : { images }),
    modelUuid: store.model.uuid,
  });
  const notice = engine.notice ?? '';
  if (notice !== engineNotice) store.update(changeSettings({ engineNotice: notice }));
  if (notice !== '' && notice !== engineNotice) store.notice(notice);
  return engine;
}
