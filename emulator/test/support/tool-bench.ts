import type { UnitName } from '@reactive-charms/juju';
import type { Model, RelationHook } from '../../src/model.ts';
import type { Purpose, RunRelation, ToolOutcome } from '../../src/tools/index.ts';
import { addRelation, deployApplication } from '../../src/transitions/index.ts';
import { makeCharm } from './charms.ts';
import { createRun, createSimulation } from './simulation.ts';
import type { Simulation } from './simulation.ts';

/** A tool call and what it must print; what is left out is empty, and the code is 0. */
export interface Row {
  readonly row: string;
  readonly call: string;
  readonly stdin?: string;
  readonly out?: string;
  readonly err?: string;
  readonly code?: number;
}

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

/** Relation numbers in `benchModel`: peers first. */
export const RING = 0;
export const DB = 1;

/** A hook about the relation with `app/0`. */
export const CHANGED: RelationHook = {
  kind: 'relation',
  name: 'db-relation-changed',
  event: 'changed',
  relation: DB,
  endpoint: 'db',
  remoteApplication: 'app',
  remoteUnit: 'app/0',
};

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

/** Runs a table: one test for each row, each in a run of its own. */
export function describeRows(
  name: string,
  rows: readonly Row[],
  start: {
    readonly unit?: UnitName;
    readonly purpose?: Purpose;
    readonly relation?: RunRelation;
  } = {},
): void {
  const { model } = benchModel();
  describe(name, () => {
    it.each(rows)('$row `$call`', ({ call, stdin, out = '', err = '', code = 0 }) => {
      const run = createRun(model, start.unit ?? 'u/0', start.purpose ?? PLAIN, start.relation);
      const outcome = run.call(call, stdin);

      expect({ out: outcome.stdout, err: outcome.stderr, code: outcome.code }).toEqual({
        out,
        err,
        code,
      });
    });
  });
}
