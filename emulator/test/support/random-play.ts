import { createHash } from 'node:crypto';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { AgentHost } from '../../src/agent.ts';
import type { CharmRun, CharmRunEnd, CharmRunner } from '../../src/charm-runner.ts';
import type { CharmArtefact, Model } from '../../src/model.ts';
import { unitEntries } from '../../src/relation-view.ts';
import { createStore } from '../../src/store.ts';
import type { ModelStore } from '../../src/store.ts';
import type { ToolContext } from '../../src/tool-context.ts';
import { createModel } from '../../src/transitions/create-model.ts';
import { resolveUnit } from '../../src/transitions/hooks.ts';
import {
  addRelation,
  addStorage,
  addUnit,
  deployApplication,
  enqueueActions,
  removeApplication,
  removeRelation,
  removeStorage,
  removeUnit,
  requestReboot,
  requestUpdateStatus,
  setConfig,
  setLeader,
  setPartition,
  upgradeCharm,
} from '../../src/transitions/index.ts';
import type { Transition } from '../../src/transitions/index.ts';
import { makeCharm } from './charms.ts';

/** A model in which things happen at random; the same seed gives the same things. */
export interface RandomPlay {
  readonly host: AgentHost;
  /** Every model that there was, oldest first. */
  readonly history: readonly Model[];
  /** Hooks that were run, for example `pa/0 db-relation-changed pb/0`. */
  readonly hooks: readonly string[];
  /** Does something that an operator may do. */
  act(): void;
  /** Turns the clock. */
  turn(milliseconds: number): void;
}

const PRINCIPAL = withMore(
  makeCharm('principal', {
    provides: { server: 'sql' },
    requires: { db: 'sql' },
    peers: { ring: 'ring' },
    options: { title: { type: 'string', description: '' } },
  }),
);
const SUBORDINATE = makeCharm('subordinate', {
  requires: { host: { interface: 'juju-info', container: true }, db: 'sql' },
  subordinate: true,
});

/**
 * Starts with three applications, two of them on the same machine, and a few relations.
 * @param save saves each model, and may refuse.
 */
export function createRandomPlay(
  seed: number,
  save: (model: Model, before: Model) => void = () => undefined,
): RandomPlay {
  const random = createRandom(seed);
  const history: Model[] = [];
  const hooks: string[] = [];
  let time = Date.parse('2026-11-23T10:00:00.000Z');
  const store = createStore({
    model: emptyModel(seed),
    clock: () => new Date(time),
    save: (model, before) => {
      save(model, before);
      history.push(model);
    },
    writeLog: () => undefined,
    onEvent: (event) => {
      if (event.kind === 'hook-started') {
        hooks.push(`${event.unit} ${event.hook} ${event.remoteUnit ?? ''}`);
      }
    },
  });
  store.update(deployApplication({ name: 'pa', charm: PRINCIPAL, units: 2 }));
  store.update(deployApplication({ name: 'pb', charm: PRINCIPAL, to: ['0'] }));
  store.update(deployApplication({ name: 'sub', charm: SUBORDINATE }));
  store.update(addRelation('pa:server', 'pb:db'));
  store.update(addRelation('pa:juju-info', 'sub:host'));
  return {
    host: { store, runner: createRunner(seed) },
    history,
    hooks,
    act: () => tryUpdate(store, chooseTransition(store.model, random)),
    turn: (milliseconds) => {
      time += milliseconds;
    },
  };
}

/** A charm with an action, and storage that more can be added of. */
function withMore(charm: CharmArtefact): CharmArtefact {
  const data = { type: 'filesystem', count: { minimum: 1 } } as const;
  return {
    ...charm,
    metadata: { ...charm.metadata, storage: { data } },
    actions: { act: { description: '', params: {}, required: [] } },
  };
}

/** Answers whole numbers below a limit. */
type Random = (limit: number) => number;

