import { localModel } from '../../support/local-model.ts';
import type { LocalModel, UnitStatus } from '../../support/local-model.ts';
import {
  clusterBag,
  cniBag,
  controllerBag,
  kubemanagerEnv,
  masterBag,
  parseBag,
  parseEnv,
} from './contract.ts';
import type { Cluster } from './contract.ts';

/** Names of our applications. */
export const MASTER = 'contrail-kubernetes-master';
export const NODE = 'contrail-kubernetes-node';

/** Files of our charms. */
export const MASTER_ENV = '/etc/contrail/common_kubemanager.env';
export const NODE_ENV = '/etc/contrail/common_cni.env';

/** The model with our bundle, and claims about it in the words of the contract. */
export interface ContrailModel extends LocalModel {
  /** What the leader of the masters shares. */
  leaderData(): Promise<Record<string, string>>;
  /** Claims that masters, controller and nodes write what the contract says. */
  expectDatabags(cluster: Cluster): Promise<void>;
  /** Claims that every master has the env file of the contract, for its owner only. */
  expectMasterFiles(cluster: Cluster): Promise<void>;
  /** Units that are not active and idle, with what they say. */
  unsettled(): Promise<string[]>;
  /** The node on a machine. @throws Error when there is none. */
  nodeOn(machine: string): Promise<string>;
  /** The hooks of a unit in the order in which they ran. */
  hooksOf(unit: string): Promise<string[]>;
}

/** Drives a model with our bundle in it. @param cwd where commands run. */
export function contrailModel(directory: string, cwd: string): ContrailModel {
  const model = localModel(directory, { cwd });
  return {
    ...model,
    leaderData: async () => {
      const leader = ['exec', '--unit', `${MASTER}/leader`, '--', 'leader-get', '--format=json'];
      return JSON.parse(await model.quietly(...leader));
    },
    expectDatabags: async (cluster) => {
      await expectControllerBags(model, cluster);
      await expectNodeBags(model, cluster);
    },
    expectMasterFiles: async (cluster) => {
      const units = await model.units();
      for (const [unit, address] of Object.entries(cluster.masters)) {
        const file = await model.file(units[unit]?.machine ?? unit, MASTER_ENV);
        expect(file?.mode).toBe(0o600);
        expect(parseEnv(file?.text ?? '')).toEqual(kubemanagerEnv(cluster, address));
      }
    },
    unsettled: async () => listUnsettled(await model.units()),
    nodeOn: async (machine) => {
      const units = Object.entries(await model.units());
      const found = units.find(([name, unit]) => name.startsWith(NODE) && unit.machine === machine);
      if (found === undefined) throw new Error(`there is no node on machine ${machine}`);
      return found[0];
    },
    hooksOf: async (unit) => {
      const log = await model.juju('debug-log', '--replay', '--include', unit, '--level', 'INFO');
      return [...log.matchAll(/ ran "(.+?)" hook \(via /g)].map(([, hook = '']) => hook);
    },
  };
}

async function expectControllerBags(model: LocalModel, cluster: Cluster): Promise<void> {
  const relations = await model.relations('contrail-controller/0');
  const [relation] = relations['contrail-controller'] ?? [];
  expect(parseBag(relation?.local ?? {})).toEqual(controllerBag(cluster));
  expect(parseBags(relation?.remote ?? {})).toEqual(
    mapValues(cluster.masters, (address) => masterBag(cluster, address)),
  );
}

async function expectNodeBags(model: LocalModel, cluster: Cluster): Promise<void> {
  const units = await model.units();
  const nodes = Object.keys(units).filter((name) => name.startsWith(NODE));
  expect(nodes).toHaveLength(cluster.workers.length);
  for (const name of nodes) {
    const { cni = [], 'contrail-kubernetes-config': config = [] } = await model.relations(name);
    // A node is in a relation with each kind of principal, and has its own in one of them.
    const [beside, ...others] = cni.filter(({ remote }) => Object.keys(remote).length > 0);
    expect(others).toEqual([]);
    expect(beside?.local).toEqual(cniBag(cluster));
    const [principal = ''] = Object.keys(beside?.remote ?? {});
    expect(units[principal]?.machine).toBe(units[name]?.machine);
    expect(config.map(({ local }) => local)).toEqual([{}]);
    expect(parseBags(config[0]?.remote ?? {})).toEqual(
      mapValues(cluster.masters, () => clusterBag(cluster)),
    );
  }
}

function parseBags(bags: Readonly<Record<string, Readonly<Record<string, string>>>>): object {
  return mapValues(bags, parseBag);
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function listUnsettled(units: Readonly<Record<string, UnitStatus>>): string[] {
  return Object.entries(units)
    .filter(([, { workload, agent }]) => workload !== 'active' || agent !== 'idle')
    .map(([name, { workload, message }]) => `${name}: ${workload} ${message}`);
}
