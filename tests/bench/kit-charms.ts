import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containers, createContainers } from '@reactive-charms/container';
import { createMemoryEngine } from '@reactive-charms/container/testing';
import * as contrailController from '@reactive-charms/interface-contrail-controller';
import * as config from '@reactive-charms/interface-contrail-kubernetes-config';
import * as cluster from '@reactive-charms/interface-contrail-kubernetes-master-cluster';
import * as http from '@reactive-charms/interface-http';
import * as kubeControl from '@reactive-charms/interface-kube-control';
import * as cni from '@reactive-charms/interface-kubernetes-cni';
import * as nrpe from '@reactive-charms/interface-nrpe-external-master';
import * as tls from '@reactive-charms/interface-tls-certificates';
import { readConfig, readMetadata } from '@reactive-charms/juju/files';
import type { CharmDefinition, Layer, Log } from '@reactive-charms/reactive';
import { fake } from '@reactive-charms/testing';
import type { ModelCharm } from '@reactive-charms/testing';
import { layer as agentLayer } from '../../bundles/stand-ins/contrail-agent/reactive/contrail-agent.ts';
import { layer as controllerLayer } from '../../bundles/stand-ins/contrail-controller/reactive/contrail-controller.ts';
import { layer as controlPlaneLayer } from '../../bundles/stand-ins/kubernetes-control-plane/reactive/kubernetes-control-plane.ts';
import { layer as workerLayer } from '../../bundles/stand-ins/kubernetes-worker/reactive/kubernetes-worker.ts';
import { layer as masterLayer } from '../../layers/contrail-k8s-master/reactive/contrail-k8s-master.ts';
import { layer as nodeLayer } from '../../layers/contrail-k8s-node/reactive/contrail-k8s-node.ts';

const SILENT: Log = { debug: ignore, info: ignore, warning: ignore, error: ignore };

/** A charm's folder, and what is in its code. */
interface CharmSource {
  readonly folder: string;
  readonly layer: Layer;
  readonly endpoints: CharmDefinition['endpoints'];
  /** Files of the charm that it reads. */
  readonly files: readonly string[];
}

/** The charms of bundles/contrail-k8s.yaml with its overlay. */
const SOURCES: Readonly<Record<string, CharmSource>> = {
  'contrail-kubernetes-master': {
    folder: 'layers/contrail-k8s-master',
    layer: masterLayer,
    endpoints: {
      'contrail-controller': contrailController.Requires,
      'contrail-kubernetes-config': config.Provides,
      'kube-api-endpoint': http.Requires,
      'kubernetes-master-cluster': cluster.Peers,
      'nrpe-external-master': nrpe.Provides,
      'tls-certificates': tls.Requires,
    },
    files: ['files/logrotate'],
  },
  'contrail-kubernetes-node': {
    folder: 'layers/contrail-k8s-node',
    layer: nodeLayer,
    endpoints: { cni: cni.Requires, 'contrail-kubernetes-config': config.Requires },
    files: ['files/logrotate'],
  },
  'contrail-controller': {
    folder: 'bundles/stand-ins/contrail-controller',
    layer: controllerLayer,
    endpoints: { 'contrail-controller': contrailController.Provides },
    files: [],
  },
  'contrail-agent': {
    folder: 'bundles/stand-ins/contrail-agent',
    layer: agentLayer,
    endpoints: { 'contrail-controller': contrailController.Requires },
    files: [],
  },
  'kubernetes-control-plane': {
    folder: 'bundles/stand-ins/kubernetes-control-plane',
    layer: controlPlaneLayer,
    endpoints: {
      cni: cni.Provides,
      'kube-api-endpoint': http.Provides,
      'kube-control': kubeControl.Provides,
    },
    files: ['files/kubectl'],
  },
  'kubernetes-worker': {
    folder: 'bundles/stand-ins/kubernetes-worker',
    layer: workerLayer,
    endpoints: {
      cni: cni.Provides,
      'kube-api-endpoint': http.Requires,
      'kube-control': kubeControl.Requires,
    },
    files: [],
  },
};

/** Loads the charms, to be run as functions. @param root the folder of the workspace. */
export async function loadCharms(root: string): Promise<Record<string, ModelCharm>> {
  const charms = Object.entries(SOURCES).map(
    async ([name, source]) => [name, await loadCharm(root, name, source)] as const,
  );
  return Object.fromEntries(await Promise.all(charms));
}

async function loadCharm(
  root: string,
  name: string,
  { folder, layer, endpoints, files }: CharmSource,
): Promise<ModelCharm> {
  const read = async (path: string): Promise<string> => readFile(join(root, folder, path), 'utf8');
  const runsContainers = folder.startsWith('layers/');
  const common = runsContainers ? await read('../container/config.yaml') : 'options: {}';
  const texts = files.map(async (path) => [path, await read(path)] as const);
  return {
    definition: {
      name,
      metadata: readMetadata(await read('metadata.yaml'), 'metadata.yaml'),
      options: {
        ...readConfig(common, 'config.yaml'),
        ...readConfig(await read('config.yaml'), 'config.yaml'),
      },
      actions: {},
      layers: [layer],
      endpoints,
    },
    files: Object.fromEntries(await Promise.all(texts)),
    programs: () => PROGRAMS,
    instruments: () => [fake(containers, createContainers(createMemoryEngine(), SILENT))],
  };
}

const PRINTED = { code: 0, stdout: '', stderr: '' };

/** What the charms run on their machines: everything works at once. */
const PROGRAMS: ReturnType<NonNullable<ModelCharm['programs']>> = {
  test: () => PRINTED,
  sleep: () => PRINTED,
  '/snap/bin/kubectl': () => ({ ...PRINTED, stdout: Buffer.from('token').toString('base64') }),
  'contrail-status': () => ({
    ...PRINTED,
    stdout: '{"pods": {"kubernetes": [{"kube-manager": "active"}]}}',
  }),
};

function ignore(): void {}
