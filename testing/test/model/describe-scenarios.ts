import { openModel } from '../../src/model/open-model.ts';
import type { CharmModel, OpenModelOptions, Place } from '../../src/model/types.ts';
import { KEEPERS } from './support/keeper.ts';

/**
 * Scenarios of whole models. They are the same for charms as functions in this process and for built
 * charms as real processes; one word differs.
 */
export function describeScenarios(place: Place): void {
  // Half a minute for processes: what is told apart by the place is in the first ones.
  const isQuick = place === 'in-process' || process.env['MODEL_TEST'] === 'all';
  const slowly = isQuick ? it : it.skip;
  let model: CharmModel;
  const open = async (options: Omit<OpenModelOptions, 'charms'> = {}): Promise<void> => {
    model = await openModel(place, { charms: KEEPERS, ...options });
  };
  /** Two applications of the charm: one tells, the other hears. */
  const openPair = async (options: Omit<OpenModelOptions, 'charms'> = {}): Promise<void> => {
    await open(options);
    await model.deploy('teller', { charm: 'keeper' });
    await model.deploy('hearer', { charm: 'keeper' });
    await model.settle();
    await model.relate('hearer:source', 'teller:data');
    await model.settle();
  };

  describe(`a model with charms ${place}`, () => {
    afterEach(async () => model.close());

    it('C55 C56 runs the hooks of a deployment in the order of Juju', async () => {
      await open();
      await model.deploy('keeper', { units: 2 });
      await model.settle();
      expect(model.hooksOf('keeper/0').slice(0, 5)).toEqual([
        'install',
        'ring-relation-created',
        'leader-elected',
        'config-changed',
        'start',
      ]);
      expect(model.hooksOf('keeper/1').slice(0, 5)).toEqual([
        'install',
        'ring-relation-created',
        'leader-settings-changed',
        'config-changed',
        'start',
      ]);
      expect(model.hooksOf('keeper/0').slice(5)).toEqual([
        'ring-relation-joined keeper/1',
        'ring-relation-changed keeper/1',
      ]);
      expect(await model.flags('keeper/0')).toEqual(
        expect.arrayContaining(['keeper.installed', 'keeper.secret', 'leadership.is_leader']),
      );
      expect(await model.flags('keeper/1')).not.toContain('leadership.is_leader');
      expect((await model.unit('keeper/1')).openPorts).toEqual(['8080/tcp (data)']);
    });

    it('C48 C54 relates, changes, departs and breaks, and carries the data along', async () => {
      await openPair();
      const heard = model.hooksOf('hearer/0');
      const created = heard.indexOf('source-relation-created');
      expect(heard.slice(created, created + 3)).toEqual([
        'source-relation-created',
        'source-relation-joined teller/0',
        'source-relation-changed teller/0',
      ]);
      // Agents work side by side: what teller/0 says after the joined hook is announced once more.
      expect(new Set(heard.slice(created + 2))).toEqual(
        new Set(['source-relation-changed teller/0']),
      );
      expect(model.databag('hearer/0', 'source', { of: 'teller/0' })).toMatchObject({
        greeting: 'hello',
      });
      expect(await model.unit('hearer/0')).toMatchObject({
        isLeader: true,
        status: { status: 'active', message: 'hears 1' },
        relations: {
          'source:2': { application: 'teller', units: { 'teller/0': { greeting: 'hello' } } },
        },
      });
      expect(await model.readFile('hearer/0', '/etc/keeper/heard')).toBe('teller/0 hello\n');
      expect(model.status('hearer/0')).toEqual({ status: 'active', message: 'hears 1' });

      await model.config('teller', { greeting: 'good day' });
      await model.settle();
      expect(model.hooksOf('teller/0').at(-1)).toBe('config-changed');
      expect(model.hooksOf('hearer/0').at(-1)).toBe('source-relation-changed teller/0');
      expect(await model.readFile('hearer/0', '/etc/keeper/heard')).toBe('teller/0 good day\n');

      await model.unrelate('hearer:source', 'teller:data');
      await model.settle();
      expect(model.hooksOf('hearer/0').slice(-2)).toEqual([
        'source-relation-departed teller/0',
        'source-relation-broken',
      ]);
      expect(await model.flags('hearer/0')).toEqual(
        expect.arrayContaining(['keeper.broken', 'keeper.departed']),
      );
      expect(model.status('hearer')).toEqual({ status: 'waiting', message: 'nobody to hear' });
      expect(
        model
          .statusHistory('hearer/0')
          .map(({ status }) => status)
          .slice(-3),
      ).toEqual(['waiting', 'active', 'waiting']);

      await model.removeUnit('teller/0');
      await model.settle();
      expect(model.hooksOf('teller/0').slice(-2)).toEqual(['stop', 'remove']);
      expect(Object.keys(model.model.units)).toEqual(['hearer/0']);
    });

    slowly(
      'C109 C110 lets a unit stand in error, and counts the hook as done on request',
      async () => {
        await open();
        await model.deploy('keeper', { config: { 'fail-in': 'start' } });
        const { failures } = await model.settle();
        expect(failures).toEqual([{ unit: 'keeper/0', hook: 'start', exitCode: 1 }]);
        expect(model.status('keeper/0')).toEqual({
          status: 'error',
          message: 'hook failed: "start"',
        });
        await model.resolve('keeper/0', { retry: false });
        await model.settle();
        expect(model.status('keeper/0')).toMatchObject({
          status: expect.not.stringMatching('error'),
        });
        expect(model.hooksOf('keeper/0').filter((hook) => hook === 'start')).toHaveLength(1);
      },
    );

    it('C116 runs a hook again that was killed, and keeps nothing of the first', async () => {
      await openPair({
        faults: [{ kind: 'kill', hook: 'config-changed', unit: 'teller/0', atCall: 2 }],
      });
      expect(model.hooksOf('teller/0').slice(0, 4)).not.toContain('start');
      await model.settle();
      expect(model.hooksOf('teller/0').filter((hook) => hook === 'config-changed')).toHaveLength(2);
      await model.settle();
      expect(await model.readFile('hearer/0', '/etc/keeper/heard')).toBe('teller/0 hello\n');
    });

    slowly('lets a hook fail whose machine is full', async () => {
      await open({ faults: [{ kind: 'disk-full', hook: 'install' }] });
      await model.deploy('keeper');
      await model.settle();
      expect(model.status('keeper/0')).toEqual({
        status: 'error',
        message: 'hook failed: "install"',
      });
      await model.resolve('keeper/0');
      await model.settle();
      expect(await model.flags('keeper/0')).toContain('keeper.installed');
    });

    slowly('lets a hook fail whose tool fails', async () => {
      await open();
      model.fault({ kind: 'fail-tool', tool: 'secret-add', message: 'no room for secrets' });
      await model.deploy('keeper');
      await model.settle();
      expect(model.status('keeper/0').message).toBe('hook failed: "leader-elected"');
      expect(model.log.some(({ message }) => message.includes('no room for secrets'))).toBe(true);
    });

    slowly('C57 attaches storage before the installation, and moves the leadership', async () => {
      await open();
      await model.deploy('keeper', { units: 2, storage: { disk: { count: 1, size: 1024 } } });
      await model.settle();
      expect(model.hooksOf('keeper/0').slice(0, 2)).toEqual(['disk-storage-attached', 'install']);
      expect(await model.flags('keeper/0')).toContain('keeper.disk');
      expect(await model.unit('keeper/0')).toMatchObject({
        storage: { 'disk/0': { kind: 'filesystem', location: '/srv/disk' } },
      });
      await model.setLeader('keeper/1');
      await model.settle();
      expect(model.hooksOf('keeper/1').at(-1)).toBe('leader-elected');
      expect(await model.flags('keeper/1')).toContain('leadership.is_leader');
    });

    slowly('C63 C64 C65 runs actions, and tells their results', async () => {
      await open();
      await model.deploy('keeper');
      await model.settle();
      expect(await model.run('keeper/0', 'greet', { name: 'you' })).toMatchObject({
        status: 'completed',
        results: { greeting: 'hello you', 'return-code': 0 },
      });
      expect(await model.run('keeper/0', 'greet')).toMatchObject({
        results: { greeting: 'hello everybody' },
      });
      expect(await model.run('keeper/0', 'refuse')).toMatchObject({
        status: 'failed',
        message: 'not today',
      });
      expect(await model.run('keeper/0', 'burst')).toMatchObject({
        status: 'failed',
        message: 'exit status 1',
        results: { stderr: expect.stringContaining('out of steam'), 'return-code': 1 },
      });
      const flags = await model.flags('keeper/0');
      expect(flags).toContain('keeper.refused');
      expect(flags).not.toContain('keeper.burst');
      expect(model.status('keeper/0').status).not.toBe('error');
    });

    slowly('moves the leadership in the middle of a hook', async () => {
      await open();
      await model.deploy('keeper', { units: 2 });
      await model.settle();
      model.fault({
        kind: 'change-leader',
        to: 'keeper/1',
        unit: 'keeper/0',
        hook: 'config-changed',
        atCall: 2,
      });
      await model.config('keeper', { greeting: 'good day' });
      await model.settle();
      expect(model.hooksOf('keeper/1')).toContain('leader-elected');
      await model.config('keeper', { greeting: 'good night' });
      await model.settle();
      expect(await model.flags('keeper/0')).not.toContain('leadership.is_leader');
      expect(await model.flags('keeper/1')).toContain('leadership.is_leader');
    });

    slowly('C111 refreshes a charm, with what the unit remembers', async () => {
      await open();
      await model.deploy('keeper');
      await model.settle();
      await model.refresh('keeper', 'keeper-next');
      await model.settle();
      expect(model.hooksOf('keeper/0').slice(-2)).toEqual(['upgrade-charm', 'config-changed']);
      expect(await model.flags('keeper/0')).toEqual(
        expect.arrayContaining(['keeper.installed', 'keeper.next', 'keeper.upgraded']),
      );
    });

    slowly('runs by the clock what is due by the clock', async () => {
      await open();
      await model.deploy('keeper');
      await model.settle();
      expect(model.hooks.filter((hook) => hook.endsWith('update-status'))).toEqual([]);
      await model.advance('7m');
      expect(model.hooksOf('keeper/0').at(-1)).toBe('update-status');
      expect(await model.flags('keeper/0')).not.toContain('keeper.renewed');
      await model.advance('1h');
      expect(model.hooksOf('keeper/0')).toContain('secret-rotate');
      expect(await model.flags('keeper/0')).toContain('keeper.renewed');
    });

    slowly('C118 runs hook tools as juju exec does', async () => {
      await openPair();
      const lines = ["relation-set 'greeting=good night'", 'relation-get - teller/0'];
      const told = await model.exec('teller/0', lines, { relation: relationOf(model) });
      expect(told).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('greeting: good night'),
      });
      expect(await model.exec('teller/0', ['status-set nonsense'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('invalid status "nonsense"'),
      });
      await model.settle();
      expect(await model.readFile('hearer/0', '/etc/keeper/heard')).toBe('teller/0 good night\n');
    });

    slowly(
      'does nothing on a machine that is cut off, and catches up when it is back',
      async () => {
        await openPair();
        await model.partition('hearer/0');
        await model.config('teller', { greeting: 'hello?' });
        await model.settle();
        expect(await model.readFile('hearer/0', '/etc/keeper/heard')).toBe('teller/0 hello\n');
        await model.heal('hearer/0');
        await model.settle();
        expect(await model.readFile('hearer/0', '/etc/keeper/heard')).toBe('teller/0 hello?\n');
      },
    );
  });
}

function relationOf(model: CharmModel): string {
  const related = Object.values(model.model.relations).find(({ ends }) => ends.length === 2);
  return `data:${related?.number ?? ''}`;
}
