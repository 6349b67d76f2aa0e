import type { Databag } from '@reactive-charms/juju';
import type { JsonSchema } from '@reactive-charms/reactive/engine';

/** Texts that a careless or hostile charm may publish under any key. */
const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  'null',
  'None',
  'True',
  'false',
  '0',
  '-1',
  '1e999',
  'NaN',
  '{}',
  '[]',
  '[null]',
  '[[]]',
  '{"a": null}',
  '{"__proto__": {"x": 1}}',
  '"text"',
  '"\\ud800"',
  '{',
  '[1,',
  'a: [',
  '- *x',
  '\u0000',
  '\n',
  '__proto__',
  '['.repeat(20_000),
  'x'.repeat(1_048_576),
];

const HOSTILE_KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  'a=b',
  'ключ',
  '.server.cert',
];

/** A unit's name as keys may have it. */
const SAMPLE_NAMES: readonly string[] = ['local_0', 'remote_0'];

/**
 * Databags that are malformed in every way that a reader has to survive: each key of a schema with
 * each text, and keys that no schema has.
 */
export function* hostileDatabags(schema: JsonSchema | undefined): Generator<Databag> {
  const keys = [
    ...Object.keys(schema?.properties ?? {}),
    ...patternKeys(schema),
    'private-address',
  ];
  for (const text of HOSTILE_TEXTS) {
    yield bagOf(keys, text);
    yield bagOf(HOSTILE_KEYS, text);
    if (text.length < 1000) for (const key of keys) yield bagOf([key], text);
  }
}

function patternKeys(schema: JsonSchema | undefined): string[] {
  return Object.keys(schema?.patternProperties ?? {}).flatMap((pattern) => {
    const suffix = /\\\.([\w\\.]+)\$$/.exec(pattern)?.[1]?.replaceAll('\\', '');
    return suffix === undefined ? [] : SAMPLE_NAMES.map((name) => `${name}.${suffix}`);
  });
}

function bagOf(keys: readonly string[], text: string): Databag {
  return Object.fromEntries(keys.map((key) => [key, text]));
}
