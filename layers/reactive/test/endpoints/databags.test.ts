import fc from 'fast-check';
import type { DatabagChanges, RelationId } from '@reactive-charms/juju';
import { createRelation, DatabagDraft, valueIn } from '../../lib/endpoints/databags.ts';
import type { RelationView } from '../../lib/facts/facts.ts';

// Few keys, so that changes meet; some of them names that every object has.
const key = fc.constantFrom('host', 'port', '__proto__', 'constructor', 'toString');
const bags = fc.dictionary(key, fc.string({ minLength: 1, maxLength: 3 }));
const changes = fc.dictionary(key, fc.option(fc.string({ maxLength: 3 }), { nil: null }));

function draftOf(...declarations: DatabagChanges[]): DatabagDraft {
  const draft = new DatabagDraft();
  declarations.forEach((each) => draft.declare(each));
  return draft;
}

describe('DatabagDraft', () => {
  it('leaves nothing to send to a databag that has it all', () => {
    fc.assert(
      fc.property(bags, changes, (bag, declared) => {
        const draft = draftOf(declared);
        expect(draft.differencesTo(draft.applyTo(bag))).toEqual({});
      }),
    );
  });

  it('reaches with the differences alone what it reaches with all declarations', () => {
    fc.assert(
      fc.property(bags, changes, changes, (bag, first, second) => {
        const draft = draftOf(first, second);
        const sent = draftOf(draft.differencesTo(bag)).applyTo(bag);
        expect(sent).toEqual(draft.applyTo(bag));
      }),
    );
  });

  it('takes the last word about a key', () => {
    fc.assert(
      fc.property(bags, changes, changes, (bag, first, second) => {
        expect(draftOf(first, second).applyTo(bag)).toEqual(
          draftOf(second).applyTo(draftOf(first).applyTo(bag)),
        );
      }),
    );
  });

  it('leaves keys alone that nobody named', () => {
    fc.assert(
      fc.property(bags, changes, (bag, declared) => {
        const result = draftOf(declared).applyTo(bag);
        for (const name of Object.keys({ ...bag, ...result })) {
          if (!Object.hasOwn(declared, name))
            expect(valueIn(result, name)).toBe(valueIn(bag, name));
        }
      }),
    );
  });

  it('C29 takes an empty value for a withdrawal', () => {
    const draft = draftOf({ host: '' });
    expect(draft.differencesTo({ host: 'a' })).toEqual({ host: null });
    expect(draft.differencesTo({})).toEqual({});
    expect(draft.applyTo({ host: 'a', port: '1' })).toEqual({ port: '1' });
  });

  it('begins with what an earlier hook sent', () => {
    const draft = new DatabagDraft({ host: 'a', port: '1' });
    draft.declare({ port: '2' });
    expect(draft.isEmpty).toBe(false);
    expect(draft.differencesTo({})).toEqual({ host: 'a', port: '2' });
  });
});

describe('createRelation', () => {
  const id: RelationId = 'db:1';
  const view: RelationView = {
    application: 'mysql',
    units: { 'mysql/10': { host: 'c' }, 'mysql/2': { host: 'b' }, 'mysql/0': {} },
    applicationBag: { version: '8' },
    published: { name: 'blog' },
    pending: {},
    pendingForApplication: {},
  };

  function relate(isLeader: boolean): ReturnType<typeof createRelation> {
    const [unitDraft, applicationDraft] = [new DatabagDraft(), new DatabagDraft()];
    return createRelation({ id, view, isLeader, unitDraft, applicationDraft });
  }

  it('R95 lists units in the natural order of their names', () => {
    expect(relate(false).units.map(({ name }) => name)).toEqual(['mysql/0', 'mysql/2', 'mysql/10']);
  });

  it('shows what is published with what was declared since', () => {
    const relation = relate(false);
    relation.publish({ user: 'root', name: null });
    expect(relation.published).toEqual({ user: 'root' });
  });

  it('C37 lets the leader alone publish for the application', () => {
    expect(() => relate(true).publishForApplication({ a: 'b' })).not.toThrow();
    expect(() => relate(false).publishForApplication({ a: 'b' })).toThrow(
      'only the leader may publish application data in db:1',
    );
  });
});
