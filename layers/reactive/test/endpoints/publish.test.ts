import type { Relation } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { relatedCharm } from '../support/related-charm.ts';

const DB = { role: 'requires', interface: 'mysql' } as const;

const PUBLISHED = { host: 'a', tags: '["x"]', 'ingress-address': '192.0.2.1' };

/** A unit that has settled with one relation. */
async function settledUnit(isLeader = false): Promise<UnitState> {
  const relations = {
    'db:1': relationState('mysql', {
      units: { 'mysql/0': {} },
      published: PUBLISHED,
      publishedForApplication: { owner: 'blog' },
    }),
  };
  const charm = relatedCharm({ db: DB });
  const state = freshUnit('wordpress/0', { isLeader, relations });
  return (await runHook(charm, 'install', state)).state;
}

/** Runs update-status with a handler that does something to the relation. */
async function doing(work: (relation: Relation) => void, state: UnitState): Promise<HookOutcome> {
  const charm = relatedCharm({ db: DB }, (layer) => {
    layer.always().handle('publish', ({ endpoints }) => {
      endpoints['db']?.relations.forEach(work);
    });
  });
  return runHook(charm, 'update-status', state);
}

function writesOf({ calls }: HookOutcome): string[] {
  return calls.filter((call) => call.startsWith('relation-set'));
}

describe('what is published', () => {
  it('R99 is sent only where it differs from what Juju holds', async () => {
    const same = await doing(
      (relation) => {
        relation.publish({ host: 'a' });
        relation.publishJson({ tags: ['x'] });
      },
      await settledUnit(),
    );
    expect(writesOf(same)).toEqual([]);
  });

  it('R100 is sent once for a hook, as JSON with sorted members, and only the changed keys', async () => {
    const outcome = await doing(
      (relation) => {
        relation.publishJson({ tags: { b: 1, a: 2 } });
        relation.publish({ host: 'b' });
        relation.publish({ host: 'a' });
      },
      await settledUnit(),
    );
    expect(writesOf(outcome)).toEqual(['relation-set db:1']);
    expect(outcome.state.relations['db:1']?.published).toEqual({
      ...PUBLISHED,
      tags: '{"a": 2, "b": 1}',
    });
  });

  it('R101 the same for the application, by its leader', async () => {
    const work = (relation: Relation): void => {
      relation.publishJsonForApplication({ owner: ['blog'] });
    };
    const outcome = await doing(work, await settledUnit(true));
    expect(outcome.state.relations['db:1']?.publishedForApplication).toEqual({
      owner: '["blog"]',
    });
    const again = await doing(work, outcome.state);
    const settled = await doing(work, again.state);
    expect(writesOf(settled)).toEqual([]);
  });

  it('R101 what the application publishes is known to its leader before it writes', async () => {
    const seen: unknown[] = [];
    const look = (relation: Relation): void => {
      seen.push(relation.publishedForApplication);
    };
    await doing(look, await settledUnit(true));
    await doing(look, await settledUnit());
    expect(seen).toEqual([{ owner: 'blog' }, undefined]);
  });

  it('R102 R103 (different on purpose) is unset by null, and undefined in JSON', async () => {
    const outcome = await doing(
      (relation) => {
        relation.publish({ host: null });
        relation.publishJson({ tags: undefined });
      },
      await settledUnit(),
    );
    expect(outcome.state.relations['db:1']?.published).toEqual({ 'ingress-address': '192.0.2.1' });
  });

  it('R103 (different on purpose) JSON null fails the hook, with the way out', async () => {
    const outcome = await doing(
      (relation) => {
        relation.publishJson({ tags: JSON.parse('null') });
      },
      await settledUnit(),
    );
    expect(outcome.error?.message).toMatch('key "tags" cannot be published as JSON null');
    expect(writesOf(outcome)).toEqual([]);
  });

  it('R87 goes out for every relation that was written to, and no other', async () => {
    const before = await settledUnit();
    const relations = { ...before.relations, 'db:2': relationState('maria') };
    const state = (
      await runHook(
        relatedCharm({ db: DB }),
        'db-relation-created',
        { ...before, relations },
        { relationId: 'db:2' },
      )
    ).state;
    const outcome = await doing((relation) => {
      if (relation.id === 'db:2') relation.publish({ host: 'b' });
    }, state);
    expect(writesOf(outcome)).toEqual(['relation-set db:2']);
  });

  it('R98 a write into received data fails the hook, and nothing is sent', async () => {
    const outcome = await doing(
      (relation) => {
        relation.publish({ host: 'b' });
        relation.units.forEach(({ received }) => Reflect.set(received, 'host', 'b'));
      },
      await settledUnit(),
    );
    expect(outcome.error?.message).toMatch('key "host" of mysql/0 in relation db:1');
    expect(writesOf(outcome)).toEqual([]);
  });
});
