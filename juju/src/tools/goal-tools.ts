import type { GoalRelations, GoalState, GoalStatus } from '../goal-state.ts';
import type { HookTools } from '../hook-tools.ts';
import { isUnitName } from '../names.ts';
import type { UnitName } from '../names.ts';
import { readObject, readText } from '../tool-answers.ts';
import type { ToolCaller } from '../tool-call.ts';

const TOOL = 'goal-state';

/** What the model is going to have. */
export function goalTools({ json }: ToolCaller): Pick<HookTools, 'goalState'> {
  return { goalState: async () => readGoalState(await json(TOOL)) };
}

/** @throws Error naming what is not as it should be. */
function readGoalState(value: unknown): GoalState {
  const { units, relations } = readObject(TOOL, value);
  const own = readMembers(units, 'units');
  const [stranger] = Object.keys(own.applications);
  if (stranger !== undefined) {
    throw new Error(`${TOOL} answered "${stranger}" among the units, which is no unit name`);
  }
  return {
    units: own.units,
    relations: Object.fromEntries(
      Object.entries(readMap(relations, 'relations')).map(([endpoint, members]) => [
        endpoint,
        readMembers(members, `the other side of ${endpoint}`),
      ]),
    ),
  };
}

/** Units and applications stand side by side; only names of units have a slash and a number. */
function readMembers(value: unknown, place: string): GoalRelations {
  const applications: [string, GoalStatus][] = [];
  const units: Record<UnitName, GoalStatus> = {};
  for (const [name, status] of Object.entries(readMap(value, place))) {
    const goal = readStatus(status, name);
    if (isUnitName(name)) units[name] = goal;
    else applications.push([name, goal]);
  }
  return { applications: Object.fromEntries(applications), units };
}

function readStatus(value: unknown, owner: string): GoalStatus {
  const { status, since } = readMap(value, owner);
  return {
    status: readText(TOOL, status, `a text as status of ${owner}`),
    ...(since === undefined ? {} : { since: readText(TOOL, since, `a time as since of ${owner}`) }),
  };
}

/** No map at all counts as an empty one: so Go prints those that nobody has made. */
function readMap(value: unknown, place: string): Record<string, unknown> {
  return readObject(TOOL, value ?? null, `a map as ${place}`);
}
