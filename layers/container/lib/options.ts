import { isJsonMap, parseJsonText } from '@reactive-charms/reactive';
import type { JsonValue } from '@reactive-charms/reactive';
import { registryHost } from './image-reference.ts';
import { readLogging } from './logging-options.ts';
import type { Logging, RegistryCredentials } from './services.ts';

/** The options of this layer's config.yaml. Contract section 1.4. */
export interface ContainerConfig {
  readonly container_runtime: string;
  readonly docker_runtime: string;
  readonly docker_runtime_key_url: string | undefined;
  readonly docker_runtime_package: string | undefined;
  readonly docker_runtime_repo: string | undefined;
  readonly 'docker-registry': string;
  readonly 'docker-registry-insecure': boolean;
  readonly 'docker-opts': string | undefined;
  readonly 'docker-user': string | undefined;
  readonly 'docker-password': string | undefined;
  readonly 'docker-log-driver': string;
  readonly 'docker-log-options': string;
  readonly 'image-tag': string;
  readonly http_proxy: string;
  readonly https_proxy: string;
  readonly no_proxy: string;
}

/** The options, read and checked. */
export interface ContainerOptions {
  readonly runtime: 'docker';
  /** Where the engine is installed from; anything unknown is custom. */
  readonly installation: 'upstream' | 'apt' | 'auto' | 'custom';
  /** Prefix of image references. */
  readonly registry: string;
  /** Host of the registry, if the prefix names one, and whether it speaks without TLS. */
  readonly insecureRegistry: string | undefined;
  /** What `docker-opts` adds to the engine's settings. */
  readonly engineSettings: Readonly<Record<string, JsonValue>>;
  /** Present when both user and password are set. */
  readonly credentials: RegistryCredentials | undefined;
  /** Undefined when both logging options are empty. */
  readonly logging: Logging | undefined;
  readonly imageTag: string;
  readonly proxy: { readonly http: string; readonly https: string; readonly none: string };
}

/** What is wrong with an option. The text begins with the option's name. */
export interface OptionFault {
  readonly option: keyof ContainerConfig;
  readonly text: string;
}

/** The options as values, or everything that is wrong with them. */
export type ContainerOptionsReading =
  | { readonly valid: true; readonly options: ContainerOptions }
  | { readonly valid: false; readonly faults: readonly OptionFault[] };

/** systemd takes no longer line from a drop-in. Contract section 1.4. */
const NO_PROXY_LIMIT = 2023;

/** Reads and checks the options; the operator gets all faults at once. Contract sections 1.4 and 4.6. */
export function readContainerOptions(config: ContainerConfig): ContainerOptionsReading {
  const logging = readLogging(config['docker-log-driver'], config['docker-log-options']);
  const settings = readEngineSettings(config['docker-opts'] ?? '');
  const faults = [
    ...checkRuntime(config.container_runtime),
    ...fault('docker-opts', settings.fault),
    ...fault('docker-log-options', logging.fault),
    ...checkNoProxy(config.no_proxy),
  ];
  if (faults.length > 0) return { valid: false, faults };
  const user = config['docker-user'] ?? '';
  const password = config['docker-password'] ?? '';
  const options: ContainerOptions = {
    runtime: 'docker',
    installation: readInstallation(config.docker_runtime),
    registry: config['docker-registry'],
    insecureRegistry: config['docker-registry-insecure']
      ? registryHost(config['docker-registry'])
      : undefined,
    engineSettings: settings.settings,
    credentials: user === '' || password === '' ? undefined : { user, password },
    logging: logging.logging,
    imageTag: config['image-tag'],
    proxy: { http: config.http_proxy, https: config.https_proxy, none: config.no_proxy },
  };
  return { valid: true, options };
}

function checkRuntime(runtime: string): OptionFault[] {
  if (runtime === 'docker') return [];
  return fault(
    'container_runtime',
    runtime === 'containerd'
      ? "'containerd' is not supported yet by this charm revision; set it to 'docker'"
      : `'${runtime}' is unknown; set it to 'docker'`,
  );
}

function checkNoProxy(value: string): OptionFault[] {
  if (value.length <= NO_PROXY_LIMIT) return [];
  return fault(
    'no_proxy',
    `${value.length} characters are too long; ${NO_PROXY_LIMIT} are allowed`,
  );
}

function readInstallation(value: string): ContainerOptions['installation'] {
  return value === 'upstream' || value === 'apt' || value === 'auto' ? value : 'custom';
}

function readEngineSettings(text: string): {
  readonly settings: Record<string, JsonValue>;
  readonly fault: string | undefined;
} {
  if (text.trim() === '') return { settings: {}, fault: undefined };
  try {
    const settings = parseJsonText(text);
    if (isJsonMap(settings)) return { settings: { ...settings }, fault: undefined };
    return { settings: {}, fault: 'a JSON object is expected, for example {"debug": true}' };
  } catch {
    // The parser's own words would quote the text, which may hold a secret.
    return { settings: {}, fault: 'this is not JSON; an object is expected' };
  }
}

function fault(option: keyof ContainerConfig, text: string | undefined): OptionFault[] {
  return text === undefined ? [] : [{ option, text: `${option}: ${text}` }];
}
