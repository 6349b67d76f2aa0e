import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containers, createContainers } from '@reactive-charms/container';
import type { MemoryEngine } from '@reactive-charms/container/testing';
import { Requires as ConfigRequires } from '@reactive-charms/interface-contrail-kubernetes-config';
import { Requires as CniRequires } from '@reactive-charms/interface-kubernetes-cni';
import { readConfig, readMetadata } from '@reactive-charms/juju/files';
import type { CharmDefinition, Log } from '@reactive-charms/reactive';

import { fake, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOptions, HookOutcome, RelationState, UnitState } from '@reactive-charms/testing';
import { layer } from '../../reactive/contrail-k8s-node.ts';

const LAYER = join(__dirname, '../..');
const SILENT: Log = { debug: ignore, info: ignore, warning: ignore, error: ignore };

/** The charm, without the engine's own layer and with the container layer's options only. */
export function sampleCharm(): CharmDefinition {
  const read = (file: string): string => readFileSync(join(LAYER, file), 'utf8');
  return {
    name: 'contrail-kubernetes-node',
    metadata: readMetadata(read('metadata.yaml'), 'metadata.yaml'),
    options: {
      ...readConfig(read('../container/config.yaml'), 'config.yaml'),
      ...readConfig(read('config.yaml'), 'config.yaml'),
    },
    actions: {},
    layers: [layer],
    endpoints: { cni: CniRequires, 'contrail-kubernetes-config': ConfigRequires },
  };
}

/** What a master of contract section 2.8(a) publishes. */
export const MASTER_BAG: Readonly<Record<string, string>> = {
  cluster_name: 'k8s',
  pod_subnets: '10.32.0.0/12',
  nested_mode: 'False',
  nested_mode_config: '{}',
};

/** The relations of a node, with what the master publishes. */
export function relationsWith(
  master: Readonly<Record<string, string>>,
): Record<`${string}:${number}`, RelationState> {
  return {
    'cni:1': relationState('kubernetes-worker', {
      units: { 'kubernetes-worker/0': { is_master: 'False' } },
    }),
    'contrail-kubernetes-config:2': relationState('contrail-kubernetes-master', {
      units: { 'contrail-kubernetes-master/0': master },
    }),
  };
}

/** A node of the plain deployment before its first hook. */
export function plainNode(more: Partial<UnitState> = {}): UnitState {
  return freshUnit('contrail-kubernetes-node/0', {
    privateAddress: '10.0.12.30',
    relations: relationsWith(MASTER_BAG),
    files: { '/charm/files/logrotate': { content: 'logrotate', mode: 0o644 } },
    ...more,
  });
}

/** Runs one hook of the charm with a container engine. */
export async function runWith(
  engine: MemoryEngine,
  hook: string,
  { state, ...options }: HookOptions & { readonly state: UnitState },
): Promise<HookOutcome> {
  const instruments = [fake(containers, createContainers(engine, SILENT))];
  const outcome = await runHook(sampleCharm(), hook, state, { instruments, ...options });
  if (outcome.error) throw outcome.error;
  return outcome;
}

function ignore(): void {}
