import { array, assert, constantFrom, nat, property, tuple } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { Hook, Model, RelationHook } from '../src/model.ts';
import { unitEntries } from '../src/relation-view.ts';
import {
  addRelation,
  addUnit,
  deployApplication,
  removeApplication,
  removeRelation,
  removeUnit,
  setConfig,
  setLeader,
  upgradeCharm,
} from '../src/transitions/index.ts';
import { resolveUnit } from '../src/transitions/hooks.ts';
import type { Transition } from '../src/transitions/index.ts';
import { makeCharm } from './support/charms.ts';
import { CharmFailure, createSimulation } from './support/simulation.ts';
import type { CharmBehaviour, Simulation, ToolCaller } from './support/simulation.ts';

const PRINCIPAL = makeCharm('principal', {
  provides: { server: 'sql' },
  requires: { db: 'sql' },
  peers: { ring: 'ring' },
  options: { title: { type: 'string', description: '' } },
});
const SUBORDINATE = makeCharm('subordinate', {
  requires: { host: { interface: 'juju-info', container: true }, db: 'sql' },
  subordinate: true,
});

/** What may happen between hooks: numbers choose among what there is. */
type Act = readonly [what: string, which: number, other: number];

const act: Arbitrary<Act> = tuple(
  constantFrom(
    'deploy',
    'deploy-subordinate',
    'relate',
    'unrelate',
    'add',
    'remove',
    'remove-application',
    'config',
    'upgrade',
    'leader',
    'resolve',
    'step',
    'step',
    'step',
    'step',
    'write',
    'settle',
    'settle',
    'relate',
  ),
  nat(7),
  nat(7),
);

