import { addUnit, requestUpdateStatus, setConfig } from '../src/transitions/index.ts';
import { resolveUnit } from '../src/transitions/hooks.ts';
import { shownStatus } from '../src/status-view.ts';
import { CharmFailure } from './support/simulation.ts';
import { fail, hooksOf, related } from './support/related.ts';

describe('failed hooks', () => {
  it('C109 put the unit in error and stop all other hooks of it', () => {
    const simulation = related();
    simulation.exec('mysql/0', ['relation-set -r 0 a=1']);
    simulation.settle(fail('db-relation-changed'));
    simulation.update(setConfig('wordpress', { title: 'News' }));

    expect(simulation.settle()).toEqual([]);
    const unit = simulation.model.units['wordpress/0'];
    expect(unit?.agent).toMatchObject({
      status: 'error',
      message: 'hook failed: "db-relation-changed"',
      data: { hook: 'db-relation-changed', 'relation-id': 0, 'remote-unit': 'mysql/0' },
    });
    expect(unit && shownStatus(unit).status).toBe('error');
  });

  it('C28 C93 leave no databag, port or state behind, but their status and leader settings', () => {
    const simulation = related();
    simulation.update(requestUpdateStatus(['mysql/0']));
    simulation.settle((_hook, tools) => {
      for (const line of [
        'relation-set -r 0 a=1',
        'open-port 80',
        'state-set k=v',
        'status-set blocked',
        'leader-set l=1',
      ]) {
        tools(line);
      }
      throw new CharmFailure();
    });
    const { units, relations, applications } = simulation.model;

    expect(relations['0']?.units['mysql/0']?.data).not.toHaveProperty('a');
    expect(units['mysql/0']).toMatchObject({
      ports: [],
      state: {},
      workload: { status: 'blocked' },
    });
    expect(applications['mysql']?.leaderSettings).toEqual({ l: '1' });
  });

  it('C110 run again when resolved', () => {
    const simulation = related();
    simulation.update(setConfig('wordpress', { title: 'News' }));
    simulation.settle(fail('config-changed'));
    simulation.update(resolveUnit('wordpress/0', { retry: true }));

    expect(simulation.settle()).toEqual(['wordpress/0 config-changed']);
    expect(simulation.model.units['wordpress/0']?.uniter.failed).toBeUndefined();
  });

  it('C110 count as done when resolved without retry, and joined still owes changed', () => {
    const simulation = related();
    simulation.update(addUnit({ application: 'mysql' }));
    simulation.settle(fail('db-relation-joined'));
    simulation.update(resolveUnit('wordpress/0', { retry: false }));

    expect(hooksOf(simulation.settle(), 'wordpress/0')).toEqual(['db-relation-changed mysql/1']);
  });

  it('are resolved only where there are any', () => {
    const simulation = related();

    expect(() => simulation.update(resolveUnit('mysql/0', { retry: true }))).toThrow(
      'unit "mysql/0" is not in an error state',
    );
  });
});
