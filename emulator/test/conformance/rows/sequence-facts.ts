import { requestUpdateStatus, setConfig } from '../../../src/transitions/index.ts';
import { expectAnswer } from '../expect-answer.ts';
import { expectEnvironment } from '../expect-environment.ts';
import { DB, publish } from '../fixture.ts';
import { FOLLOWER, PLAIN, changed } from '../row.ts';
import type { Moment } from '../row.ts';
import type { Call, Stage } from '../stage.ts';

/** Facts that show in several runs one after the other. */
export function describeSequences(stageNow: () => Stage): void {
  const show = async (moment: Moment, calls: readonly Call[], exit = 0): Promise<void> => {
    const stage = stageNow();
    const { answers } = await stage.play({ ...moment, calls, exit });
    expectAnswer(calls, answers, {});
  };
  const reads = (out: string): Call[] => [{ line: `relation-get -r ${DB} a app/0`, out }];

  describe('several runs', () => {
    it('C46 what was read of a member stays until that member is announced', async () => {
      const stage = stageNow();
      await show(changed({ a: '1' }), reads('1\n'));
      const configChanged: Moment = {
        unit: 'u/0',
        program: 'config-changed',
        trigger: (model) => publish('app/0', { a: '2' })(setConfig('u', { title: 'x' })(model)),
      };

      await show(configChanged, reads('1\n'));
      stage.update(publish('app/0', { a: '3' }));
      await show({ ...PLAIN, trigger: requestUpdateStatus(['u/0']) }, reads('3\n'));
    });

    it('C46 what a failed hook has read stays too', async () => {
      await show(changed({ a: '1' }), reads('1\n'), 1);

      expect(stageNow().model.units['u/0']?.uniter.relations[DB]?.cache['app/0']).toMatchObject({
        a: '1',
      });
    });

    it('C47 application data are read afresh in every hook', async () => {
      const stage = stageNow();
      const read = (out: string): Call[] => [{ line: `relation-get -r ${DB} --app a app`, out }];
      stage.update(publish('app', { a: '1' }));
      await show(PLAIN, read('1\n'));
      stage.update(publish('app', { a: '2' }));

      await show(PLAIN, read('2\n'));
    });

    it('C27 others read what a hook wrote once it has succeeded', async () => {
      const read = [{ line: 'relation-get -r ring:0 a u/0', out: '1\n' }];
      await show(PLAIN, [{ line: 'relation-set -r ring:0 a=1' }]);

      await show(FOLLOWER, read);
    });

    it('C26 a follower reads what its leader wrote for the application among peers', async () => {
      await show(PLAIN, [{ line: 'relation-set --app -r ring:0 a=1' }]);

      await show(FOLLOWER, [{ line: 'relation-get -r ring:0 --app - u', out: 'a: "1"\n' }]);
    });

    it('C28 leader settings reach the others', async () => {
      await show(PLAIN, [{ line: 'leader-set a=1' }]);

      await show(FOLLOWER, [{ line: 'leader-get a', out: '1\n' }]);
    });

    it('C102 who has read a secret follows the same revision in later hooks', async () => {
      const stage = stageNow();
      const calls: Call[] = [{ line: 'secret-add --label l token=old', out: /^secret:/ }];
      await show(PLAIN, calls);
      const read = (out: string, more = ''): Call[] => [
        { line: `secret-get --label l${more}`, out: `token: ${out}` },
      ];
      await show(FOLLOWER, read('old\n'));
      const id = Object.keys(stage.model.secrets)[0] ?? '';
      await show(PLAIN, [{ line: `secret-set ${id} token=new` }]);

      await show(FOLLOWER, read('old\n'));
      await show(FOLLOWER, read('new\n', ' --peek'));
      await show(FOLLOWER, read('old\n'));
      await show(FOLLOWER, read('new\n', ' --refresh'));
      await show(FOLLOWER, read('new\n'));
    });
  });

  describe('juju-reboot --now', () => {
    it('C117 ends the program; the hook runs again after the reboot, and nothing was written', async () => {
      const stage = stageNow();
      const calls: Call[] = [{ line: 'state-set k=v' }, { line: 'juju-reboot --now' }];
      await stage.play({ ...PLAIN, calls: [...calls, { line: 'status-set active late' }] });
      const unit = stage.model.units['u/0'];

      expect(stage.model.machines['0']?.boots).toBe(1);
      expect(unit?.state).toEqual({});
      expect(unit?.workload.message).not.toBe('late');
      expect(unit?.uniter.updateStatusRequested).toBe(false);
    });
  });

  describe('juju exec', () => {
    it('C118 what a script has written is kept, whatever its exit code', async () => {
      const calls: Call[] = [{ line: 'relation-set -r db:1 a=1' }];
      const { answers, code } = await stageNow().exec({ unit: 'u/0', calls, exit: 5 });
      expectAnswer(calls, answers, {});

      expect(code).toBe(5);
      expect(stageNow().model.relations[DB]?.units['u/0']?.data['a']).toBe('1');
    });

    it('C15 C118 a relation can be given; its only member is the remote unit', async () => {
      const calls: Call[] = [{ line: 'relation-list', out: 'app/0\n' }];
      const { answers } = await stageNow().exec({ unit: 'u/0', calls, relation: 'db:1' });

      expectAnswer(calls, answers, {});
    });

    it('section 9.3 a script is told no hook, and no program', async () => {
      const { environment } = await stageNow().exec({ unit: 'u/0', calls: [] });

      expectEnvironment({ about: { JUJU_HOOK_NAME: '' } }, environment);
      expect(environment['JUJU_CONTEXT_ID']).toMatch(/^u\/0-run-commands-/);
    });

    it('section 9.3 a script with a relation is told of it', async () => {
      const { environment } = await stageNow().exec({ unit: 'u/0', calls: [], relation: 'db:1' });

      expect(environment).toMatchObject({
        JUJU_HOOK_NAME: '',
        JUJU_RELATION: 'db',
        JUJU_RELATION_ID: 'db:1',
        JUJU_REMOTE_UNIT: 'app/0',
        JUJU_REMOTE_APP: '',
      });
    });
  });
}
