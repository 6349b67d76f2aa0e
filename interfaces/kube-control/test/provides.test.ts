import type { Databag } from '@reactive-charms/reactive';
import { fakeEndpoint } from '@reactive-charms/testing';
import type { FakeRelation } from '@reactive-charms/testing';
import { Provides } from '../index.ts';

function providesTo(relations: Readonly<Record<`${string}:${number}`, FakeRelation>>): Provides {
  return fakeEndpoint(Provides, relations, 'provides');
}

function asking(user: string, more: Databag = {}): Databag {
  return { kubelet_user: user, auth_group: 'system:nodes', ...more };
}

/** What is published by its relation, as parsed JSON. */
function credentialsOf(provides: Provides): unknown[] {
  return provides.relations.map(({ published: { creds } }) => creds && JSON.parse(creds));
}

const tokens = { kubelet_token: '', proxy_token: '' };

describe('Provides', () => {
  it('lists who asks, lowest relation first', () => {
    const provides = providesTo({
      'kube-control:10': { units: { 'b/0': asking('ten') } },
      'kube-control:2': {
        units: {
          'a/10': asking('a10', { schema_vers: '[0, 1]' }),
          'a/2': asking('a2', { schema_vers: '{', gpu: 'True' }),
          'a/3': { kubelet_user: 'without a group' },
          'a/4': { auth_group: 'without a user' },
        },
      },
    });
    const relationId = 'kube-control:2';
    const group = 'system:nodes';
    expect(provides.requests).toEqual([
      { unit: 'a/2', relationId, user: 'a2', group, schemaVersions: [0] },
      { unit: 'a/10', relationId, user: 'a10', group, schemaVersions: [0, 1] },
      { unit: 'b/0', relationId: 'kube-control:10', user: 'ten', group, schemaVersions: [0] },
    ]);
    expect(provides.hasGpu).toBe(true);
    expect(provides.problems).toEqual([
      { unit: 'a/2', relationId, key: 'schema_vers', reason: 'expected JSON' },
    ]);
  });

  it('lets a request wait whose ways to hand over credentials are malformed', () => {
    const units = { 'a/0': asking('a0', { schema_vers: '[1' }), 'a/1': asking('a1') };
    const provides = providesTo({ 'kube-control:0': { units } });
    expect(provides.unanswered.map(({ user }) => user)).toEqual(['a1']);
  });

  it('answers in the relation of the unit only, one after the other', () => {
    const provides = providesTo({
      'kube-control:0': { units: { 'a/0': asking('a0'), 'a/1': asking('a1') } },
      'kube-control:1': { units: { 'b/0': asking('b0', { schema_vers: '[0, 1]' }) } },
    });
    const users: string[] = [];
    for (let [next] = provides.unanswered; next; [next] = provides.unanswered) {
      users.push(next.user);
      provides.answer(
        next,
        next.schemaVersions.includes(1) ? { secretId: 'secret:1' } : { clientToken: next.user },
      );
    }
    expect(users).toEqual(['a0', 'a1', 'b0']);
    expect(credentialsOf(provides)).toEqual([
      {
        a0: { ...tokens, client_token: 'a0', scope: 'a/0' },
        a1: { ...tokens, client_token: 'a1', scope: 'a/1' },
      },
      { b0: { ...tokens, client_token: '', scope: 'b/0', 'secret-id': 'secret:1' } },
    ]);
    provides.publish({ clusterTag: 'tag' });
    expect(provides.relations[1]?.published).toMatchObject({ 'cluster-tag': 'tag' });
    expect(credentialsOf(provides)[1]).toHaveProperty('b0');
  });

  it('has one answer for two units that ask for one user', () => {
    const provides = providesTo({
      'kube-control:0': { units: { 'a/0': asking('same'), 'a/1': asking('same') } },
    });
    const [first] = provides.unanswered;
    if (!first) throw new Error('nothing is asked');
    provides.answer(first, { clientToken: 'T' });
    expect(provides.unanswered).toEqual([]);
  });

  const old = JSON.stringify({
    gone: { client_token: 'T', ...tokens, scope: 'a/7' },
    here: { client_token: 'T', ...tokens, scope: 'a/0' },
    empty: { client_token: '', ...tokens, scope: 'a/0' },
  });

  it('tells credentials of units that are gone, until they are withdrawn', () => {
    const provides = providesTo({
      'kube-control:0': {
        units: { 'a/0': asking('here'), 'a/1': asking('gone'), 'a/2': asking('empty') },
        departed: { 'a/7': asking('gone') },
        published: { creds: old },
      },
    });
    expect(provides.closed).toEqual([
      { relationId: 'kube-control:0', user: 'gone', clientToken: 'T', scope: 'a/7' },
    ]);
    expect(provides.unanswered.map(({ user }) => user)).toEqual(['gone', 'empty']);
    for (const closed of provides.closed) provides.withdraw(closed);
    expect(provides.closed).toEqual([]);
    expect(Object.keys(credentialsOf(provides)[0] ?? {})).toEqual(['here', 'empty']);
  });

  it('takes nothing for closed that the Python charm has copied into every relation', () => {
    const provides = providesTo({
      'kube-control:0': { units: { 'a/0': asking('here') }, published: { creds: old } },
      'kube-control:1': { units: { 'b/0': asking('there') }, published: { creds: old } },
    });
    expect(provides.closed.map(({ relationId, user }) => `${relationId} ${user}`)).toEqual([
      'kube-control:0 gone',
      'kube-control:1 gone',
    ]);
  });

  it('withdraws everything, and does not mind relations that are gone', () => {
    const provides = providesTo({
      'kube-control:0': { units: { 'a/0': asking('here') }, published: { creds: old } },
    });
    provides.withdraw({ relationId: 'kube-control:9', user: 'here' });
    provides.withdrawAll();
    expect(provides.relations[0]?.published).toEqual({});
    expect(provides.unanswered).toHaveLength(1);
  });

  it('takes what it cannot read of its own for nothing', () => {
    const provides = providesTo({
      'kube-control:0': { units: { 'a/0': asking('here') }, published: { creds: '[' } },
    });
    expect(provides.closed).toEqual([]);
    expect(provides.unanswered).toHaveLength(1);
  });
});
