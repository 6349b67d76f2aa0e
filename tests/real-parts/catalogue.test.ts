import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { InterfacePackage } from '../../build/src/interfaces/load-interface.ts';
import type { Bag, InterfaceSide } from '../../build/src/interfaces/load-sides.ts';
import { catalogueName } from '../../build/src/interfaces/render-catalogue.ts';
import { findDatabagFaults } from '../../build/src/interfaces/schema-example.ts';
import { SIDE_NAMES } from '../../build/src/interfaces/schema-files.ts';
import type { Schema } from '../../build/src/interfaces/schema-model.ts';
import { arbitraryDatabag } from '../interfaces/published/arbitrary-databag.ts';
import { loadInterfaces } from '../support/interface-packages.ts';
import { expectSuccess, ROOT, runOwnProgram } from '../support/programs.ts';
import { installPythonPackages } from '../support/python-packages.ts';

/**
 * All interfaces as the public catalogue would have them, read by its own tools: PyPI's
 * pytest-interface-tester and pydantic.
 */

const PACKAGES = [
  'pytest-interface-tester==3.4.1',
  'pydantic==2.14.3',
  // The tester reaches into parts of these that newer versions no longer have.
  'ops==2.17.0',
  'ops-scenario==7.0.5',
  'jsonschema==4.26.0',
];
const SCRIPTS = join(ROOT, 'tests/real-parts/catalogue');
const catalogue = mkdtempSync(join(tmpdir(), 'catalogue-'));

let python: string;
/** Those that the catalogue has a form for. */
let packages: readonly InterfacePackage[];

beforeAll(async () => {
  python = await installPythonPackages(PACKAGES);
  packages = (await loadInterfaces()).filter(({ sides }) => sides.length === 2);
  const args = ['render', 'interface', '--output-dir', catalogue];
  expectSuccess(await runOwnProgram('charm', args, { cwd: ROOT }), 'charm');
}, 600_000);

afterAll(() => rmSync(catalogue, { recursive: true, force: true }));

/** Gives a script data as JSON, and reads its answer. */
function ask(script: string, input: object): unknown {
  const { status, stdout, stderr } = spawnSync(python, [join(SCRIPTS, script), catalogue], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** A databag to be judged. */
interface Case {
  readonly interface: string;
  readonly version: string;
  readonly role: string;
  readonly bag: 'unit' | 'app';
  readonly databag: Readonly<Record<string, unknown>>;
  /** Whether it fits what the published JSON Schema says. */
  readonly fits: boolean;
}

/** Values that some keys take and others do not. */
const SAMPLES: readonly unknown[] = [
  '',
  'nonsense',
  '5',
  '-5',
  'True',
  'true',
  '{',
  '[]',
  '{}',
  '"x"',
  '[1]',
  '["x"]',
  '{"x": 1}',
  '{"x": "y"}',
  '{"x": {}}',
  'a: [',
  5,
  true,
];

function casesOf(source: InterfacePackage): Case[] {
  return source.sides.flatMap((side) =>
    (['unit', 'app'] as const).flatMap((bag) => {
      const found = bagOf(side, bag);
      if (found === undefined) return [];
      return databagsOf(found).map((databag) => ({
        interface: catalogueName(source),
        version: `v${source.version}`,
        role: SIDE_NAMES[side.role],
        bag,
        databag,
        fits: findDatabagFaults(found.schema, databag).length === 0,
      }));
    }),
  );
}

function bagOf(side: InterfaceSide, bag: 'unit' | 'app'): Bag | undefined {
  return bag === 'unit' ? side.unit : side.application;
}

/** The example, nothing, what Juju adds, the example with other values under each key, and any others. */
function databagsOf({ schema, example }: Bag): Readonly<Record<string, unknown>>[] {
  const keys = new Set([...Object.keys(schema.properties ?? {}), ...Object.keys(example)]);
  return [
    example,
    {},
    { ...example, 'some-other-key': 'text', 'egress-subnets': '10.0.0.0/24' },
    { ...example, 'some-other-key': 5 },
    ...[...keys].flatMap((key) => SAMPLES.map((value) => ({ ...example, [key]: value }))),
    ...fc.sample(arbitraryDatabag(schema), { numRuns: 30, seed: 4 }),
  ];
}

describe('the tools of the catalogue', () => {
  it('find both sides of every interface, with a schema and tests, and complain of nothing', () => {
    const role = (title: string): object => ({
      schema: 'OK',
      described: title,
      tests: [expect.any(String), 'test_writes_valid_data_when_created'],
    });
    const answer = Object(ask('check_catalogue.py', []));
    const names = packages.map((source) => `${catalogueName(source)}/v${source.version}`);
    expect(Object.keys(answer.interfaces).sort()).toEqual(names.sort());
    for (const [name, found] of Object.entries(answer.interfaces)) {
      expect([name, found]).toEqual([
        name,
        { provider: role('ProviderSchema'), requirer: role('RequirerSchema') },
      ]);
    }
    expect(answer.complaints).toEqual([]);
  });

  it('take the JSON Schema files for what they are, with their examples', () => {
    expect(Object(ask('check_catalogue.py', [])).documents).toEqual([]);
  });

  it('take and refuse the same databags as the JSON Schema', () => {
    const cases = packages.flatMap(casesOf);
    expect(cases.filter(({ fits }) => !fits).length).toBeGreaterThan(100);
    expect(cases.filter(({ fits }) => fits).length).toBeGreaterThan(100);
    const { accepted } = Object(ask('check_catalogue.py', cases));
    const differences = cases.filter(({ fits }, index) => accepted[index] !== fits);
    expect(differences).toEqual([]);
  });

  it('pass charms that publish the examples, and no others', () => {
    for (const args of [
      ['init', '--quiet', '--initial-branch=main'],
      ['add', '.'],
      ['-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '--quiet', '-m', 'x'],
    ]) {
      expect(spawnSync('git', args, { cwd: catalogue }).status).toBe(0);
    }
    const charms = packages.flatMap((source) => source.sides.map((side) => charmOf(source, side)));
    const broken = packages.flatMap((source) =>
      source.sides.flatMap((side) => brokenCharmOf(source, side)),
    );
    expect(broken.length).toBeGreaterThan(3);
    expect(ask('run_interface_tests.py', [...charms, ...broken])).toEqual([
      ...charms.map(() => 'passed'),
      ...broken.map(() => 'InterfaceTestsFailed'),
    ]);
  }, 600_000);
});

/** A charm with one side of an interface. */
interface Charm {
  readonly interface: string;
  readonly version: number;
  readonly role: string;
  readonly unit: Readonly<Record<string, string>>;
  readonly app: Readonly<Record<string, string>>;
}

function charmOf({ name, version }: InterfacePackage, side: InterfaceSide): Charm {
  const { role, unit, application } = side;
  return {
    interface: name,
    version,
    role,
    unit: unit?.example ?? {},
    app: application?.example ?? {},
  };
}

/** The same charm with nonsense under the first key that cannot be any text. */
function brokenCharmOf(source: InterfacePackage, side: InterfaceSide): Charm[] {
  const charm = charmOf(source, side);
  const key = keyWithRule(side.unit?.schema);
  if (key !== undefined) return [{ ...charm, unit: { ...charm.unit, [key]: 'nonsense' } }];
  const other = keyWithRule(side.application?.schema);
  return other === undefined ? [] : [{ ...charm, app: { ...charm.app, [other]: 'nonsense' } }];
}

function keyWithRule(schema: Schema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  return Object.keys(schema.properties ?? {}).find(
    (key) => findDatabagFaults(schema, { [key]: 'nonsense' }).length > 0,
  );
}
