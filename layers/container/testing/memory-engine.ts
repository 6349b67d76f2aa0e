import { createHash } from 'node:crypto';
import { EngineError, EngineUnreachable } from '../lib/engine.ts';
import type {
  ContainerDetails,
  ContainerRequest,
  ContainerState,
  ContainerSummary,
  Engine,
  ImageDetails,
} from '../lib/engine.ts';

/** An image that a memory engine can pull. */
export interface MemoryImage {
  readonly labels?: Readonly<Record<string, string>>;
  /** Content behind the tag; another value gives the image another id. */
  readonly content?: string;
}

/** A container engine for tests: keeps containers in memory and records what was asked. */
export interface MemoryEngine extends Engine {
  /** Every call that changed something, such as `create app_web_1` or `pull web:1`, oldest first. */
  readonly changes: readonly string[];
  /** The request behind each container, by name: environment, binds and all. */
  requests(): ReadonlyMap<string, ContainerRequest>;
  /** Ends a container by itself, as a crash or the end of its work does. */
  exit(name: string, exitCode: number): void;
  /** Puts another image behind a reference at the registry; pulling fetches it. */
  push(reference: string, image: MemoryImage): void;
  /** From now on nobody answers, or somebody does again. */
  setReachable(reachable: boolean): void;
}

interface MemoryContainer {
  readonly id: string;
  readonly request: ContainerRequest;
  readonly imageId: string;
  state: ContainerState;
  exitCode: number;
}

/**
 * Makes an engine without containers.
 * @param registry images that can be pulled; without it every reference can.
 */
export function createMemoryEngine(registry?: Readonly<Record<string, MemoryImage>>): MemoryEngine {
  return new Memory(registry);
}

class Memory implements MemoryEngine {
  readonly changes: string[] = [];
  readonly #remote: Map<string, MemoryImage>;
  readonly #closedRegistry: boolean;
  readonly #images = new Map<string, { readonly id: string; readonly image: MemoryImage }>();
  readonly #containers = new Map<string, MemoryContainer>();
  #reachable = true;
  #counter = 0;

  constructor(registry: Readonly<Record<string, MemoryImage>> | undefined) {
    this.#remote = new Map(Object.entries(registry ?? {}));
    this.#closedRegistry = registry !== undefined;
  }

  requests(): ReadonlyMap<string, ContainerRequest> {
    return new Map([...this.#containers.values()].map(({ request }) => [request.name, request]));
  }

  exit(name: string, exitCode: number): void {
    const container = this.#find(name);
    container.state = 'exited';
    container.exitCode = exitCode;
  }

  push(reference: string, image: MemoryImage): void {
    this.#remote.set(reference, image);
  }

  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
  }

  async ping(): Promise<void> {
    this.#knock();
  }

  async listContainers(labels: Readonly<Record<string, string>>): Promise<ContainerSummary[]> {
    this.#knock();
    const wanted = Object.entries(labels);
    return [...this.#containers.values()]
      .map(summarize)
      .filter((summary) => wanted.every(([name, value]) => summary.labels[name] === value));
  }

  async inspectContainer(reference: string): Promise<ContainerDetails | undefined> {
    this.#knock();
    const found = this.#tryFind(reference);
    return found && { ...summarize(found), exitCode: found.exitCode, restartCount: 0 };
  }

  async createContainer(request: ContainerRequest): Promise<string> {
    this.#knock();
    const action = `creating container ${request.name}`;
    const image = this.#images.get(request.body.Image);
    if (image === undefined) throw new EngineError(action, 'No such image', 404);
    if (this.#tryFind(request.name)) throw new EngineError(action, 'the name is in use', 409);
    this.changes.push(`create ${request.name}`);
    this.#counter += 1;
    const id = hash(`container ${this.#counter}`);
    const imageId = image.id;
    this.#containers.set(id, { id, request, imageId, state: 'created', exitCode: 0 });
    return id;
  }

  async startContainer(reference: string): Promise<void> {
    const container = this.#find(reference);
    if (container.state === 'running') return;
    this.changes.push(`start ${container.request.name}`);
    container.state = 'running';
  }

  async stopContainer(reference: string): Promise<void> {
    this.#end(reference, { word: 'stop', code: 143 });
  }

  async signalContainer(reference: string, signal: string): Promise<void> {
    this.#end(reference, { word: signal, code: 131 });
  }

  async removeContainer(reference: string): Promise<void> {
    this.#knock();
    const container = this.#tryFind(reference);
    if (container === undefined) return;
    this.changes.push(`remove ${container.request.name}`);
    this.#containers.delete(container.id);
  }

  async imageIds(references: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.#knock();
    const known = references.flatMap((reference) => {
      const image = this.#images.get(reference);
      return image === undefined ? [] : [[reference, image.id] as const];
    });
    return new Map(known);
  }

  async inspectImage(reference: string): Promise<ImageDetails | undefined> {
    this.#knock();
    const known = this.#images.get(reference);
    return known && { id: known.id, labels: known.image.labels ?? {} };
  }

  async pullImage(reference: string): Promise<void> {
    this.#knock();
    const image = this.#remote.get(reference) ?? (this.#closedRegistry ? undefined : {});
    if (image === undefined) {
      throw new EngineError(`pulling image ${reference}`, 'manifest unknown', 404);
    }
    this.changes.push(`pull ${reference}`);
    this.#images.set(reference, { id: hash(`${reference} ${image.content ?? ''}`), image });
  }

  #knock(): void {
    if (this.#reachable) return;
    throw new EngineUnreachable('memory', 'the test has switched it off');
  }

  #tryFind(reference: string): MemoryContainer | undefined {
    const named = ({ request }: MemoryContainer): boolean => request.name === reference;
    return this.#containers.get(reference) ?? [...this.#containers.values()].find(named);
  }

  #find(reference: string): MemoryContainer {
    this.#knock();
    const found = this.#tryFind(reference);
    if (found !== undefined) return found;
    throw new EngineError(`finding container ${reference}`, 'No such container', 404);
  }

  #end(reference: string, how: { readonly word: string; readonly code: number }): void {
    this.#knock();
    const container = this.#tryFind(reference);
    if (container?.state !== 'running') return;
    this.changes.push(`${how.word} ${container.request.name}`);
    container.state = 'exited';
    container.exitCode = how.code;
  }
}

function summarize({ id, request, state, imageId, exitCode }: MemoryContainer): ContainerSummary {
  return {
    id,
    name: request.name,
    state,
    status: state === 'exited' ? `Exited (${exitCode})` : state,
    imageId,
    labels: request.body.Labels,
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
