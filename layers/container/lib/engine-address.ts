import { EngineUnreachable } from './engine.ts';

/** How to reach an engine. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly text: string; readonly path: string }
  | { readonly kind: 'tcp'; readonly text: string; readonly host: string; readonly port: number };

const DEFAULT_SOCKET = '/var/run/docker.sock';

/**
 * Finds the engine: `DOCKER_HOST` if set, else `/var/run/docker.sock`. This is the one place of the
 * layer that reads the environment of the process, because the variable belongs to the engine's own
 * conventions and not to Juju's contract, which the hook context carries.
 * @throws EngineUnreachable when the variable holds something that is not supported.
 */
export function readEngineAddress(environment: NodeJS.ProcessEnv = process.env): EngineAddress {
  const text = environment['DOCKER_HOST'];
  if (text === undefined || text === '') return socketAddress(DEFAULT_SOCKET);
  if (text.startsWith('unix://')) return socketAddress(text.slice('unix://'.length));
  const url = parseTcp(text);
  if (url === undefined) {
    throw new EngineUnreachable(text, 'DOCKER_HOST must be unix://PATH or tcp://HOST:PORT');
  }
  if ((environment['DOCKER_TLS_VERIFY'] ?? '') !== '') {
    throw new EngineUnreachable(text, 'an engine behind TLS is not supported');
  }
  const port = url.port === '' ? 2375 : Number(url.port);
  return { kind: 'tcp', text, host: url.hostname, port };
}

function socketAddress(path: string): EngineAddress {
  const known = path === '' ? DEFAULT_SOCKET : path;
  return { kind: 'socket', text: `unix://${known}`, path: known };
}

function parseTcp(text: string): URL | undefined {
  // A URL of scheme http would drop port 80 as its default, which is not the Engine's.
  const address = text.replace(/^http:/, 'tcp:');
  if (!address.startsWith('tcp://') || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.hostname === '' ? undefined : url;
}
