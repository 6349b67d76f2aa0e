import { DatabagDraft } from '../../lib/endpoints/databags.ts';
import { createRelation } from '../../lib/endpoints/relation.ts';
import type { RelationSources } from '../../lib/endpoints/relation.ts';
import type { Relation } from '../../lib/index.ts';

const view: RelationSources['view'] = {
  application: 'mysql',
  units: { 'mysql/10': { host: 'c' }, 'mysql/2': { host: 'b' }, 'mysql/0': { ports: '[80]' } },
  applicationBag: { version: '8' },
  published: { name: 'blog', tags: '["a"]' },
  publishedForApplication: { owner: 'blog' },
};

function relate(isLeader: boolean): Relation {
  const [unitDraft, applicationDraft] = [new DatabagDraft(), new DatabagDraft()];
  return createRelation({ id: 'db:1', view, isLeader, unitDraft, applicationDraft });
}

describe('a relation', () => {
  it('R95 lists units in the natural order of their names', () => {
    expect(relate(false).units.map(({ name }) => name)).toEqual(['mysql/0', 'mysql/2', 'mysql/10']);
  });

  it('R96 shows what each unit publishes, as text and as JSON', () => {
    const [unit] = relate(false).units;
    expect(unit?.received).toEqual({ ports: '[80]' });
    expect(unit?.receivedJson).toEqual({ ports: [80] });
    expect(unit).toMatchObject({ name: 'mysql/0', application: 'mysql', relationId: 'db:1' });
  });

  it('R96 shows what the application publishes, as text and as JSON', () => {
    const relation = relate(false);
    expect(relation.receivedFromApplication).toEqual({ version: '8' });
    expect(relation.receivedFromApplicationJson).toEqual({ version: 8 });
  });

  it('shows what will be published: what Juju holds, with what was declared since', () => {
    const relation = relate(false);
    relation.publish({ user: 'root', name: null });
    relation.publishJson({ tags: ['b', 'a'] });
    expect(relation.published).toEqual({ user: 'root', tags: '["b", "a"]' });
    expect(relation.publishedJson).toEqual({ user: 'root', tags: ['b', 'a'] });
  });

  it('R102 withdraws a key with null or undefined; withdrawing it again is nothing special', () => {
    const relation = relate(false);
    relation.publish({ name: null });
    relation.publishJson({ tags: undefined });
    relation.publish({ name: null });
    expect(relation.published).toEqual({});
    expect(relation.published['name']).toBeUndefined();
  });

  it('R101 the same for the databag of the application', () => {
    const relation = relate(true);
    relation.publishForApplication({ owner: null, kind: 'blog' });
    relation.publishJsonForApplication({ tags: { b: 1, a: 2 } });
    expect(relation.publishedForApplication).toEqual({ kind: 'blog', tags: '{"a": 2, "b": 1}' });
    expect(relation.publishedForApplicationJson).toEqual({ kind: 'blog', tags: { a: 2, b: 1 } });
  });

  it('C37 lets the leader alone publish for the application', () => {
    for (const publish of ['publishForApplication', 'publishJsonForApplication'] as const) {
      expect(() => relate(true)[publish]({ a: 'b' })).not.toThrow();
      expect(() => relate(false)[publish]({ a: 'b' })).toThrow(
        /only the leader may publish application data in db:1 \[LEADER_ONLY\]/,
      );
    }
  });

  it('C26 shows the leader alone what the application publishes', () => {
    expect(relate(false).publishedForApplication).toBeUndefined();
    expect(relate(false).publishedForApplicationJson).toBeUndefined();
  });

  it('R98 R99 refuses writes into what is published: that is declared, never assigned', () => {
    const { published } = relate(false);
    expect(() => Reflect.set(published, 'name', 'x')).toThrow(
      'key "name" of this unit in relation db:1 cannot be written or deleted',
    );
  });
});
