import type { UnitName } from '@reactive-charms/juju';
import type { Model } from '../../src/model.ts';
import type { Purpose, RunRelation, ToolOutcome } from '../../src/tools/index.ts';
import { addRelation, deployApplication } from '../../src/transitions/index.ts';
import { makeCharm } from './charms.ts';
import { createRun, createSimulation } from './simulation.ts';
import type { Simulation } from './simulation.ts';

/** Two units of u (options, peers, two endpoints) related to app/0, settled. */
export function benchModel(): Simulation {
  const simulation = createSimulation();
  const u = makeCharm('u', {
    provides: { db: 'sql', web: 'http' },
    peers: { ring: 'ring' },
    options: {
      monsters: { type: 'boolean', default: false, description: '' },
      'spline-reticulation': { type: 'int', default: 45, description: '' },
      title: { type: 'string', default: 'My Title', description: '' },
      markup: { type: 'string', default: '<a&b>', description: '' },
      username: { type: 'string', description: '' },
    },
  });
  const app = makeCharm('app', { requires: { db: 'sql' } });
  simulation.update(deployApplication({ name: 'u', charm: u, units: 2 }));
  simulation.update(deployApplication({ name: 'app', charm: app }));
  simulation.update(addRelation('u:db', 'app:db'));
  simulation.settle();
  return simulation;
}

/** Number of the relation with `app` in `benchModel`. */
export const DB = 1;

/** A hook that is about nothing. */
export const PLAIN: Purpose = { kind: 'hook', hook: { kind: 'lifecycle', name: 'update-status' } };

/** Calls tools one after the other in one run and answers the last outcome. */
export function callTools(
  model: Model,
  start: { readonly unit?: UnitName; readonly purpose?: Purpose; readonly relation?: RunRelation },
  ...lines: readonly string[]
): ToolOutcome {
  const { purpose = PLAIN } = start;
  const run = createRun(model, start.unit ?? 'u/0', purpose, start.relation);
  const outcomes = lines.map((line) => run.call(line));
  const last = outcomes.at(-1);
  if (!last) throw new Error('no tool was called');
  return last;
}
