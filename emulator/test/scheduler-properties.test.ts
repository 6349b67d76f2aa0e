import fc from 'fast-check';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { Hook, Model } from '../src/model.ts';
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

const act: fc.Arbitrary<Act> = fc.tuple(
  fc.constantFrom(
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
  fc.nat(7),
  fc.nat(7),
);

describe('any sequence of transitions and hooks', () => {
  it('keeps the order of hooks in every relation, and settles', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60, size: 'max' }), fc.nat(1000), (acts, seed) => {
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
            tryUpdate(simulation.update, toTransition(simulation.model, one, index));
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
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40, size: 'max' }), (acts) => {
        const simulation = createStart(1);
        for (const [index, one] of acts.entries()) {
          tryUpdate(simulation.update, toTransition(simulation.model, one, index));
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

function toTransition(model: Model, [what, which, other]: Act, index: number): Transition {
  const applications = Object.keys(model.applications);
  const [a, b] = [pick(applications, which) ?? 'none', pick(applications, other) ?? 'none'];
  const unit = pick(unitEntries(model.units), which)?.[0] ?? 'none/0';
  switch (what) {
    case 'deploy':
      return deployApplication({
        name: `p${'abcdefgh'.charAt(which % 8)}`,
        charm: PRINCIPAL,
        units: other % 3,
      });
    case 'deploy-subordinate':
      return deployApplication({ name: `s${'abc'.charAt(which % 3)}`, charm: SUBORDINATE });
    case 'relate':
      return a.startsWith('s')
        ? addRelation(`${a}:host`, `${b}:juju-info`)
        : addRelation(`${a}:server`, `${b}:db`);
    case 'unrelate': {
      const relation = pick(Object.values(model.relations), which);
      const [one, two] = (relation?.ends ?? []).map((end) => `${end.application}:${end.endpoint}`);
      return removeRelation(one ?? 'none', two ?? 'none');
    }
    case 'add':
      return addUnit({ application: a });
    case 'remove':
      return removeUnit(unit);
    case 'remove-application':
      return removeApplication(a);
    case 'config':
      return setConfig(a, { title: `title ${index}` });
    case 'upgrade':
      return upgradeCharm({
        application: a,
        charm: a.startsWith('s') ? SUBORDINATE : PRINCIPAL,
        force: other % 2 === 0,
      });
    case 'leader':
      return setLeader(unit);
    default:
      return resolveUnit(unit, { retry: other % 2 === 0 });
  }
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
    const listed = tools(`relation-list -r ${hook.relation}`)
      .stdout.split('\n')
      .filter((line) => line !== '');
    const members = new Set(state.joined);
    if (remoteUnit !== undefined && hook.event === 'joined') members.add(remoteUnit);
    if (remoteUnit !== undefined && hook.event === 'departed') members.delete(remoteUnit);
    expectThat(
      listed.join() === [...members].sort().join(),
      `members are ${[...members].join()}, listed ${listed.join()}`,
    );
    if (remoteUnit !== undefined) {
      expectThat(
        tools(`relation-get -r ${hook.relation} private-address ${remoteUnit}`).stdout.startsWith(
          '10.',
        ),
        'its data is readable',
      );
    }
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

function tryUpdate(update: (transition: Transition) => void, transition: Transition): void {
  try {
    update(transition);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
}

function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}
