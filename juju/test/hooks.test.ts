import type { Metadata } from '../src/charm-files.ts';
import { hooksOf, relationHooks, RESTRICTED_HOOKS, UNIT_HOOKS } from '../src/hooks.ts';

const METADATA: Metadata = {
  name: 'wordpress',
  summary: '',
  description: '',
  subordinate: false,
  endpoints: {
    db: { name: 'db', role: 'requires', interface: 'mysql', scope: 'global', optional: false },
  },
  storage: { data: { type: 'filesystem' } },
  resources: {},
  containers: ['web'],
};

describe('hooksOf', () => {
  it('J74 lists the hooks of every unit, and those of endpoints, storage and containers', () => {
    const hooks = hooksOf(METADATA);
    expect(hooks).toEqual(
      expect.arrayContaining([
        ...UNIT_HOOKS,
        'secret-rotate',
        'db-relation-broken',
        'data-storage-attached',
        'data-storage-detaching',
        'web-pebble-ready',
        'web-pebble-check-recovered',
      ]),
    );
    expect(new Set(hooks).size).toBe(hooks.length);
  });
});

describe('relationHooks', () => {
  it('gives the five hooks of an endpoint in the order of a relation’s life', () => {
    expect(relationHooks('db')).toEqual([
      'db-relation-created',
      'db-relation-joined',
      'db-relation-changed',
      'db-relation-departed',
      'db-relation-broken',
    ]);
  });
});

it('restricted hooks are hooks of every unit', () => {
  expect(UNIT_HOOKS).toEqual(expect.arrayContaining([...RESTRICTED_HOOKS]));
});
