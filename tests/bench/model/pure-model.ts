import {
  addRelation,
  createModel,
  createStore,
  deployApplication,
  settle,
} from '@reactive-charms/emulator/core';
import type { CharmArtefact, CharmRunner, ModelStore } from '@reactive-charms/emulator/core';

/** A model that settled without any process: what its bookkeeping alone costs. */
export interface PureResult {
  readonly units: number;
  readonly hooks: number;
  /** Time of a core; nothing here waits for anything. */
  readonly cpuMilliseconds: number;
}

/** Relates one unit to many, and lets charms settle that do nothing. */
export async function settlePureModel(units: number): Promise<PureResult> {
  const store = openStore();
  store.update(deployApplication({ name: 'hub', charm: charmOf('hub', 'provides') }));
  const worker = charmOf('worker', 'requires');
  store.update(deployApplication({ name: 'worker', charm: worker, units }));
  store.update(addRelation('hub', 'worker'));
  const start = process.cpuUsage();
  const { hooks } = await settle(
    { store, runner: IDLE_CHARMS },
    {
      parallel: 2,
      maximumHooks: Number.POSITIVE_INFINITY,
      stopped: () => false,
      prepareMachine: async () => undefined,
    },
  );
  return { units, hooks, cpuMilliseconds: process.cpuUsage(start).user / 1000 };
}

function openStore(): ModelStore {
  const time = new Date(0);
  return createStore({
    model: createModel({
      name: 'bench',
      uuid: '00000000-0000-4000-8000-000000000000',
      agentVersion: '3.6.11',
      seed: 1,
      time: time.toISOString(),
    }),
    clock: () => time,
    save: () => undefined,
    writeLog: () => undefined,
    onEvent: () => undefined,
  });
}

/** Every charm has a program for every hook, and none of them does anything. */
const IDLE_CHARMS: CharmRunner = {
  deployCharm: async () => undefined,
  findProgram: async () => ({ path: '/dispatch', via: 'hook dispatching script: dispatch' }),
  run: async () => ({ code: 0 }),
  reboot: async () => undefined,
  removeUnit: async () => undefined,
};

function charmOf(name: string, role: 'provides' | 'requires'): CharmArtefact {
  const endpoint = { name: 'db', role, interface: 'db', scope: 'global', optional: false } as const;
  return {
    name,
    url: `local:${name}-0`,
    revision: 0,
    path: `charms/${name}-0.charm`,
    sha256: name,
    metadata: {
      name,
      summary: '',
      description: '',
      subordinate: false,
      endpoints: { db: endpoint },
      storage: {},
      resources: {},
      containers: [],
    },
    options: {},
    actions: {},
    bases: [],
  };
}
