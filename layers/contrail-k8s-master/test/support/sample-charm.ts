import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containers, createContainers } from '@reactive-charms/container';
import { createMemoryEngine } from '@reactive-charms/container/testing';
import type { MemoryEngine } from '@reactive-charms/container/testing';
import { Requires as ControllerRequires } from '@reactive-charms/interface-contrail-controller';
import { Provides as ConfigProvides } from '@reactive-charms/interface-contrail-kubernetes-config';
import { Peers } from '@reactive-charms/interface-contrail-kubernetes-master-cluster';
import { Requires as HttpRequires } from '@reactive-charms/interface-http';
import { Provides as NrpeProvides } from '@reactive-charms/interface-nrpe-external-master';
import { Requires as TlsRequires } from '@reactive-charms/interface-tls-certificates';
import { readConfig, readMetadata } from '@reactive-charms/juju/files';
import type { CharmDefinition, Log } from '@reactive-charms/reactive';

import { fake, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type {
  FakeProgram,
  HookOptions,
  HookOutcome,
  RelationState,
  UnitState,
} from '@reactive-charms/testing';
import { layer } from '../../reactive/contrail-k8s-master.ts';

const LAYER = join(__dirname, '../..');
const SILENT: Log = { debug: ignore, info: ignore, warning: ignore, error: ignore };

/** The token of the sample cluster. */
export const TOKEN = 'sample.token';

/** The charm, without the engine's own layer and with the container layer's options only. */
export function sampleCharm(): CharmDefinition {
  const read = (file: string): string => readFileSync(join(LAYER, file), 'utf8');
  return {
    name: 'contrail-kubernetes-master',
    metadata: readMetadata(read('metadata.yaml'), 'metadata.yaml'),
    options: {
      ...readConfig(read('../container/config.yaml'), 'config.yaml'),
      ...readConfig(read('config.yaml'), 'config.yaml'),
    },
    actions: {},
    layers: [layer],
    endpoints: {
      'contrail-controller': ControllerRequires,
      'contrail-kubernetes-config': ConfigProvides,
      'kube-api-endpoint': HttpRequires,
      'kubernetes-master-cluster': Peers,
      'nrpe-external-master': NrpeProvides,
      'tls-certificates': TlsRequires,
    },
  };
}

/** What the plain controller of contract section 2.8(a) publishes. */
export const CONTROLLER_BAG: Readonly<Record<string, string>> = {
  'auth-mode': 'no-auth',
  controller_ips: '["10.0.12.10"]',
  controller_data_ips: '["10.0.12.10"]',
  'analytics-server': '["10.0.12.10"]',
  'orchestrator-info':
    '{"cloud_orchestrators": ["kubernetes"], "cloud_orchestrator": "kubernetes"}',
};

/** The relations of contract section 2.8(a) as this unit sees them. */
export const PLAIN_RELATIONS: Readonly<Record<`${string}:${number}`, RelationState>> = {
  'kube-api-endpoint:1': relationState('kubernetes-control-plane', {
    units: { 'kubernetes-control-plane/0': { hostname: '10.0.12.20', port: '6443' } },
  }),
  'contrail-controller:2': relationState('contrail-controller', {
    units: { 'contrail-controller/0': CONTROLLER_BAG },
  }),
  'contrail-kubernetes-config:3': relationState('contrail-kubernetes-node', {
    units: {
      'contrail-kubernetes-node/1': { 'private-address': '10.0.12.30' },
      'contrail-kubernetes-node/0': { 'private-address': '10.0.12.20' },
      'contrail-kubernetes-node/2': {},
    },
  }),
  'kubernetes-master-cluster:0': relationState('contrail-kubernetes-master'),
};

/** The leader of the plain deployment before its first hook. */
export function plainLeader(more: Partial<UnitState> = {}): UnitState {
  return freshUnit('contrail-kubernetes-master/0', {
    isLeader: true,
    privateAddress: '10.0.12.20',
    relations: PLAIN_RELATIONS,
    files: { '/charm/files/logrotate': { content: 'logrotate', mode: 0o644 } },
    ...more,
  });
}

/** The machine of the plain deployment: a container engine, kubectl and contrail-status. */
export interface Machine {
  readonly engine: MemoryEngine;
  readonly programs: Record<string, FakeProgram>;
}

/** Makes a machine where everything works. */
export function sampleMachine(): Machine {
  const printed = { code: 0, stderr: '' };
  return {
    engine: createMemoryEngine(),
    programs: {
      test: () => ({ ...printed, stdout: '' }),
      sleep: () => ({ ...printed, stdout: '' }),
      '/snap/bin/kubectl': () => ({ ...printed, stdout: Buffer.from(TOKEN).toString('base64') }),
      'contrail-status': () => ({
        ...printed,
        stdout: '{"pods": {"kubernetes": [{"kube-manager": "active"}]}}',
      }),
    },
  };
}

/** Runs one hook of the charm on a machine. */
export async function runOn(
  machine: Machine,
  hook: string,
  { state, ...options }: HookOptions & { readonly state: UnitState },
): Promise<HookOutcome> {
  const instruments = [fake(containers, createContainers(machine.engine, SILENT))];
  const outcome = await runHook(sampleCharm(), hook, state, {
    programs: machine.programs,
    instruments,
    ...options,
  });
  if (outcome.error) throw outcome.error;
  return outcome;
}

function ignore(): void {}
