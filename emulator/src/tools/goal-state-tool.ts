import type { UnitName } from '@reactive-charms/juju';
import type { Instant, Model, Unit } from '../model.ts';
import { relationsOfApplication, unitsBeside, unitsOfApplication } from '../relation-view.ts';
import { shownStatus } from '../status-view.ts';
import { keepJson } from './format.ts';
import type { Value } from './value.ts';
import { unitOf } from './hook-run.ts';
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
    const own = unitOf(run);
    const units = unitsOf(run.model, own.application, own.principal);
    const relations: Record<string, Record<string, Value>> = {};
    for (const { ends, life, since } of relationsOfApplication(run.model, own.application)) {
      const near = ends.find(({ application }) => application === own.application);
      const far = ends.find((end) => end !== near);
      if (!near || !far) continue;
      relations[near.endpoint] = {
        ...relations[near.endpoint],
        [far.application]: goal(life === 'dying' ? 'dying' : 'joined', since),
        ...unitsOf(run.model, far.application, own.principal ?? own.name),
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

/** The units of an application, of subordinates only those beside the given principal. */
function unitsOf(
  model: Model,
  application: string,
  principal: UnitName | undefined,
): Record<string, Value> {
  const isSubordinate = model.applications[application]?.charm.metadata.subordinate === true;
  const beside = isSubordinate && principal !== undefined ? unitsBeside(model, principal) : [];
  const units = isSubordinate
    ? beside.filter((unit) => unit.application === application)
    : unitsOfApplication(model, application);
  return Object.fromEntries(units.map((unit) => [unit.name, unitGoal(unit)]));
}

/** What was said of a unit that is as it was, for there may be a thousand. */
const goals = new WeakMap<Unit, Value>();

function unitGoal(unit: Unit): Value {
  const known = goals.get(unit);
  if (known !== undefined) return known;
  const { status, since } = shownStatus(unit);
  const value = keepJson(goal(unit.life === 'dying' ? 'dying' : status, since));
  goals.set(unit, value);
  return value;
}

function goal(status: string, since: Instant): ReadonlyMap<string, Value> {
  const text = `${since.slice(0, 10)} ${since.slice(11, 19)}Z`;
  return new Map<string, Value>([
    ['status', status],
    ['since', text],
  ]);
}
