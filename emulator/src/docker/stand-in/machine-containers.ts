import { randomBytes } from 'node:crypto';
import { EngineRefusal } from '../http-exchange.ts';
import { objectOf, textOf, textsOf } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ServedMachine } from '../machine.ts';
import { findImage } from './image-catalogue.ts';
import { imageNamed } from './images.ts';
import { makeBindSources, mountsOf, removeFiles, writeFiles } from './mounts.ts';
import type { ContainerRecord, Store } from './store.ts';

/** Exit codes of programs that a signal ends; other signals do not end them. */
const DEADLY: Readonly<Record<string, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  SIGKILL: 137,
  SIGTERM: 143,
};

/** The containers of one machine in the stand-in engine. */
export class MachineContainers {
  readonly #store: Store;
  readonly #machine: ServedMachine;
  readonly #catalogue: string | undefined;
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #lastExitCode = new Map<string, number>();

  /** @param catalogue folder of the image catalogue, if any. */
  constructor(store: Store, machine: ServedMachine, catalogue: string | undefined) {
    this.#store = store;
    this.#machine = machine;
    this.#catalogue = catalogue;
  }

  /** All containers of the machine, the newest first. */
  list(): ContainerRecord[] {
    const own = this.#store.state.containers.filter(({ machine }) => machine === this.#machine.id);
    return own.toReversed();
  }

  /** A container by name, id or the beginning of an id. @throws EngineRefusal (404) without one. */
  get(reference: string): ContainerRecord {
    const found = this.#find(reference);
    if (found !== undefined) return found;
    throw new EngineRefusal(404, `No such container: ${reference}`);
  }

