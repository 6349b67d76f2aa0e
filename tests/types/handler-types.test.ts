import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { managedFlags } from '../../build/src/flags/managed-flags.ts';
import { MANAGED_FLAGS } from '../fixtures/bad-types/managed-flags.ts';

const ROOT = join(__dirname, '../..');

/** What the compiler says about the layers in tests/fixtures/bad-types, by file. */
const findings = new Map<string, string[]>();
let exitCode: number | null;

beforeAll(() => {
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const { status, stdout, stderr } = spawnSync(compiler, ['-p', '.', '--pretty', 'false'], {
    cwd: join(ROOT, 'tests/fixtures/bad-types'),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  exitCode = status;
  for (const line of stdout.split('\n')) {
    // Lines that begin with a space only explain the one before.
    const [, file, finding] = /^(\S+\.ts)(\(\d+,\d+\): error .*)$/.exec(line) ?? [];
    if (file !== undefined) findings.set(file, [...(findings.get(file) ?? []), finding ?? '']);
  }
}, 60_000);

/** How a flag is refused that nothing in the charm can set, with what to do about it. */
function noSuchFlag(place: string, flag: string, others: readonly string[] = []): string {
  const refusal = `NoSuchFlag<"${flag}", "nothing in this charm sets it; after new code, run: npx charm types">`;
  const known = others.map((other) => `"${other}" | `).join('');
  const wanted =
    others.length === 0 ? `"${flag}" & ${refusal}` : `(${known}"${flag}") & (${known}${refusal})`;
  return refused(place, `"${flag}"`, wanted);
}

function refused(place: string, found: string, wanted: string): string {
  return `(${place}): error TS2345: Argument of type '${found}' is not assignable to parameter of type '${wanted}'.`;
}

describe('a layer with the types of its charm', () => {
  it('compiles when every name is right', () => {
    expect(findings.get('good-layer.ts') ?? []).toEqual([]);
    expect(findings.get('charm.ts') ?? []).toEqual([]);
    expect(findings.get('managed-flags.ts') ?? []).toEqual([]);
  });

  it('does not compile with a wrong option, in a flag or in the configuration', () => {
    expect(findings.get('wrong-option.ts')).toEqual([
      noSuchFlag('6,17', 'config.set.prot'),
      `(8,30): error TS2339: Property 'prot' does not exist on type '{ readonly port: number; readonly theme: string | undefined; }'.`,
      `(9,11): error TS2322: Type 'string | undefined' is not assignable to type 'string'.`,
      noSuchFlag('10,56', 'config.changed.them'),
    ]);
  });

  it('does not compile with a wrong endpoint, in a flag or in the endpoints', () => {
    expect(findings.get('wrong-endpoint.ts')).toEqual([
      noSuchFlag('6,14', 'endpoint.cache.joined'),
      noSuchFlag('7,28', 'endpoint.db.conected', ['blog.ready']),
      `(8,61): error TS2339: Property 'cache' does not exist on type '{ readonly db: Endpoint<never>; readonly website: Website; }'.`,
      noSuchFlag('9,61', 'endpoint.db.chagned'),
    ]);
  });

  it("does not compile with a flag that neither the engine nor the charm's code sets", () => {
    expect(findings.get('wrong-flag.ts')?.slice(0, -1)).toEqual([
      noSuchFlag('6,14', 'conifg.changed'),
      noSuchFlag('7,17', 'blog.redy'),
      noSuchFlag('8,14', 'storage.date.attached'),
      noSuchFlag('10,21', 'blog.redy'),
      noSuchFlag('10,47', 'blog.raedy'),
      noSuchFlag('11,39', 'plugins.cache', ['blog.ready']),
    ]);
  });

  it('does not compile with a result that the action does not declare', () => {
    expect(findings.get('wrong-flag.ts')?.at(-1)).toContain(`Type '{ sise: number; }' is not`);
  });

  it('does not compile with a hook that the charm never gets', () => {
    expect(findings.get('wrong-hook.ts')).toEqual([
      refused('6,14', '"instal"', 'HookPattern<Charm>'),
      refused('7,14', '"cache-relation-joined"', 'HookPattern<Charm>'),
    ]);
  });

  it('does not compile with a wrong databag key', () => {
    expect(findings.get('wrong-key.ts')).toEqual([
      `(6,83): error TS2353: Object literal may only specify known properties, and 'prot' does not exist in type '{ readonly port: number; }'.`,
    ]);
  });

  it('compiles with all flags that the builder takes for those of the engine', () => {
    const facts = {
      metadata: {
        name: 'blog',
        summary: '',
        description: '',
        subordinate: false,
        endpoints: {
          db: {
            name: 'db',
            role: 'requires',
            interface: 'mysql',
            scope: 'global',
            optional: false,
          },
        },
        storage: { data: { type: 'filesystem' } },
        resources: {},
        containers: [],
      },
      options: { port: { type: 'int', description: '' } },
    } as const;
    const named = managedFlags(facts).map((flag) => flag.replace('*', 'any'));
    expect(MANAGED_FLAGS).toEqual(named);
  });

  it('has no other fault', () => {
    expect(exitCode).not.toBe(0);
    expect([...findings.keys()].sort()).toEqual([
      'wrong-endpoint.ts',
      'wrong-flag.ts',
      'wrong-hook.ts',
      'wrong-key.ts',
      'wrong-option.ts',
    ]);
  });
});
