import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

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

function refused(place: string, found: string, wanted: string): string {
  return `(${place}): error TS2345: Argument of type '${found}' is not assignable to parameter of type '${wanted}'.`;
}

describe('a layer with the types of its charm', () => {
  it('compiles when every name is right', () => {
    expect(findings.get('good-layer.ts') ?? []).toEqual([]);
    expect(findings.get('charm.ts') ?? []).toEqual([]);
  });

  it('does not compile with a wrong option, in a flag or in the configuration', () => {
    expect(findings.get('wrong-option.ts')).toEqual([
      refused('6,17', '"config.set.prot"', '"config.set.prot" & NoSuchFlag<"config.set.prot">'),
      `(8,30): error TS2339: Property 'prot' does not exist on type '{ readonly port: number; readonly theme: string | undefined; }'.`,
      `(9,11): error TS2322: Type 'string | undefined' is not assignable to type 'string'.`,
      refused(
        '10,56',
        '"config.changed.them"',
        '"config.changed.them" & NoSuchFlag<"config.changed.them">',
      ),
    ]);
  });

  it('does not compile with a wrong endpoint, in a flag or in the endpoints', () => {
    expect(findings.get('wrong-endpoint.ts')).toEqual([
      refused(
        '6,14',
        '"endpoint.cache.joined"',
        '"endpoint.cache.joined" & NoSuchFlag<"endpoint.cache.joined">',
      ),
      refused(
        '7,28',
        '"endpoint.db.conected"',
        '("blog.ready" | "endpoint.db.conected") & ("blog.ready" | NoSuchFlag<"endpoint.db.conected">)',
      ),
      `(8,61): error TS2339: Property 'cache' does not exist on type '{ readonly db: Endpoint; readonly website: Website; }'.`,
      refused(
        '9,61',
        '"endpoint.db.chagned"',
        '"endpoint.db.chagned" & NoSuchFlag<"endpoint.db.chagned">',
      ),
    ]);
  });

  it('does not compile with a hook that the charm never gets', () => {
    expect(findings.get('wrong-hook.ts')).toEqual([
      refused('6,14', '"instal"', 'HookName<Charm>'),
      refused('7,14', '"cache-relation-joined"', 'HookName<Charm>'),
    ]);
  });

  it('does not compile with a wrong databag key', () => {
    expect(findings.get('wrong-key.ts')).toEqual([
      `(6,83): error TS2353: Object literal may only specify known properties, and 'prot' does not exist in type '{ readonly port: number; }'.`,
    ]);
  });

  it('has no other fault', () => {
    expect(exitCode).not.toBe(0);
    expect([...findings.keys()].sort()).toEqual([
      'wrong-endpoint.ts',
      'wrong-hook.ts',
      'wrong-key.ts',
      'wrong-option.ts',
    ]);
  });
});
