import type { Instant, Model, Unit } from '../model.ts';
import { shownStatus } from '../status-view.ts';
import type { Value } from './value.ts';
import { enteredRelations, ownApplication } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/** `goal-state`: units and relations that there are to be, read afresh at each call (C95). */
export const goalState: Tool = {
  name: 'goal-state',
  synopsis: '',
  purpose: "print the status of the charm's peers and related units",
  output: 'yaml',
  formats: ['yaml', 'json'],
  run: ({ run, args }) => {
    expectNoMore(args);
    const units = unitsOf(run.model, ownApplication(run).name);
    const relations: Record<string, Record<string, Value>> = {};
    for (const { own, remote, relation } of enteredRelations(run)) {
      if (own === remote) continue;
      const status = relation.life === 'dying' ? 'dying' : 'joined';
      relations[own.endpoint] = {
        ...relations[own.endpoint],
        [remote.application]: goal(status, relation.since),
        ...unitsOf(run.model, remote.application),
      };
    }
    return {
      value: new Map<string, Value>([
        ['units', units],
        ['relations', relations],
      ]),
    };
  },
};

function unitsOf(model: Model, application: string): Record<string, Value> {
  const units = Object.values(model.units).filter((unit) => unit.application === application);
  return Object.fromEntries(units.map((unit) => [unit.name, unitGoal(unit)]));
}

function unitGoal(unit: Unit): Value {
  const { status, since } = shownStatus(unit);
  return goal(unit.life === 'dying' ? 'dying' : status, since);
}

function goal(status: string, since: Instant): Value {
  const text = `${since.slice(0, 10)} ${since.slice(11, 19)}Z`;
  return new Map<string, Value>([
    ['status', status],
    ['since', text],
  ]);
}
