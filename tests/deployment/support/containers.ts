import type { LocalModel } from '../../support/local-model.ts';
import { CNI_ENV } from './contract.ts';

/** A container, reduced to what a charm decides about it. */
export interface ContainerSpec {
  readonly image: string;
  readonly state: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly binds: readonly string[];
  readonly volumesFrom: readonly string[];
  readonly network: string;
  readonly pid: string;
  readonly privileged: boolean;
  readonly restart: string;
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
}

// Asks the engine as the charm does; a line for each value, because long lines may be split.
const ASK = `
const http = require('node:http');
const socketPath = (process.env.DOCKER_HOST || 'unix:///var/run/docker.sock').slice('unix://'.length);
const get = (path) => new Promise((done, fail) => {
  http.get({ socketPath, path }, (answer) => {
    let text = '';
    answer.on('data', (chunk) => (text += chunk)).on('end', () => done(JSON.parse(text)));
  }).on('error', fail);
});
get('/containers/json?all=1')
  .then((list) => Promise.all(list.map(({ Id }) => get('/containers/' + Id + '/json'))))
  .then((list) => console.log(JSON.stringify(list, undefined, 1)));
`;

interface Inspected {
  readonly Name: string;
  readonly State: { readonly Status: string };
  readonly Config: { readonly Image: string; readonly Env: readonly string[] };
  readonly HostConfig: {
    readonly Binds: readonly string[];
    readonly VolumesFrom: readonly string[];
    readonly NetworkMode: string;
    readonly PidMode: string;
    readonly Privileged: boolean;
    readonly RestartPolicy: { readonly Name: string };
    readonly LogConfig: { readonly Type: string; readonly Config: Record<string, string> };
  };
}

/** Asks the container engines of the machines of some units. @returns unit → name → container. */
export async function machineContainers(
  model: LocalModel,
  units: readonly string[],
): Promise<Record<string, Record<string, ContainerSpec>>> {
  const where = units.flatMap((unit) => ['--unit', unit]);
  const text = await model.quietly('exec', ...where, '--format', 'json', '--', 'node', '-e', ASK);
  const answers: Record<string, { results: { stdout: string } }> = JSON.parse(text);
  return Object.fromEntries(
    Object.entries(answers).map(([unit, { results }]) => {
      const containers: Inspected[] = JSON.parse(results.stdout);
      return [unit, Object.fromEntries(containers.map((it) => [it.Name.slice(1), reduce(it)]))];
    }),
  );
}

function reduce({ State, Config, HostConfig }: Inspected): ContainerSpec {
  return {
    image: Config.Image,
    state: State.Status,
    environment: Object.fromEntries(
      Config.Env.map((entry) => [
        entry.slice(0, entry.indexOf('=')),
        entry.slice(entry.indexOf('=') + 1),
      ]),
    ),
    binds: HostConfig.Binds.map((bind) => bind.replace(/:rw$/, '')),
    volumesFrom: HostConfig.VolumesFrom,
    network: HostConfig.NetworkMode,
    pid: HostConfig.PidMode,
    privileged: HostConfig.Privileged,
    restart: HostConfig.RestartPolicy.Name,
    logging: { driver: HostConfig.LogConfig.Type, options: HostConfig.LogConfig.Config },
  };
}

const COMMON = {
  network: 'host',
  volumesFrom: [],
  pid: '',
  privileged: false,
  restart: 'no',
  logging: { driver: 'json-file', options: { 'max-file': '5', 'max-size': '20m' } },
};

/** The containers of section 4.3 of contract contrail.md, with row 24 of section 7. */
export function masterContainers(
  environment: Readonly<Record<string, string>>,
): Record<string, ContainerSpec> {
  return {
    'contrail-kubernetes-master_node-init_1': {
      ...COMMON,
      image: image('contrail-node-init'),
      state: 'exited',
      environment: { ...environment, CONTRAIL_STATUS_IMAGE: image('contrail-status') },
      binds: [
        '/usr/bin:/host/usr/bin',
        '/etc/contrail/ssl/kubernetes-master:/etc/contrail/ssl',
        '/etc/sysctl.d:/etc/sysctl.d',
        '/etc/hosts:/etc/hosts',
        '/var/log/contrail:/var/log/contrail',
        '/etc/timezone:/etc/timezone',
        '/etc/localtime:/etc/localtime',
        '/var/crashes:/var/crashes',
      ],
      pid: 'host',
      privileged: true,
    },
    'contrail-kubernetes-master_kubemanager_1': {
      ...COMMON,
      image: image('contrail-kubernetes-kube-manager'),
      state: 'running',
      environment,
      binds: [],
      volumesFrom: ['contrail-kubernetes-master_node-init_1'],
      restart: 'always',
    },
  };
}

/** The container of section 4.4. */
export const NODE_CONTAINERS: Readonly<Record<string, ContainerSpec>> = {
  'contrail-kubernetes-node_vrouter-cni_1': {
    ...COMMON,
    image: image('contrail-kubernetes-cni-init'),
    state: 'exited',
    environment: CNI_ENV,
    binds: [
      '/var/lib/contrail:/var/lib/contrail',
      '/etc/cni:/host/etc_cni',
      '/opt/cni/bin:/host/opt_cni_bin',
      '/var/log/contrail/cni:/var/log/contrail/cni',
    ],
  },
};

function image(name: string): string {
  return `opencontrailnightly/${name}:master-latest`;
}