  /**
   * Creates a container from the body of a request. @returns its id.
   * @throws EngineRefusal without the image (404) and for a name that is in use (409) or malformed (400).
   */
  create(name: string | null, body: JsonObject): string {
    const id = randomBytes(32).toString('hex');
    const chosen = (name ?? '') === '' ? `container_${id.slice(0, 12)}` : (name ?? '');
    this.#requireFreeName(chosen);
    const { HostConfig, NetworkingConfig: _networks, ...config } = body;
    const reference = textOf(config['Image']);
    const image = imageNamed(this.#store.state.images, reference);
    if (image === undefined) throw new EngineRefusal(404, `No such image: ${reference}`);
    const hostConfig = objectOf(HostConfig);
    for (const reference of referencesIn(hostConfig)) this.get(reference);
    const fresh: ContainerRecord = {
      id,
      machine: this.#machine.id,
      name: chosen,
      image: reference,
      imageId: image.id,
      created: new Date().toISOString(),
      config: { ...config, Labels: { ...image.labels, ...objectOf(config['Labels']) } },
      hostConfig,
      status: 'created',
      exitCode: 0,
      started: '',
      finished: '',
      logs: [],
      files: [],
    };
    this.#store.change((state) => ({ ...state, containers: [...state.containers, fresh] }));
    return id;
  }

  /** Starts a container. @returns false when it runs already. */
  async start(reference: string): Promise<boolean> {
    const container = this.get(reference);
    if (container.status === 'running') return false;
    const image = await findImage(this.#catalogue, container.image);
    const mounts = mountsOf(container, (other) => this.#find(other));
    makeBindSources(this.#machine, mounts);
    const stays = image.run === 'stay';
    const writes = image.writes.filter((write) => stays || write.while === 'always');
    const files = writeFiles(this.#machine, mounts, writes);
    const now = new Date().toISOString();
    this.#update(container, {
      status: stays ? 'running' : 'exited',
      exitCode: 0,
      started: now,
      finished: stays ? '' : now,
      files,
      logs: [
        ...container.logs,
        `stand-in engine: ${container.image} ${stays ? 'runs' : 'did its work'}`,
      ],
    });
    if (!stays) this.#finish(container);
    return true;
  }

  /** Stops a container as SIGTERM does. @returns false when it does not run. */
  stop(reference: string): boolean {
    return this.#end(this.get(reference), 143);
  }

  /** Sends a signal. @throws EngineRefusal (409) when the container does not run. */
  kill(reference: string, signal: string): void {
    const container = this.get(reference);
    if (container.status !== 'running') {
      const reason = `Container ${container.id} is not running`;
      throw new EngineRefusal(409, `Cannot kill container: ${reference}: ${reason}`);
    }
    const exitCode =
      DEADLY[signal.startsWith('SIG') ? signal : `SIG${signal}`] ?? Number(signal) + 128;
    if (Object.values(DEADLY).includes(exitCode)) this.#end(container, exitCode);
  }

  /** Gives a container another name. @throws EngineRefusal as `create` does. */
  rename(reference: string, name: string): void {
    const container = this.get(reference);
    this.#requireFreeName(name);
    this.#update(container, { name });
  }

  /** Removes a container. @throws EngineRefusal (409) when it runs and removal is not forced. */
  remove(reference: string, force: boolean): void {
    const container = this.get(reference);
    if (container.status === 'running' && !force) {
      throw new EngineRefusal(
        409,
        `You cannot remove a running container ${container.id}. Stop the container before ` +
          'attempting removal or force remove',
      );
    }
    this.#end(container, 137);
    this.#forget(container);
  }

  /** Waits until a container does not run. @returns its exit code. */
  async wait(reference: string): Promise<number> {
    const { id } = this.get(reference);
    while (this.#find(id)?.status === 'running') {
      await new Promise<void>((resolve) => {
        this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
      });
    }
    return this.#find(id)?.exitCode ?? this.#lastExitCode.get(id) ?? 137;
  }

  #find(reference: string): ContainerRecord | undefined {
    const name = reference.replace(/^\//, '');
    const all = this.list();
    return (
      all.find((container) => container.id === name || container.name === name) ??
      (/^[0-9a-f]+$/.test(name) ? all.find(({ id }) => id.startsWith(name)) : undefined)
    );
  }

  #requireFreeName(name: string): void {
    if (!/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
      throw new EngineRefusal(
        400,
        `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
      );
    }
    const holder = this.list().find((container) => container.name === name);
    if (holder === undefined) return;
    throw new EngineRefusal(
      409,
      `Conflict. The container name "/${name}" is already in use by container "${holder.id}". ` +
        'You have to remove (or rename) that container to be able to reuse that name.',
    );
  }

  #end(container: ContainerRecord, exitCode: number): boolean {
    if (container.status !== 'running') return false;
    removeFiles(container.files);
    this.#update(container, {
      status: 'exited',
      exitCode,
      finished: new Date().toISOString(),
      files: [],
    });
    this.#finish(container);
    return true;
  }

  /** Wakes those who wait for the end, and removes a container that shall go with it. */
  #finish(container: ContainerRecord): void {
    this.#lastExitCode.set(container.id, this.get(container.id).exitCode);
    if (container.hostConfig['AutoRemove'] === true) this.#forget(container);
    const waiting = this.#waiting.get(container.id) ?? [];
    this.#waiting.delete(container.id);
    for (const resume of waiting) resume();
  }

  #forget(container: ContainerRecord): void {
    this.#store.change((state) => ({
      ...state,
      containers: state.containers.filter(({ id }) => id !== container.id),
    }));
  }

  #update(container: ContainerRecord, change: Partial<ContainerRecord>): void {
    this.#store.change((state) => ({
      ...state,
      containers: state.containers.map((other) =>
        other.id === container.id ? { ...other, ...change } : other,
      ),
    }));
  }
}

/** The other containers that a new one needs: whose volumes it takes, whose namespaces it shares. */
function referencesIn(hostConfig: JsonObject): string[] {
  const shared = ['NetworkMode', 'PidMode', 'IpcMode'].flatMap((key) => {
    const [kind, reference] = textOf(hostConfig[key]).split(':');
    return kind === 'container' && reference !== undefined ? [reference] : [];
  });
  const sources = textsOf(hostConfig['VolumesFrom']).map((text) => text.split(':')[0] ?? '');
  return [...sources, ...shared];
}