function createRandom(seed: number): Random {
  let count = 0;
  return (limit) => {
    count += 1;
    return hash(`${seed} ${count}`) % limit;
  };
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

function emptyModel(seed: number): Model {
  return createModel({
    name: 'test',
    uuid: 'f0e1d2c3-0000-4000-8000-000000000000',
    agentVersion: '3.6.11',
    seed,
    time: '2026-11-23T10:00:00.000Z',
  });
}

function chooseTransition(model: Model, random: Random): Transition {
  const units = unitEntries(model.units).map(([name]) => name);
  const unit = units[random(Math.max(1, units.length))] ?? 'none/0';
  const applications = Object.keys(model.applications);
  const application = (): string =>
    applications[random(Math.max(1, applications.length))] ?? 'none';
  const machines = Object.keys(model.machines);
  const machine = machines[random(Math.max(1, machines.length))] ?? 'none';
  const choices: ReadonlyArray<() => Transition> = [
    () => deployApplication({ name: `p${random(5)}`, charm: PRINCIPAL, units: random(3) }),
    () => deployApplication({ name: `s${random(2)}`, charm: SUBORDINATE }),
    () => addUnit({ application: application(), ...(random(2) === 0 ? { to: '0' } : {}) }),
    () => removeUnit(unit, { force: random(4) === 0 }),
    () => addRelation(`${application()}:server`, `${application()}:db`),
    () => addRelation(`${application()}:juju-info`, `${application()}:host`),
    () => removeRelation(application(), application()),
    () => setConfig(application(), { title: String(random(3)) }),
    () => setLeader(unit),
    () => upgradeCharm({ application: application(), charm: { ...PRINCIPAL, revision: 1 } }),
    () => enqueueActions({ units: [unit], action: 'act' }),
    () => addStorage(unit, 'data', { count: 1 }),
    () => removeStorage(Object.keys(model.storage).at(-1) ?? 'none/0'),
    () => requestReboot(machine),
    () => setPartition(machine, random(3) === 0),
    () => requestUpdateStatus([unit]),
    () => resolveUnit(unit, { retry: random(2) === 0 }),
    () => (random(3) === 0 ? removeApplication(application()) : (same) => same),
  ];
  return choices[random(choices.length)]?.() ?? ((same) => same);
}

function tryUpdate(store: ModelStore, transition: Transition): void {
  try {
    store.update(transition);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
}

/** Charms that write now and then, fail seldom, and do the same whenever they are run in the same place. */
function createRunner(seed: number): CharmRunner {
  const runs = new Map<UnitName, number>();
  return {
    deployCharm: async () => undefined,
    findProgram: async () => ({ path: '/dispatch', via: 'test' }),
    reboot: async () => undefined,
    removeUnit: async () => undefined,
    run: async ({ unit, context }: CharmRun): Promise<CharmRunEnd> => {
      const count = (runs.get(unit) ?? 0) + 1;
      runs.set(unit, count);
      const chosen = hash(`${seed} ${unit} ${count}`);
      // Each unit stops writing after a while, so that models come to rest.
      if (context.run.relation && count < 20) {
        if (chosen % 3 === 0) call(context, ['relation-set', `n=${count}`]);
        if (chosen % 3 === 1) shareSecret(context, count);
        const remote = context.run.relation.remoteUnit ?? unit;
        const secret = call(context, ['relation-get', 'secret', remote]);
        if (secret !== '') call(context, ['secret-get', secret]);
      }
      if (chosen % 7 === 2 && count < 30) renewSecrets(context, count);
      if (chosen % 5 === 1) call(context, ['status-set', 'active', String(chosen % 4)]);
      return { code: chosen % 23 === 0 ? 1 : 0 };
    },
  };
}

/** Makes a secret and grants it to the other side. */
function shareSecret(context: ToolContext, count: number): void {
  const uri = call(context, ['secret-add', '--owner', 'unit', `number=${count}`]);
  if (uri === '') return;
  const relation = String(context.run.relation?.number ?? '');
  call(context, ['secret-grant', uri, '-r', relation]);
  call(context, ['relation-set', `secret=${uri}`]);
}

function renewSecrets(context: ToolContext, count: number): void {
  const ids = call(context, ['secret-ids']).split('\n');
  const [id = ''] = ids;
  if (id !== '') call(context, ['secret-set', id, `number=${count}`, '--rotate', 'hourly']);
}

/** @returns what the tool printed, without the end of the line; empty when it failed. */
function call(context: ToolContext, [tool = '', ...args]: readonly string[]): string {
  const files = { read: () => '', write: () => undefined };
  const { code, stdout } = context.call({ tool, args, files });
  return code === 0 ? String(stdout).trim() : '';
}
