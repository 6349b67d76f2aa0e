import { DiagnosticsError } from '@reactive-charms/juju';
import { commitRun } from '../../src/transitions/commit.ts';
import { setLeader } from '../../src/transitions/index.ts';
import { createRun } from '../support/simulation.ts';
import { DB, benchModel, PLAIN } from '../support/tool-bench.ts';

describe('the commit of a run', () => {
  it.each([`relation-set --app -r ${DB} a=1`, 'secret-add token=x'])(
    'C28 refuses what a unit wrote for its application when it leads no more: %s',
    (line) => {
      const { model } = benchModel();
      const run = createRun(model, 'u/0', PLAIN);
      run.call('state-set k=v');
      run.call(line);
      const moved = setLeader('u/1')(model);

      expect(() => commitRun(run.run)(moved)).toThrow(DiagnosticsError);
      expect(() => commitRun(run.run)(moved)).toThrow(
        'prerequisites failed: "u/0" is not leader of "u"',
      );
    },
  );

  it('takes what a unit wrote for itself, whoever leads', () => {
    const { model } = benchModel();
    const run = createRun(model, 'u/0', PLAIN);
    run.call(`relation-set -r ${DB} a=1`);
    run.call('secret-add --owner unit token=x');
    const after = commitRun(run.run)(setLeader('u/1')(model));

    expect(after.relations[DB]?.units['u/0']?.data['a']).toBe('1');
    expect(Object.values(after.secrets).map(({ owner }) => owner)).toEqual([
      { kind: 'unit', name: 'u/0' },
    ]);
  });

  it('answers the very same model when there was nothing to write', () => {
    const { model } = benchModel();
    const run = createRun(model, 'u/0', PLAIN);
    run.call('config-get');

    expect(commitRun(run.run)(model)).toBe(model);
  });

  it('names no content of a secret in its reasons', () => {
    const { model } = benchModel();
    const run = createRun(model, 'u/0', PLAIN);
    run.call('secret-set 9m4e2mr0ui3e8a215n4g token=hush');

    expect(() => commitRun(run.run)(model)).toThrow('secret "9m4e2mr0ui3e8a215n4g" not found');
  });
});
