import type { Hook } from '../../src/model.ts';
import { hookStarted } from '../../src/transitions/hooks.ts';
import { enqueueActions, deployApplication } from '../../src/transitions/index.ts';
import { taskStarted } from '../../src/transitions/tasks.ts';
import { makeCharm } from '../support/charms.ts';
import { createSimulation } from '../support/simulation.ts';
import { related } from '../support/related.ts';

/** What the agent of wordpress/0 shows while a hook runs. */
function shownIn(hook: Hook): string {
  const simulation = related();
  simulation.update(hookStarted('wordpress/0', hook));
  const { status, message } = simulation.model.units['wordpress/0']?.agent ?? {
    status: 'gone',
    message: '',
  };
  return `${status}: ${message}`;
}

describe('the agent of a unit', () => {
  it('says which hook it runs, and for which unit', () => {
    expect(shownIn({ kind: 'lifecycle', name: 'config-changed' })).toBe(
      'executing: running config-changed hook',
    );
    expect(
      shownIn({
        kind: 'relation',
        name: 'db-relation-joined',
        event: 'joined',
        relation: 0,
        endpoint: 'db',
        remoteApplication: 'mysql',
        remoteUnit: 'mysql/0',
      }),
    ).toBe('executing: running db-relation-joined hook for mysql/0');
  });

  it('says nothing of update-status', () => {
    expect(shownIn({ kind: 'lifecycle', name: 'update-status' })).toBe('idle: ');
  });

  it('says which action it runs', () => {
    const simulation = createSimulation();
    const actions = { ping: { description: '', params: {}, required: [] } };
    simulation.update(deployApplication({ name: 'a', charm: makeCharm('a', { actions }) }));
    simulation.update(enqueueActions({ units: ['a/0'], action: 'ping' }));
    simulation.update(taskStarted('2'));

    expect(simulation.model.units['a/0']?.agent.message).toBe('running action ping');
  });
});
