import type { HookTools } from '@reactive-charms/juju';
import { runHook as runEngine } from '../../lib/dispatch/run-hook.ts';
import type { CharmDefinition } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOptions, UnitState } from '@reactive-charms/testing';
import { openHook } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';

/** A charm that looks at everything and declares everything, twice. */
const charm: CharmDefinition = charmOf((layer) => {
  for (const turn of ['first', 'second']) {
    layer.always().handle(turn, async ({ endpoints, leader, unit, hook }) => {
      await unit.address();
      await unit.address('db');
      unit.declarePorts(['80/tcp']);
      for (const { relations } of Object.values(endpoints)) {
        for (const relation of relations) {
          unit.data.set(relation.id, {
            ...relation.published,
            ...relation.receivedFromApplication,
          });
          relation.units.forEach(({ received }) => unit.data.set('last', { ...received }));
          relation.publish({ hook: 'hook' in hook.run ? hook.run.hook : '' });
          if (leader.isLeader) relation.publishForApplication({ turn: 'one' });
        }
      }
      if (leader.isLeader) leader.publish({ token: leader.data['token'] ?? 'T' });
    });
  }
});

const DB = relationState('mysql', {
  units: { 'mysql/0': { host: 'a' }, 'mysql/1': { host: 'b' } },
  applicationBag: { version: '8' },
});
const PEERS = relationState('wordpress', { units: { 'wordpress/1': {} } });
const RELATIONS = { 'db:1': DB, 'db:2': DB, 'cluster:0': PEERS };

/** Tools that note their reads with all arguments. */
function watchReads(tools: HookTools, reads: string[]): HookTools {
  return new Proxy(tools, {
    get: (target, name, receiver): unknown => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || !isRead(String(name))) return member;
      return (...args: unknown[]): unknown => {
        reads.push(JSON.stringify([name, ...args]));
        return Reflect.apply(member, target, args);
      };
    },
  });
}

function isRead(method: string): boolean {
  return /(?:Get|List|Ids|Application|Address|openedPorts|isLeader)$/.test(method);
}

async function readsOf(
  hook: string,
  { state, ...options }: HookOptions & { readonly state: UnitState },
) {
  const open = openHook(charm, hook, state, options);
  const reads: string[] = [];
  await runEngine({ ...open.run, tools: watchReads(open.run.tools, reads) });
  return reads;
}

/** Whether Juju runs a hook at all. */
function isRun(hook: string, isLeader: boolean, jujuVersion: string): boolean {
  if (hook === 'leader-elected') return isLeader;
  return hook !== 'leader-settings-changed' || jujuVersion.startsWith('3');
}

/** All units depart before a relation breaks. */
function before(hook: string, state: UnitState): UnitState {
  const relation = state.relations['db:1'];
  if (hook !== 'db-relation-broken' || !relation) return state;
  return { ...state, relations: { ...state.relations, 'db:1': { ...relation, units: {} } } };
}

describe.each([
  ['a leader on Juju 3', { isLeader: true, jujuVersion: '3.6.0' }],
  ['a follower on Juju 3', { isLeader: false, jujuVersion: '3.6.0' }],
  ['a leader on Juju 4', { isLeader: true, jujuVersion: '4.0.1' }],
  ['a follower on Juju 4', { isLeader: false, jujuVersion: '4.0.1' }],
])('R99 in no hook of %s is anything read twice', (_who, { isLeader, jujuVersion }) => {
  const fresh = freshUnit('wordpress/0', { isLeader, relations: RELATIONS });

  it.each<[string, HookOptions]>([
    ['install', {}],
    ['config-changed', {}],
    ['leader-elected', {}],
    ['leader-settings-changed', {}],
    ['upgrade-charm', {}],
    ['update-status', {}],
    ['db-relation-created', { relationId: 'db:1' }],
    ['db-relation-joined', { relationId: 'db:1', remoteUnit: 'mysql/1' }],
    ['db-relation-changed', { relationId: 'db:1', remoteUnit: 'mysql/1' }],
    ['db-relation-changed', { relationId: 'db:1', applicationData: true }],
    ['cluster-relation-changed', { applicationData: true }],
    ['db-relation-departed', { relationId: 'db:1', remoteUnit: 'mysql/1' }],
    ['db-relation-broken', { relationId: 'db:1' }],
  ])('%s %j', async (hook, options) => {
    if (!isRun(hook, isLeader, jujuVersion)) return;
    const { state: settled } = await runHook(charm, 'install', fresh, { jujuVersion });
    const states = [fresh, settled, { ...settled, interrupted: true }];
    for (const state of states) {
      const reads = await readsOf(hook, { ...options, state: before(hook, state), jujuVersion });
      expect(reads.length).toBeGreaterThan(0);
      expect(reads.filter((read, index) => reads.indexOf(read) !== index)).toEqual([]);
    }
  });
});
