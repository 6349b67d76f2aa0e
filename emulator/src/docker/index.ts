import { userError } from '@reactive-charms/juju';
import { readEngineAddress } from './engine-address.ts';
import type { MachineEngine } from './machine-engine.ts';
import { openDockerProxy } from './proxy/docker-proxy.ts';
import { findSilence, openUpstream } from './proxy/upstream.ts';
import { openStandIn } from './stand-in/stand-in-engine.ts';

export type { MachineEngine } from './machine-engine.ts';
export type { ServedMachine } from './machine.ts';
export type { SocketService } from './unix-socket.ts';

/** How a model gets its container engine. */
export interface ContainerEngineOptions {
  /** `auto`: a Docker Engine if one answers, else the stand-in. */
  readonly way: 'auto' | 'docker' | 'stand-in';
  /** The model's folder, `.juju-local`. */
  readonly directory: string;
  /** Folder with the stand-in's image catalogue. */
  readonly images?: string;
  /** Sets the model's containers apart from everybody else's in a Docker Engine. */
  readonly modelUuid: string;
  /** Address of the Docker Engine. @default the variable `DOCKER_HOST`, else `/var/run/docker.sock` */
  readonly dockerHost?: string;
}

/** The container engine of a model. */
export interface ContainerEngine extends MachineEngine {
  readonly kind: 'docker' | 'stand-in';
  /** A sentence that users should see: that the stand-in serves, and why. */
  readonly notice?: string;
}

const PROBE_MILLISECONDS = 1500;

/**
 * Opens the container engine of a model.
 * @throws DiagnosticsError naming the socket and the fix, when a Docker Engine is asked for and none
 * answers, or when `DOCKER_HOST` cannot be used.
 */
export async function openContainerEngine(
  options: ContainerEngineOptions,
): Promise<ContainerEngine> {
  const { way, directory, images, modelUuid } = options;
  if (way === 'stand-in') return { kind: 'stand-in', ...openStandIn({ directory, images }) };
  const address = readEngineAddress(options.dockerHost ?? process.env['DOCKER_HOST']);
  const upstream = openUpstream(address);
  const silence = await findSilence(upstream, PROBE_MILLISECONDS);
  if (silence === undefined) return { kind: 'docker', ...openDockerProxy(upstream, modelUuid) };
  upstream.close();
  const reason = `no Docker Engine answers at ${address.text} (${silence})`;
  if (way === 'docker') {
    throw userError('DOCKER_UNREACHABLE', reason, {
      fix: 'start Docker, set DOCKER_HOST to where it listens, or use --containers stand-in',
    });
  }
  const notice = `${reason}; the embedded stand-in serves, and runs no programs`;
  return { kind: 'stand-in', notice, ...openStandIn({ directory, images }) };
}
