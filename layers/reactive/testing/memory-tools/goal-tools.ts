import { applicationOf, endpointOf, isRelationId, isUnitName } from '@reactive-charms/juju';
import type {
  GoalRelations,
  GoalState,
  GoalStatus,
  HookTools,
  UnitName,
} from '@reactive-charms/juju';
import type { UnitState } from '../unit-state.ts';
import type { StateMemory } from './state-memory.ts';

/** What the model is going to have. */
export function goalTools(memory: StateMemory): Pick<HookTools, 'goalState'> {
  const { answer } = memory;
  return {
    goalState: async () =>
      answer('goal-state', () => memory.state.goalState ?? goalsIn(memory.state)),
  };
}

const SINCE = '2026-01-02 03:04:05Z';

/** A model that has all that it is going to have: what this unit sees of it. */
function goalsIn({ unit, relations, status }: UnitState): GoalState {
  const goals: Record<string, GoalRelations> = {};
  const units: Record<UnitName, GoalStatus> = {};
  for (const [id, { application, units: joined }] of Object.entries(relations)) {
    if (!isRelationId(id)) continue;
    const members = goalsOf(Object.keys(joined).filter(isUnitName));
    if (application === applicationOf(unit)) {
      Object.assign(units, members);
      continue;
    }
    const known = goals[endpointOf(id)];
    goals[endpointOf(id)] = {
      applications: { ...known?.applications, [application]: { status: 'joined', since: SINCE } },
      units: { ...known?.units, ...members },
    };
  }
  const own = { status: status?.status ?? 'waiting', since: SINCE };
  return { units: { ...units, [unit]: own }, relations: goals };
}

function goalsOf(units: readonly UnitName[]): Record<UnitName, GoalStatus> {
  const goals: Record<UnitName, GoalStatus> = {};
  for (const unit of units) goals[unit] = { status: 'active', since: SINCE };
  return goals;
}
