import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** What the compiler says about the interfaces in tests/fixtures/bad-types/interface, by file. */
const findings = new Map<string, string[]>();

beforeAll(() => {
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const { stdout, stderr } = spawnSync(compiler, ['-p', '.', '--pretty', 'false'], {
    cwd: join(ROOT, 'tests/fixtures/bad-types/interface'),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  for (const line of stdout.split('\n')) {
    // Lines that begin with a space only explain the one before.
    const [, file, place, text] = /^(\S+\.ts)(\(\d+),\d+\): error TS\d+: (.*)$/.exec(line) ?? [];
    if (file === undefined) continue;
    findings.set(file, [...(findings.get(file) ?? []), `${place?.slice(1)}: ${text}`]);
  }
}, 60_000);

describe('an interface package', () => {
  it('compiles when every name is right, with an endpoint of its own class in its handlers', () => {
    expect(findings.get('good-interface.ts') ?? []).toEqual([]);
  });

  it('does not compile with a flag, a condition, a method or a databag that is wrong', () => {
    const wrong = findings.get('wrong-interface.ts') ?? [];
    const starts = [
      `8: Argument of type '"redy"' is not assignable to parameter of type '"ready"'`,
      `9: Argument of type '"endpoint.{endpoint_name}.jonied"' is not assignable`,
      `10: Argument of type '"endpoint.db.joined"' is not assignable`,
      `11: Argument of type '"config.set.port"' is not assignable`,
      `12: Property 'aks' does not exist on type 'Requires'`,
      `13: Argument of type '"redy"' is not assignable to parameter of type '"ready"'`,
      `15: Type 'null' is not assignable to type 'PublishableJson | undefined'`,
      `17: Object literal may only specify known properties, but 'redy' does not exist`,
      `18: Type 'string' is not assignable to type 'Awaitable<boolean>'`,
      `20: Index signature in type 'Readonly<Record<string, string>>' only permits reading`,
    ];
    expect(wrong.map((text, index) => text.slice(0, starts[index]?.length))).toEqual(starts);
  });

  it('gives its flags to the charms that have it, and no others', () => {
    expect(findings.get('wrong-charm.ts')?.slice(0, 1)).toEqual([
      expect.stringMatching(/^17: Argument of type '"endpoint\.db\.redy"' is not assignable/),
    ]);
  });

  it('has flags as constants, of which the compiler knows name and endpoint', () => {
    expect(findings.get('wrong-charm.ts')?.slice(1, 3)).toEqual([
      expect.stringMatching(/^24: Property 'redy' does not exist on type 'EndpointFlags<"db", /),
      expect.stringMatching(/^25: Argument of type '"endpoint\.dbx\.ready"' is not assignable/),
    ]);
  });

  it('can be tolerated only where the charm has such an endpoint', () => {
    expect(findings.get('wrong-charm.ts')?.slice(3)).toEqual([
      `27: Argument of type '"dbx"' is not assignable to parameter of type '"db"'.`,
    ]);
  });
});
