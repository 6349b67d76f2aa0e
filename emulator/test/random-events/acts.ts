import { constantFrom, nat, tuple } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { Model } from '../../src/model.ts';
import { unitEntries } from '../../src/relation-view.ts';
import {
  addRelation,
  addStorage,
  addUnit,
  cancelTask,
  deployApplication,
  dropMachine,
  enqueueActions,
  removeApplication,
  removeRelation,
  removeStorage,
  removeUnit,
  requestReboot,
  requestUpdateStatus,
  resolveUnit,
  setConfig,
  setLeader,
  setMachineAddress,
  setPartition,
  setTrust,
  upgradeCharm,
} from '../../src/transitions/index.ts';
import type { Transition } from '../../src/transitions/index.ts';
import { makeCharm } from '../support/charms.ts';
import { createSimulation } from '../support/simulation.ts';
import type { CharmBehaviour, Simulation } from '../support/simulation.ts';

const PRINCIPAL = makeCharm('principal', {
  provides: { server: 'sql' },
  requires: { db: 'sql' },
  peers: { ring: 'ring' },
  options: { title: { type: 'string', description: '' } },
  storage: { data: { type: 'filesystem', count: { minimum: 0, maximum: 3 } } },
  actions: { ping: { description: '', params: {}, required: [] } },
});
const STORED = makeCharm('stored', {
  requires: { db: 'sql' },
  options: { title: { type: 'string', description: '' } },
  storage: { data: { type: 'filesystem', count: { minimum: 1, maximum: 3 } } },
  actions: { ping: { description: '', params: {}, required: [] } },
});
const SUBORDINATE = makeCharm('subordinate', {
  requires: { host: { interface: 'juju-info', container: true }, db: 'sql' },
  options: { title: { type: 'string', description: '' } },
  subordinate: true,
});

/** Something that happens; the numbers choose among what there is. */
export type Act = readonly [what: string, which: number, other: number];

/** A model to begin with: related applications, so that most acts find something to act on. */
export function createStart(seed: number): Simulation {
  const simulation = createSimulation({ seed });
  simulation.update(deployApplication({ name: 'pa', charm: PRINCIPAL, units: 2 }));
  simulation.update(deployApplication({ name: 'pb', charm: STORED, units: 1 }));
  simulation.update(deployApplication({ name: 'sa', charm: SUBORDINATE }));
  simulation.update(addRelation('pa:server', 'pb:db'));
  simulation.update(addRelation('sa:host', 'pa:juju-info'));
  return simulation;
}

/** Lets all start, and an application share a secret that the other one has read. */
export function shareSecret(simulation: Simulation, charms: CharmBehaviour): void {
  simulation.settle(charms);
  const [added] = simulation.exec('pa/0', ['secret-add value=one --rotate hourly']);
  const uri = added?.stdout.trim() ?? '';
  const relation = Object.values(simulation.model.relations).find(({ ends }) =>
    ends.some(({ application }) => application === 'pb'),
  );
  simulation.exec('pa/0', [`secret-grant ${uri} -r ${relation?.number ?? 0}`]);
  simulation.exec('pb/0', [`secret-get ${uri}`]);
}

interface Facts {
  readonly model: Model;
  readonly which: number;
  readonly other: number;
  /** Counts the acts. */
  readonly index: number;
  readonly a: string;
  readonly b: string;
  readonly unit: UnitName;
  readonly machine: string;
}

const CHARMS = { p: PRINCIPAL, s: SUBORDINATE, t: STORED };

const MAKERS: Readonly<Record<string, (facts: Facts) => Transition>> = {
  deploy: ({ which, other, machine }) =>
    deployApplication({
      name: `p${'abcdefgh'.charAt(which % 8)}`,
      charm: which % 3 === 0 ? STORED : PRINCIPAL,
      units: other % 3,
      ...(other === 5 ? { to: [machine] } : {}),
    }),
  'deploy-subordinate': ({ which }) =>
    deployApplication({ name: `s${'abc'.charAt(which % 3)}`, charm: SUBORDINATE }),
  relate: ({ a, b }) =>
    a.startsWith('s')
      ? addRelation(`${a}:host`, `${b}:juju-info`)
      : addRelation(`${a}:server`, `${b}:db`),
  unrelate: ({ model, which }) => {
    const relation = pick(Object.values(model.relations), which);
    const [one, two] = (relation?.ends ?? []).map((end) => `${end.application}:${end.endpoint}`);
    return removeRelation(one ?? 'none', two ?? 'none');
  },
  add: ({ a, machine, other }) =>
    addUnit({ application: a, ...(other % 3 === 0 ? { to: machine } : {}) }),
  remove: ({ unit }) => removeUnit(unit),
  'remove-by-force': ({ unit }) => removeUnit(unit, { force: true }),
  'remove-application': ({ a }) => removeApplication(a),
  config: ({ a, index }) => setConfig(a, { title: `title ${index}` }),
  trust: ({ a, index }) => setTrust(a, index % 2 === 0),
  address: ({ machine, index }) => setMachineAddress(machine, `10.7.0.${index}`),
  upgrade: ({ model, a, other }) => {
    const charm = model.applications[a]?.charm ?? CHARMS.p;
    return upgradeCharm({ application: a, charm, force: other % 2 === 0 });
  },
  leader: ({ unit }) => setLeader(unit),
  resolve: ({ unit }) => resolveUnit(unit, { retry: true }),
  'add-storage': ({ unit }) => addStorage(unit, 'data'),
  'remove-storage': ({ model, which }) =>
    removeStorage(pick(Object.keys(model.storage), which) ?? 'none/0'),
  action: ({ unit }) => enqueueActions({ units: [unit], action: 'ping' }),
  'cancel-action': ({ model, which }) => cancelTask(pick(Object.keys(model.tasks), which) ?? '0'),
  'update-status': ({ unit }) => requestUpdateStatus([unit]),
  partition: ({ machine }) => setPartition(machine, true),
  heal: ({ machine }) => setPartition(machine, false),
  reboot: ({ machine }) => requestReboot(machine),
  'drop-machine': ({ machine }) => dropMachine(machine),
};

/** Acts that are no transition: steps of agents, and what charms do. */
const OTHERS = [
  'step',
  'step',
  'step',
  'step',
  'fail',
  'fail',
  'fail',
  'kill',
  'kill',
  'reboot-after-hook',
  'reboot-at-once',
  'resolve-without-retry',
  'write',
  'write-application',
  'add-secret',
  'set-secret',
  'set-secret',
  'read-secret',
  'pass',
  'settle',
  'settle',
  'settle',
] as const;

/** Any act. */
export const anyAct: Arbitrary<Act> = tuple(
  constantFrom(...OTHERS, ...Object.keys(MAKERS), 'relate', 'add'),
  nat(11),
  nat(11),
);

/** Carries out an act of the operator or the world, if it is one; a refusal changes nothing. */
export function operate(simulation: Simulation, [what, which, other]: Act, index: number): void {
  const make = MAKERS[what];
  if (!make) return;
  const { model } = simulation;
  const applications = Object.keys(model.applications);
  const transition = make({
    model,
    which,
    other,
    index,
    a: pick(applications, which) ?? 'none',
    b: pick(applications, other) ?? 'none',
    unit: pick(unitEntries(model.units), which)?.[0] ?? 'none/0',
    machine: pick(Object.keys(model.machines), which) ?? 'none',
  });
  try {
    simulation.update(transition);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
}

/** The thing that a number chooses. */
export function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}