describe('any sequence of transitions and hooks', () => {
  it('keeps the order of hooks in every relation, and settles', () => {
    assert(
      property(array(act, { maxLength: 60, size: 'max' }), nat(1000), (acts, seed) => {
        const simulation = createStart(seed);
        const watch = createWatch(() => simulation.model);
        for (const [index, one] of acts.entries()) {
          const fails = index % 7 === 3;
          if (one[0] === 'step') {
            const unit = pick(unitEntries(simulation.model.units), one[1])?.[0];
            if (unit) simulation.step(unit, fails ? watch.failing : watch.behaviour);
          } else if (one[0] === 'settle') {
            simulation.settle(watch.behaviour);
          } else if (one[0] === 'write') {
            write(simulation, one);
          } else {
            tryUpdate(simulation, toTransition(simulation.model, one, index));
          }
        }
        resolveAll(simulation);
        simulation.settle(watch.behaviour);
        checkSettled(simulation.model);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves nothing behind when every application is removed', () => {
    assert(
      property(array(act, { maxLength: 40, size: 'max' }), (acts) => {
        const simulation = createStart(1);
        for (const [index, one] of acts.entries()) {
          tryUpdate(simulation, toTransition(simulation.model, one, index));
          if (index % 5 === 0) simulation.settle();
        }
        for (const name of Object.keys(simulation.model.applications)) {
          simulation.update(removeApplication(name));
        }
        simulation.settle();
        const { applications, units, relations, machines } = simulation.model;
        expect({ applications, units, relations, machines }).toEqual({
          applications: {},
          units: {},
          relations: {},
          machines: {},
        });
      }),
      { numRuns: 60 },
    );
  });
});

/** Three related applications to begin with, so that most acts find something to act on. */
function createStart(seed: number): Simulation {
  const simulation = createSimulation({ seed });
  simulation.update(deployApplication({ name: 'pa', charm: PRINCIPAL, units: 2 }));
  simulation.update(deployApplication({ name: 'pb', charm: PRINCIPAL, units: 1 }));
  simulation.update(deployApplication({ name: 'sa', charm: SUBORDINATE }));
  simulation.update(addRelation('pa:server', 'pb:db'));
  simulation.update(addRelation('sa:host', 'pa:juju-info'));
  return simulation;
}

/** Makes the transition of an act. */
type Maker = (facts: {
  readonly model: Model;
  readonly act: Act;
  readonly index: number;
  readonly a: string;
  readonly b: string;
  readonly unit: UnitName;
}) => Transition;

const MAKERS: Readonly<Record<string, Maker>> = {
  deploy: ({ act: [, which, other] }) =>
    deployApplication({
      name: `p${'abcdefgh'.charAt(which)}`,
      charm: PRINCIPAL,
      units: other % 3,
    }),
  'deploy-subordinate': ({ act: [, which] }) =>
    deployApplication({ name: `s${'abc'.charAt(which % 3)}`, charm: SUBORDINATE }),
  relate: ({ a, b }) =>
    a.startsWith('s')
      ? addRelation(`${a}:host`, `${b}:juju-info`)
      : addRelation(`${a}:server`, `${b}:db`),
  unrelate: ({ model, act: [, which] }) => {
    const relation = pick(Object.values(model.relations), which);
    const [one, two] = (relation?.ends ?? []).map((end) => `${end.application}:${end.endpoint}`);
    return removeRelation(one ?? 'none', two ?? 'none');
  },
  add: ({ a }) => addUnit({ application: a }),
  remove: ({ unit }) => removeUnit(unit),
  'remove-application': ({ a }) => removeApplication(a),
  config: ({ a, index }) => setConfig(a, { title: `title ${index}` }),
  upgrade: ({ a, act: [, , other] }) =>
    upgradeCharm({
      application: a,
      charm: a.startsWith('s') ? SUBORDINATE : PRINCIPAL,
      force: other % 2 === 0,
    }),
  leader: ({ unit }) => setLeader(unit),
  resolve: ({ unit, act: [, , other] }) => resolveUnit(unit, { retry: other % 2 === 0 }),
};

function toTransition(model: Model, act: Act, index: number): Transition {
  const [what, which, other] = act;
  const applications = Object.keys(model.applications);
  const [a, b] = [pick(applications, which) ?? 'none', pick(applications, other) ?? 'none'];
  const unit = pick(unitEntries(model.units), which)?.[0] ?? 'none/0';
  return MAKERS[what]?.({ model, act, index, a, b, unit }) ?? ((same) => same);
}

interface Watch {
  readonly behaviour: CharmBehaviour;
  readonly failing: CharmBehaviour;
}

/** Follows the hooks of every unit and relation and checks their order as Juju promises it. */
function createWatch(model: () => Model): Watch {
  const relations = new Map<
    string,
    { created: boolean; broken: boolean; joined: Set<string>; owed?: string }
  >();
  const check = (hook: Hook, tools: ToolCaller): void => {
    if (hook.kind !== 'relation') return;
    const relation = model().relations[hook.relation];
    if (!relation) throw new Error(`${tools.unit}: ${hook.name} for a relation that is gone`);
    const key = `${tools.unit} ${hook.relation}`;
    const state = relations.get(key) ?? { created: false, broken: false, joined: new Set() };
    relations.set(key, state);
    const { remoteUnit } = hook;
    const expectThat = (holds: boolean, claim: string): void => {
      if (!holds) throw new Error(`${tools.unit} ${hook.name} ${remoteUnit ?? ''}: ${claim}`);
    };
    expectThat(!state.broken, 'no hook after broken');
    expectThat(
      hook.event === 'created' ? !state.created : state.created,
      'created comes first, once',
    );
    expectThat(
      state.owed === undefined || (hook.event === 'changed' && remoteUnit === state.owed),
      'changed follows joined',
    );
    if (remoteUnit !== undefined && hook.event === 'joined')
      expectThat(!state.joined.has(remoteUnit), 'joins once');
    if (remoteUnit !== undefined && hook.event !== 'joined')
      expectThat(state.joined.has(remoteUnit), 'was joined before');
    if (hook.event === 'broken')
      expectThat(state.joined.size === 0, 'all have departed before broken');
    checkMembers(hook, tools, { joined: state.joined, expectThat });
  };
  const note = (hook: Hook, tools: ToolCaller): void => {
    if (hook.kind !== 'relation') return;
    const state = relations.get(`${tools.unit} ${hook.relation}`);
    if (!state) return;
    const { remoteUnit } = hook;
    if (hook.event === 'created') state.created = true;
    if (hook.event === 'broken') relations.delete(`${tools.unit} ${hook.relation}`);
    if (remoteUnit === undefined) return;
    if (hook.event === 'joined') {
      state.joined.add(remoteUnit);
      state.owed = remoteUnit;
    }
    if (hook.event === 'changed') delete state.owed;
    if (hook.event === 'departed') state.joined.delete(remoteUnit);
  };
  return {
    behaviour: (hook, tools) => {
      check(hook, tools);
      note(hook, tools);
    },
    failing: (hook, tools) => {
      check(hook, tools);
      // The operator may count the hook as done, or run it again: both must stay in order, so a
      // failing hook is simply one that does not happen until it is resolved.
      if (hook.kind !== 'relation') throw new CharmFailure();
      note(hook, tools);
    },
  };
}

interface Expectation {
  readonly joined: ReadonlySet<string>;
  readonly expectThat: (holds: boolean, claim: string) => void;
}

/** What the charm may read in a hook: the members of the relation, and the data of the remote unit. */
function checkMembers(
  { event, remoteUnit, relation }: RelationHook,
  tools: ToolCaller,
  { joined, expectThat }: Expectation,
): void {
  const listed = tools(`relation-list -r ${relation}`).stdout.split('\n').filter(Boolean);
  const members = new Set(joined);
  if (remoteUnit !== undefined && event === 'joined') members.add(remoteUnit);
  if (remoteUnit !== undefined && event === 'departed') members.delete(remoteUnit);
  const wanted = [...members].sort().join();
  expectThat(listed.join() === wanted, `members are ${wanted}, listed ${listed.join()}`);
  if (remoteUnit === undefined) return;
  const address = tools(`relation-get -r ${relation} private-address ${remoteUnit}`).stdout;
  expectThat(address.startsWith('10.'), 'its data is readable');
}

function checkSettled(model: Model): void {
  for (const [name, unit] of unitEntries(model.units)) {
    expect(unit.life).toBe('alive');
    expect(unit.uniter.started).toBe(true);
    expect(model.machines[unit.machine]).toBeDefined();
    if (unit.principal !== undefined) expect(model.units[unit.principal]).toBeDefined();
    for (const number of Object.keys(unit.uniter.relations)) {
      expect({ name, relation: model.relations[number]?.life }).toEqual({
        name,
        relation: 'alive',
      });
    }
  }
  for (const application of Object.values(model.applications)) {
    const units = unitEntries(model.units).filter(
      ([, unit]) => unit.application === application.name,
    );
    expect(application.leader !== undefined && model.units[application.leader] !== undefined).toBe(
      units.length > 0,
    );
  }
}

function resolveAll(simulation: Simulation): void {
  for (const [name, unit] of unitEntries(simulation.model.units)) {
    if (unit.uniter.failed) simulation.update(resolveUnit(name, { retry: true }));
  }
}

function write(simulation: Simulation, [, which, other]: Act): void {
  const [name, unit] = pick(unitEntries(simulation.model.units), which) ?? [];
  const number = unit && pick(Object.keys(unit.uniter.relations), other);
  if (name && number !== undefined)
    simulation.exec(name, [`relation-set -r ${number} k=${which}${other}`]);
}

function tryUpdate(simulation: Simulation, transition: Transition): void {
  try {
    simulation.update(transition);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
}

function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}
