import type { HookContext, RelationId, Run, UnitName } from '@reactive-charms/juju';
import { readFacts } from '../../lib/facts/facts.ts';
import type { Facts } from '../../lib/facts/facts.ts';
import { manageFlags } from '../../lib/flags/managed-flags.ts';
import type { ManagedFlagChanges } from '../../lib/flags/managed-flags.ts';
import { EMPTY_MEMORY } from '../../lib/memory/memory.ts';
import type { Memory, RememberedRelation } from '../../lib/memory/memory.ts';
import { createMemoryHookTools, freshUnit, relationState } from '@reactive-charms/testing';
import type { MemoryHookTools } from '@reactive-charms/testing';

const ENDPOINTS = ['a', 'b', 'c', 'd', 'e', 'f'];
const UNITS = 500;

/** A map that fails the test when anybody looks into it. */
function untouchable<T extends object>(name: string, map: T): T {
  const refuse = (): never => {
    throw new Error(`somebody looked into ${name}`);
  };
  return new Proxy(map, {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });
}

function unitsOf(endpoint: string): Record<UnitName, Record<string, string>> {
  const bags: Record<UnitName, Record<string, string>> = {};
  for (let n = 0; n < UNITS; n += 1) bags[`remote-${endpoint}/${n}`] = { host: `10.0.0.${n}` };
  return bags;
}

/** What a unit remembers of six endpoints with many units each; only one of them may be looked into. */
function memoryOf(open?: string): Memory {
  const relations: Record<RelationId, RememberedRelation> = {};
  for (const [index, endpoint] of ENDPOINTS.entries()) {
    const id: RelationId = `${endpoint}:${index}`;
    const units = unitsOf(endpoint);
    const applicationBag = { version: '1' };
    const isOpen = endpoint === open;
    relations[id] = {
      application: `remote-${endpoint}`,
      units: isOpen ? units : untouchable(`units of ${id}`, units),
      applicationBag: isOpen ? applicationBag : untouchable(`bag of ${id}`, applicationBag),
      published: untouchable(`own bag of ${id}`, {}),
    };
  }
  const joined = ENDPOINTS.map((name) => `endpoint.${name}.joined`);
  const origin = { by: 'the engine', hook: 'install', at: '2026-01-01T00:00:00Z' };
  return {
    ...EMPTY_MEMORY,
    relations,
    flags: Object.fromEntries(joined.map((flag) => [flag, null])),
    origins: Object.fromEntries(joined.map((flag) => [flag, origin])),
  };
}

interface Looked {
  readonly facts: Facts;
  readonly flags: ManagedFlagChanges;
  readonly calls: MemoryHookTools['calls'];
}

async function lookAt(run: Run, memory: Memory): Promise<Looked> {
  const hook: HookContext = {
    unit: 'blog/0',
    contextId: '',
    charmDirectory: '/charm',
    modelName: '',
    modelUuid: '',
    jujuVersion: '3.6.0',
    proxy: { http: '', https: '', no: '' },
    run,
  };
  const relations = {
    'b:1': relationState('remote-b', { units: { 'remote-b/7': { host: 'z' } } }),
  };
  const tools = createMemoryHookTools(freshUnit('blog/0', { relations }));
  const known = { hook, endpoints: ENDPOINTS, memory };
  const facts = await readFacts({ ...known, tools, peers: [], storage: [], inDoubt: false });
  const flags = manageFlags({ ...known, facts, isFirst: false, options: {} });
  return { facts, flags, calls: tools.calls };
}

describe('a hook costs what it announces', () => {
  it('a settled hook looks into nothing remembered, copies nothing, and calls one tool', async () => {
    const memory = memoryOf();
    const { facts, flags, calls } = await lookAt(
      { kind: 'lifecycle', hook: 'update-status' },
      memory,
    );
    expect(calls).toEqual(['is-leader']);
    expect(flags).toEqual({
      set: ENDPOINTS.map((name) => `endpoint.${name}.joined`),
      clear: [],
    });
    for (const [id, { units, applicationBag }] of Object.entries(memory.relations)) {
      const seen = Object.entries(facts.relations).find(([other]) => other === id)?.[1];
      // toBe would look into both in order to print them.
      expect(seen?.units === units && seen.applicationBag === applicationBag).toBe(true);
    }
  });

  it('a relation hook looks into its own endpoint, and reads one databag', async () => {
    const relation = {
      id: 'b:1',
      endpoint: 'b',
      application: 'remote-b',
      unit: 'remote-b/7',
    } as const;
    const run = {
      kind: 'relation',
      hook: 'b-relation-changed',
      event: 'changed',
      relation,
    } as const;
    const { flags, calls } = await lookAt(run, memoryOf('b'));
    expect([...calls].sort()).toEqual(['is-leader', 'relation-get b:1']);
    expect(flags.set).toContain('endpoint.b.changed.host');
    expect(flags.set.filter((flag) => flag.includes('changed'))).toEqual([
      'endpoint.b.changed',
      'endpoint.b.changed.host',
    ]);
  });

  it('an action looks into nothing either', async () => {
    const { calls } = await lookAt({ kind: 'action', action: 'backup', actionId: '1' }, memoryOf());
    expect(calls).toEqual(['is-leader']);
  });

  it('a flag that the engine did not set itself is found out anew', async () => {
    const settled = memoryOf('c');
    const { 'endpoint.c.joined': _, ...flags } = settled.flags;
    const cleared = await lookAt(
      { kind: 'lifecycle', hook: 'update-status' },
      { ...settled, flags },
    );
    expect(cleared.flags.set).toContain('endpoint.c.joined');
    const relations = { ...settled.relations };
    const empty = { application: 'remote-c', units: {}, applicationBag: {}, published: {} };
    const byHand = { by: 'by hand', hook: '', at: '2026-01-01T00:00:00Z' };
    const wrong = {
      ...settled,
      relations: { ...relations, 'c:2': empty },
      origins: { ...settled.origins, 'endpoint.c.joined': byHand },
    };
    const righted = await lookAt({ kind: 'lifecycle', hook: 'update-status' }, wrong);
    expect(righted.flags.clear).toEqual(['endpoint.c.joined']);
  });
});
