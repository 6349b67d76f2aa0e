import fc from 'fast-check';
import type { DatabagChanges } from '@reactive-charms/juju';
import { DatabagDraft, valueIn } from '../../lib/endpoints/databags.ts';

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

// Juju 3 keeps databags in BSON, where a key ends at a zero byte; yaml.v2, which reads what
// relation-set is given, refuses halves of characters.
describe('a text that Juju cannot keep', () => {
  it.each([
    ['a zero byte in a key', { 'a\0b': 'v' }, 'key "a\\u0000b" of a databag cannot be a key'],
    ['half of a character in a key', { 'a\ud83d': 'v' }, 'of a databag cannot be a key'],
    ['half of a character in a value', { a: 'x\udd11' }, 'key "a" of a databag has half of a ch'],
  ])('is refused at once, with its key: %s', (_, changes, message) => {
    expect(() => new DatabagDraft().declare(changes)).toThrow(message);
  });

  it('is no whole character, and no zero byte in a value', () => {
    const draft = new DatabagDraft();
    draft.declare({ '🔑': '😀\0', gone: null });
    expect(draft.applyTo({})).toEqual({ '🔑': '😀\0' });
  });
});
