import type { RegistryCredentials } from './services.ts';
import type { ContainerBody } from './service-spec.ts';

/** What a container is doing, in the engine's words. */
export type ContainerState =
  'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** A container as a list shows it. */
export interface ContainerSummary {
  readonly id: string;
  /** Without the leading slash that the engine writes. */
  readonly name: string;
  readonly state: ContainerState;
  /** The state in words, for example `Exited (1) 2 minutes ago`. */
  readonly status: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A container looked at closely. */
export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly state: ContainerState;
  /** Of the last run; 0 for a container that has never ended. */
  readonly exitCode: number;
  readonly restartCount: number;
}

/** An image that the engine has. */
export interface ImageDetails {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What is needed to create a container. */
export interface ContainerRequest {
  readonly name: string;
  readonly body: ContainerBody;
}

/**
 * A container engine: the few calls that this layer makes. Every method throws `EngineUnreachable` when
 * nobody answers, and `EngineError` when the engine refuses.
 */
export interface Engine {
  /** Asks for a sign of life; nothing is asked when the engine has given one in this hook. */
  ping(): Promise<void>;
  /** All containers, running or not, that carry every one of these labels. */
  listContainers(labels: Readonly<Record<string, string>>): Promise<ContainerSummary[]>;
  /** A container by id or name; undefined when there is none. */
  inspectContainer(reference: string): Promise<ContainerDetails | undefined>;
  /** @returns the id of the new container. */
  createContainer(request: ContainerRequest): Promise<string>;
  /** Starts a container; one that runs already is no error. */
  startContainer(reference: string): Promise<void>;
  /** Stops a container by SIGTERM, then by SIGKILL after the grace. */
  stopContainer(reference: string, graceSeconds: number): Promise<void>;
  /** Sends a signal; a container that does not run, or is gone, is no error. */
  signalContainer(reference: string, signal: string): Promise<void>;
  /** Kills and removes a container with its anonymous volumes; one that is gone is no error. */
  removeContainer(reference: string): Promise<void>;
  /** Ids of those of these images that the engine has, by reference as given. */
  imageIds(references: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** An image by reference; undefined when the engine does not have it. */
  inspectImage(reference: string): Promise<ImageDetails | undefined>;
  /** Fetches an image from its registry. */
  pullImage(reference: string, credentials?: RegistryCredentials): Promise<void>;
}

/** No engine answers: it is not installed, not running, hangs, or may not be spoken to. */
export class EngineUnreachable extends Error {
  /** Where the engine was looked for. */
  readonly address: string;

  /** @param reason a clause such as `there is no such socket`. */
  constructor(address: string, reason: string, cause?: unknown) {
    super(`container engine does not answer at ${address}: ${reason}`, { cause });
    this.name = 'EngineUnreachable';
    this.address = address;
  }
}

/** The engine answered, and refused. */
export class EngineError extends Error {
  /** HTTP status of the answer; 0 when the refusal came within a stream. */
  readonly statusCode: number;

  /** @param action what was tried, naming the image or the container. */
  constructor(action: string, reason: string, statusCode: number) {
    super(`${action} failed: ${reason}`);
    this.name = 'EngineError';
    this.statusCode = statusCode;
  }
}
