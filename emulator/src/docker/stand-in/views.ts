import type { Bind } from '../binds.ts';
import { objectOf, textMapOf, textOf, textsOf } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ContainerRecord } from './store.ts';

const UNITS = [
  ['second', 1],
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
] as const;
const NEVER = '0001-01-01T00:00:00Z';

/** One entry of the list of containers. @param now for the words that say how long ago. */
export function containerSummary(
  container: ContainerRecord,
  mounts: readonly Bind[],
  now: Date,
): JsonObject {
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: container.image,
    ImageID: container.imageId,
    Command: textsOf(container.config['Cmd']).join(' '),
    Created: Math.floor(Date.parse(container.created) / 1000),
    Ports: [],
    Labels: textMapOf(container.config['Labels']),
    State: container.status,
    Status: statusWords(container, now),
    HostConfig: { NetworkMode: networkOf(container) },
    NetworkSettings: { Networks: {} },
    Mounts: mounts.map(mountView),
  };
}

/** The answer about one container. */
export function containerDetails(container: ContainerRecord, mounts: readonly Bind[]): JsonObject {
  const [path = '', ...args] = textsOf(container.config['Cmd']);
  const { hostConfig } = container;
  return {
    Id: container.id,
    Created: container.created,
    Path: path,
    Args: args,
    State: stateView(container),
    Image: container.imageId,
    Name: `/${container.name}`,
    RestartCount: 0,
    Driver: 'stand-in',
    Platform: 'linux',
    HostConfig: {
      Privileged: false,
      PidMode: '',
      VolumesFrom: null,
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      ...hostConfig,
      Binds: hostConfig['Binds'] ?? null,
      NetworkMode: networkOf(container),
      LogConfig: { Type: 'json-file', Config: {}, ...objectOf(hostConfig['LogConfig']) },
    },
    Mounts: mounts.map(mountView),
    Config: { Env: [], Cmd: null, ...container.config, Image: container.image },
    NetworkSettings: { Networks: {} },
  };
}

function stateView(container: ContainerRecord): JsonObject {
  const running = container.status === 'running';
  return {
    Status: container.status,
    Running: running,
    Paused: false,
    Restarting: false,
    OOMKilled: false,
    Dead: false,
    Pid: running ? 1 : 0,
    ExitCode: container.exitCode,
    Error: '',
    StartedAt: container.started === '' ? NEVER : container.started,
    FinishedAt: container.finished === '' ? NEVER : container.finished,
  };
}

function mountView(bind: Bind): JsonObject {
  return {
    Type: bind.source.startsWith('/') ? 'bind' : 'volume',
    Source: bind.source,
    Destination: bind.target,
    Mode: bind.mode,
    RW: !bind.mode.split(',').includes('ro'),
    Propagation: 'rprivate',
  };
}

function networkOf(container: ContainerRecord): string {
  const mode = textOf(container.hostConfig['NetworkMode']);
  return mode === '' ? 'default' : mode;
}

function statusWords(container: ContainerRecord, now: Date): string {
  switch (container.status) {
    case 'created':
      return 'Created';
    case 'running':
      return `Up ${duration(container.started, now)}`;
    case 'exited':
      return `Exited (${container.exitCode}) ${duration(container.finished, now)} ago`;
  }
}

function duration(since: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1000));
  if (seconds < 1) return 'Less than a second';
  const [unit, size] = UNITS.findLast(([, length]) => seconds >= length) ?? UNITS[0];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
