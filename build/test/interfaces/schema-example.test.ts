import { findDatabagFaults } from '../../src/interfaces/schema-example.ts';
import type { Schema } from '../../src/interfaces/schema-model.ts';
import { BLOG_SIDES } from './support/blog-interface.ts';

const { unit, application } = BLOG_SIDES.provides;

/** What is wrong with the example when some of its keys have other values. */
function faultsWith(changes: Readonly<Record<string, unknown>>): string[] {
  return findDatabagFaults(unit.schema, { ...unit.example, ...changes });
}

describe('a databag', () => {
  it('fits its schema, with keys that the schema does not know, and without any', () => {
    expect(faultsWith({ 'private-address': '10.0.0.1', 'reader_x.token': 'x' })).toEqual([]);
    expect(findDatabagFaults(unit.schema, {})).toEqual([]);
    expect(findDatabagFaults(application.schema, application.example)).toEqual([]);
  });

  it.each([
    ['a value that is no text', { public: 5 }, 'public breaks the rule "type"'],
    ['another value of an enum', { public: 'yes' }, 'public breaks the rule "enum"'],
    ['another text', { 'base-url': 'ftp://x' }, 'base-url breaks the rule "pattern"'],
    ['a key of a pattern', { 'reader_1.token': 'x' }, 'reader_1.token breaks the rule "minLength"'],
    ['no JSON', { posts: '[' }, 'posts is no application/json'],
    ['other JSON', { posts: '{}' }, 'posts breaks the rule "type" in what it holds, at '],
    [
      'a missing member',
      { posts: '[{"title": "a"}, {}]' },
      'posts breaks the rule "required" in what it holds, at /1',
    ],
    [
      'a number out of its bounds',
      { posts: '[{"title": "a", "likes": 1000}]' },
      'posts breaks the rule "maximum" in what it holds, at /0/likes',
    ],
    [
      'other JSON inside of JSON',
      { posts: '[{"title": "a", "tags": "[1]"}]' },
      'posts breaks the rule "type" in what it holds, at /0',
    ],
    [
      'no JSON inside of JSON',
      { posts: '[{"title": "a", "tags": "a"}]' },
      'posts is no application/json',
    ],
  ])('with %s does not', (_, changes, fault) => {
    expect(faultsWith(changes)).toEqual([fault]);
  });

  it('with null inside of JSON fits where the schema says so', () => {
    expect(faultsWith({ posts: '[{"title": "a", "tags": null}]' })).toEqual([]);
  });

  it.each([
    ['colour: [', 'theme is no application/yaml'],
    ['colour: 5', 'theme breaks the rule "type" in what it holds, at /colour'],
  ])('with the YAML %j does not', (theme, fault) => {
    expect(findDatabagFaults(application.schema, { theme })).toEqual([fault]);
  });

  it('is an object', () => {
    const schema: Schema = { type: 'object' };
    expect(findDatabagFaults(schema, [])).toEqual(['the databag breaks the rule "type"']);
  });

  it('is judged by the names of its keys, whatever they are', () => {
    const odd = { 'a/b': 1, 'a~b': 1, 'a b%': 1 };
    const properties = Object.fromEntries(
      Object.keys(odd).map((key) => [key, { type: 'string' } as const]),
    );
    expect(findDatabagFaults({ type: 'object', properties }, odd)).toEqual(
      Object.keys(odd).map((key) => `${key} breaks the rule "type"`),
    );
    expect(findDatabagFaults({ type: 'object', properties: {} }, { constructor: 1 })).toEqual([]);
  });
});
