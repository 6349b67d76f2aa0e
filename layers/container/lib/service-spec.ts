import { createHash } from 'node:crypto';
import type { BindMount, ProjectDeclaration, ServiceDeclaration } from './services.ts';

/** Labels by which compose tools know a project's containers, and by which this layer finds them. */
export const LABELS = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  hash: 'com.docker.compose.config-hash',
  oneOff: 'com.docker.compose.oneoff',
  version: 'com.docker.compose.version',
  directory: 'com.docker.compose.project.working_dir',
  files: 'com.docker.compose.project.config_files',
} as const;

/** What the Engine API takes to create a container. */
export interface ContainerBody {
  readonly Image: string;
  readonly Env: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly HostConfig: {
    readonly Binds: readonly string[];
    readonly VolumesFrom: readonly string[];
    readonly NetworkMode?: string;
    readonly PidMode?: string;
    readonly Privileged: boolean;
    readonly RestartPolicy: { readonly Name: string };
    readonly LogConfig?: { readonly Type: string; readonly Config: Record<string, string> };
  };
}

/** The name that compose version 1 gives a container. Contract section 4.3. */
export function containerName(project: string, service: string): string {
  return `${project}_${service}_1`;
}

/**
 * The request that creates the container of a service. Its label `config-hash` is a fingerprint of
 * everything else in it: SHA-256 over sorted keys, so it tells nothing of the values. Contract rows 26
 * and 27.
 */
export function containerBody(
  declaration: ProjectDeclaration,
  service: ServiceDeclaration,
): ContainerBody {
  const body = unsealedBody(declaration, service);
  const hash = createHash('sha256').update(canonicalJson(body)).digest('hex');
  return { ...body, Labels: { ...body.Labels, [LABELS.hash]: hash } };
}

/** The fingerprint of a service as declared. */
export function specHash(declaration: ProjectDeclaration, service: ServiceDeclaration): string {
  return containerBody(declaration, service).Labels[LABELS.hash] ?? '';
}

function unsealedBody(declaration: ProjectDeclaration, service: ServiceDeclaration): ContainerBody {
  const { networkMode, pidMode, logging } = service;
  return {
    Image: service.image,
    Env: Object.entries(service.environment ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
    ...(service.command === undefined ? {} : { Cmd: service.command }),
    Labels: { ...service.labels, ...projectLabels(declaration, service) },
    HostConfig: {
      Binds: (service.binds ?? []).map(formatBind),
      VolumesFrom: (service.volumesFrom ?? []).map((name) =>
        containerName(declaration.project, name),
      ),
      ...(networkMode === undefined ? {} : { NetworkMode: networkMode }),
      ...(pidMode === undefined ? {} : { PidMode: pidMode }),
      Privileged: service.privileged ?? false,
      RestartPolicy: { Name: service.restart ?? 'no' },
      ...(logging === undefined
        ? {}
        : { LogConfig: { Type: logging.driver, Config: { ...logging.options } } }),
    },
  };
}

function projectLabels(
  declaration: ProjectDeclaration,
  service: ServiceDeclaration,
): Record<string, string> {
  const { project, directory } = declaration;
  return {
    [LABELS.project]: project,
    [LABELS.service]: service.name,
    [LABELS.number]: '1',
    [LABELS.oneOff]: 'False',
    [LABELS.version]: '1.29.2',
    [LABELS.directory]: directory ?? '/',
    // Compose refuses to list a project whose containers lack this label, whatever its value.
    [LABELS.files]: directory === undefined ? '' : `${directory}/docker-compose.yaml`,
  };
}

function formatBind(bind: BindMount): string {
  return `${bind.source}:${bind.target}:${bind.readOnly === true ? 'ro' : 'rw'}`;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
