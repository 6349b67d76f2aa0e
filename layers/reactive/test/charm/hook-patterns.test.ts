import type { EndpointRole, Metadata } from '@reactive-charms/juju';
import { expandHooks } from '../../lib/charm/hook-patterns.ts';

/** Endpoints as `role interface`, by name. */
function metadataWith(endpoints: Readonly<Record<string, [EndpointRole, string]>>): Metadata {
  return {
    name: 'blog',
    summary: '',
    description: '',
    subordinate: false,
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([name, [role, wanted]]) => [
        name,
        { name, role, interface: wanted, scope: 'global', optional: false },
      ]),
    ),
    storage: {},
    resources: {},
    containers: [],
  };
}

const METADATA = metadataWith({
  db1: ['requires', 'mysql'],
  db2: ['requires', 'mysql'],
  db3: ['provides', 'mysql'],
  ring: ['peers', 'blog-ring'],
});

const KNOWN = new Set([
  'install',
  'start',
  'collect-metrics',
  ...['db1', 'db2', 'db3', 'ring'].flatMap((name) => [
    `${name}-relation-joined`,
    `${name}-relation-changed`,
  ]),
]);

function expand(...patterns: string[]): {
  readonly hooks: readonly string[];
  readonly findings: readonly string[];
} {
  const { hooks, findings } = expandHooks(patterns, 'it', { metadata: METADATA, known: KNOWN });
  return {
    hooks,
    findings: findings.map(({ severity, code, text }) => `${severity} ${code}: ${text}`),
  };
}

describe('a pattern of hooks', () => {
  it('R56 {a,b} stands for each of them, several groups for all combinations in their order', () => {
    const known = new Set(['AA', 'AB', 'BA', 'BB']);
    const { hooks, findings } = expandHooks(['{A,B}{A,B}'], 'it', { metadata: METADATA, known });
    expect([hooks, findings]).toEqual([['AA', 'AB', 'BA', 'BB'], []]);
  });

  it('R57 {role:interface} stands for the endpoints of that role and interface', () => {
    expect(expand('{requires:mysql}-relation-changed')).toEqual({
      hooks: ['db1-relation-changed', 'db2-relation-changed'],
      findings: [],
    });
    expect(expand('{provides:mysql}-relation-changed').hooks).toEqual(['db3-relation-changed']);
  });

  it('R56 R57 takes groups of both kinds together, also within one pair of braces', () => {
    expect(expand('{requires:mysql,ring}-relation-{joined,changed}').hooks).toEqual([
      'db1-relation-joined',
      'db1-relation-changed',
      'db2-relation-joined',
      'db2-relation-changed',
      'ring-relation-joined',
      'ring-relation-changed',
    ]);
  });

  it('R57 (different on purpose) says so when no endpoint matches', () => {
    expect(expand('{requires:http}-relation-changed')).toEqual({
      hooks: [],
      findings: [
        'warning HOOK_GROUP_EMPTY: it waits for hooks {requires:http}-relation-changed, but no endpoint of this charm is requires:http',
      ],
    });
  });

  it('R58 {peers:x} matches peers', () => {
    expect(expand('{peers:blog-ring}-relation-joined').hooks).toEqual(['ring-relation-joined']);
  });

  it('R58 (different on purpose) {peer:x} is an error', () => {
    expect(expand('{peer:blog-ring}-relation-joined')).toEqual({
      hooks: [],
      findings: [
        'error HOOK_PATTERN: it waits for hooks {peer:blog-ring}-relation-joined: peer is no role; provides, requires and peers are',
      ],
    });
  });

  it('R59 a star stands for itself, and so for no hook', () => {
    expect(expand('*-relation-joined')).toEqual({
      hooks: [],
      findings: [
        'error HOOK_UNKNOWN: it waits for hook *-relation-joined, which this charm never gets',
      ],
    });
  });

  it('is an error when it stands for no hook of the charm', () => {
    expect(expand('{instal,strat}').findings).toEqual([
      'error HOOK_UNKNOWN: it waits for hook instal (from {instal,strat}), which this charm never gets',
      'error HOOK_UNKNOWN: it waits for hook strat (from {instal,strat}), which this charm never gets',
    ]);
  });

  it('is worth a warning when one of its names is no hook of the charm', () => {
    expect(expand('{install,strat}')).toEqual({
      hooks: ['install'],
      findings: [
        'warning HOOK_UNKNOWN: it waits for hook strat (from {install,strat}), which this charm never gets',
      ],
    });
  });

  it.each(['{a', 'a}', '{a}}', '{{a}', '{}-relation-joined'])('%s is an error', (pattern) => {
    const [finding] = expand(pattern).findings;
    expect(finding).toContain(`error HOOK_PATTERN: it waits for hooks ${pattern}: `);
  });

  it('R77 may not stand for a restricted hook', () => {
    expect(expand('{install,collect-metrics}')).toEqual({
      hooks: [],
      findings: [
        'error RESTRICTED_HANDLER: it waits for hook collect-metrics, which runs no handlers but its own',
      ],
    });
  });

  it('names each hook once, whatever the patterns have in common', () => {
    expect(expand('{install,start}', 'start', 'install').hooks).toEqual(['install', 'start']);
  });
});
