import { userError } from '@reactive-charms/juju';

/** Where a Docker Engine is looked for. */
export type EngineAddress =
  | { readonly text: string; readonly socketPath: string }
  | { readonly text: string; readonly host: string; readonly port: number };

const DEFAULT_SOCKET = '/var/run/docker.sock';
const NO_URL = { hostname: '', port: '' };

/**
 * Reads `DOCKER_HOST`; without it the Engine's usual socket is meant.
 * @throws DiagnosticsError for an address that cannot be used.
 */
export function readEngineAddress(dockerHost: string | undefined): EngineAddress {
  const text =
    dockerHost === undefined || dockerHost === '' ? `unix://${DEFAULT_SOCKET}` : dockerHost;
  if (text.startsWith('unix://')) {
    return { text, socketPath: text.slice('unix://'.length) || DEFAULT_SOCKET };
  }
  // A URL of scheme http would drop port 80 as its default, which is not the Engine's.
  const address = text.replace(/^http:/, 'tcp:');
  const { hostname, port } =
    address.startsWith('tcp://') && URL.canParse(address) ? new URL(address) : NO_URL;
  if (hostname !== '') {
    return {
      text,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 2375 : Number(port),
    };
  }
  throw userError('DOCKER_HOST_UNSUPPORTED', `DOCKER_HOST is '${text}', which cannot be used`, {
    fix: 'set it to unix://PATH or tcp://HOST:PORT, or unset it',
  });
}
