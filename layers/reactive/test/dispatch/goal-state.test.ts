import type { GoalState } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';

/** A unit with one database, and a peer. */
function unit(more: Partial<UnitState> = {}): UnitState {
  const relations = {
    'db:1': relationState('mysql', { units: { 'mysql/0': {} } }),
    'db:4': relationState('maria', { units: { 'maria/2': {}, 'maria/3': {} } }),
    'cluster:2': relationState('wordpress', { units: { 'wordpress/1': {} } }),
  };
  return freshUnit('wordpress/0', { relations, ...more });
}

/** What a handler is told. */
async function ask(state: UnitState): Promise<GoalState | undefined> {
  let told: GoalState | undefined;
  const charm = charmOf((layer) => {
    layer.always().handle('ask', async ({ goalState }) => {
      told = await goalState();
    });
  });
  await runHook(charm, 'install', state);
  return told;
}

describe('goalState', () => {
  it('asks Juju once in a run, however many handlers ask', async () => {
    const answers: GoalState[] = [];
    const charm = charmOf((layer) => {
      layer.beforeHook('first', async ({ goalState }) => void answers.push(await goalState()));
      layer.always().handle('second', async ({ goalState }) => {
        answers.push(...(await Promise.all([goalState(), goalState()])));
      });
      layer.status(async ({ goalState }) => {
        answers.push(await goalState());
        return undefined;
      });
    });
    const { calls, state } = await runHook(charm, 'install', unit());
    expect(calls.filter((call) => call === 'goal-state')).toHaveLength(1);
    expect(answers).toHaveLength(4);
    expect(new Set(answers).size).toBe(1);
    const next = await runHook(charm, 'update-status', state);
    expect(next.calls).toEqual(['is-leader', 'goal-state']);
  });

  it('asks nothing where no handler does', async () => {
    const charm = charmOf((layer) => layer.always().handle('rest', () => undefined));
    expect((await runHook(charm, 'install', unit())).calls).not.toContain('goal-state');
  });

  it('cannot be had in a restricted hook', async () => {
    const charm = charmOf((layer) => {
      layer.collectMetrics().handle('ask', async (context) => {
        if (!hasGoals(context)) return;
        await context.goalState();
      });
    });
    const { error } = await runHook(charm, 'collect-metrics', unit());
    expect(error?.message).toMatch(
      'the goal state cannot be had in the hook collect-metrics [RESTRICTED_HOOK]',
    );
  });
});

function hasGoals(context: object): context is { goalState(): Promise<GoalState> } {
  return 'goalState' in context;
}

describe('the goal state of the testing kit', () => {
  const since = expect.any(String);

  it('is what the unit sees of the model', async () => {
    expect(await ask(unit())).toEqual({
      units: {
        'wordpress/0': { status: 'waiting', since },
        'wordpress/1': { status: 'active', since },
      },
      relations: {
        db: {
          applications: { mysql: { status: 'joined', since }, maria: { status: 'joined', since } },
          units: {
            'mysql/0': { status: 'active', since },
            'maria/2': { status: 'active', since },
            'maria/3': { status: 'active', since },
          },
        },
      },
    });
  });

  it('is what a test says instead', async () => {
    const goalState: GoalState = {
      units: { 'wordpress/0': { status: 'dying' } },
      relations: { db: { applications: { mysql: { status: 'joining' } }, units: {} } },
    };
    expect(await ask(unit({ goalState }))).toEqual(goalState);
  });
});
