import { array, assert, nat, property } from 'fast-check';
import type { RunDetails } from 'fast-check';
import type { UnitName } from '@reactive-charms/juju';
import type { Hook } from '../src/model.ts';
import { unitEntries } from '../src/relation-view.ts';
import { removeApplication, resolveUnit, setPartition } from '../src/transitions/index.ts';
import { anyAct, createStart, operate, pick, shareSecret } from './random-events/acts.ts';
import type { Act } from './random-events/acts.ts';
import { execute } from './random-events/execute.ts';
import { createWatch } from './random-events/watch.ts';
import type { Watch } from './random-events/watch.ts';
import { CharmFailure, CharmKilled } from './support/simulation.ts';
import type { CharmBehaviour, Simulation, ToolCaller } from './support/simulation.ts';

/** How many sequences of events are tried; CI sets SEEDS=500. */
const RUNS = Number(process.env['SEEDS'] ?? 60);

/** The first seed; to replay a failure, set SEED to the one that it names. */
const SEED = Number(process.env['SEED'] ?? 20261123);

/** A seed takes a tenth of a second, and finding the shortest list of a failure some more. */
const TIME_LIMIT = 600_000;

describe('any sequence of events', () => {
  const acts = array(anyAct, { maxLength: 60, size: 'max' });
  const title = 'keeps what Juju promises of hooks, membership, news and commits';

  it(
    `${title} (${RUNS} seeds)`,
    () => {
      const holds = property(acts, nat(1000), (list, seed) => play(list, seed));
      assert(holds, { numRuns: RUNS, seed: SEED, reporter: report });
    },
    TIME_LIMIT,
  );
});

/** Plays events on a model, and at the end lets everything come to rest and removes it all. */
function play(acts: readonly Act[], seed: number): void {
  const simulation = createStart(seed);
  const watch = createWatch(() => simulation.model);
  const charms = createCharms(simulation, watch);
  if (seed % 4 !== 0) shareSecret(simulation, charms.quiet);
  for (const [index, act] of acts.entries()) {
    playAct(simulation, { act, index, charms, watch });
    charms.checkWrites();
  }
  repair(simulation);
  simulation.settle(charms.quiet);
  watch.checkSettled();
  expect(simulation.settle(charms.quiet)).toEqual([]);
  for (const name of Object.keys(simulation.model.applications)) {
    simulation.update(removeApplication(name));
  }
  simulation.settle(charms.quiet);
  const { applications, units, relations, machines, storage, secrets } = simulation.model;
  expect({ applications, units, relations, machines, storage, secrets }).toEqual({
    applications: {},
    units: {},
    relations: {},
    machines: {},
    storage: {},
    secrets: {},
  });
}

interface Turn {
  readonly act: Act;
  readonly index: number;
  readonly charms: Charms;
  readonly watch: Watch;
}

function playAct(simulation: Simulation, { act, index, charms, watch }: Turn): void {
  const [what, which, other] = act;
  const unit = pick(unitEntries(simulation.model.units), which)?.[0];
  switch (what) {
    case 'step':
      if (unit) simulation.step(unit, charms.busy);
      break;
    case 'fail':
    case 'kill':
    case 'reboot-at-once':
    case 'reboot-after-hook':
      if (unit) simulation.step(unit, charms.ending(what));
      break;
    case 'settle':
      simulation.settle(charms.busy);
      break;
    case 'pass':
      simulation.pass(which * other * 60_000);
      break;
    case 'resolve-without-retry':
      if (unit) resolveWithoutRetry(simulation, watch, unit);
      break;
    default:
      operate(simulation, act, index);
      execute(simulation, act, index);
  }
}

function resolveWithoutRetry(simulation: Simulation, watch: Watch, unit: UnitName): void {
  const failed = simulation.model.units[unit]?.uniter.failed;
  if (!failed) return;
  simulation.update(resolveUnit(unit, { retry: false }));
  watch.done(unit, failed);
}

interface Charms {
  /** Writes into databags and state, as long as it may, so that hooks come to an end. */
  readonly busy: CharmBehaviour;
  readonly quiet: CharmBehaviour;
  /** Writes, and then does not come to a good end. */
  ending(how: 'fail' | 'kill' | 'reboot-at-once' | 'reboot-after-hook'): CharmBehaviour;
  /** Checks that nothing is left of hooks that did not come to a good end. */
  checkWrites(): void;
}

function createCharms(simulation: Simulation, watch: Watch): Charms {
  const lost = new Set<string>();
  let written = 0;
  const write = (hook: Hook, tools: ToolCaller): string => {
    written += 1;
    const value = `${hook.name}-${written}`;
    const relations = Object.keys(simulation.model.units[tools.unit]?.uniter.relations ?? {});
    const number = pick(relations, written);
    if (number !== undefined) tools(`relation-set -r ${number} key${written % 3}=${value}`);
    if (number !== undefined && written % 4 === 0) {
      tools(`relation-set -r ${number} --app app=${value}`);
    }
    tools(`state-set last=${value}`);
    return value;
  };
  const finish = (hook: Hook, tools: ToolCaller): void => watch.done(tools.unit, hook);
  return {
    quiet: (hook, tools) => {
      watch.starts(hook, tools);
      finish(hook, tools);
    },
    busy: (hook, tools) => {
      watch.starts(hook, tools);
      if (written < 60) write(hook, tools);
      finish(hook, tools);
    },
    ending: (how) => (hook, tools) => {
      watch.starts(hook, tools);
      const value = write(hook, tools);
      if (how === 'reboot-after-hook') {
        tools('juju-reboot');
        finish(hook, tools);
        return;
      }
      lost.add(value);
      if (how === 'reboot-at-once') tools('juju-reboot --now');
      if (how !== 'fail') watch.killed(tools.unit, hook);
      throw how === 'fail' ? new CharmFailure() : new CharmKilled();
    },
    checkWrites: () => {
      const { relations, units } = simulation.model;
      const bags = Object.values(relations).flatMap((relation) => [
        ...Object.values(relation.units).map(({ data }) => data),
        ...Object.values(relation.applications).map(({ data }) => data),
      ]);
      const states = Object.values(units).map(({ state }) => state);
      const found = [...bags, ...states].flatMap((bag) => Object.values(bag));
      expect(found.filter((value) => lost.has(value))).toEqual([]);
    },
  };
}

/** Heals what is cut off, and lets hooks that failed run again. */
function repair(simulation: Simulation): void {
  for (const machine of Object.keys(simulation.model.machines)) {
    simulation.update(setPartition(machine, false));
  }
  for (const [name, unit] of unitEntries(simulation.model.units)) {
    if (unit.uniter.failed) simulation.update(resolveUnit(name, { retry: true }));
  }
}

/** Says how to replay a failure, with the shortest list of events that fails. */
function report(details: RunDetails<[Act[], number]>): void {
  if (!details.failed) return;
  const [acts, seed] = details.counterexample ?? [[], 0];
  const why = details.errorInstance instanceof Error ? details.errorInstance.message : 'no error';
  throw new Error(
    [
      why,
      `model seed ${seed}, events:`,
      ...acts.map(([what, which, other], index) => `  ${index}: ${what} ${which} ${other}`),
      `replay: SEED=${details.seed} SEEDS=${details.numRuns} npx jest emulator/test/random-events`,
    ].join('\n'),
  );
}
