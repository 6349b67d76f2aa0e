import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import type { DatabagSchema } from '@reactive-charms/reactive';
import type { InterfacePackage } from '../../build/src/interfaces/load-interface.ts';
import type { Bag } from '../../build/src/interfaces/load-sides.ts';
import { renderCatalogue } from '../../build/src/interfaces/render-catalogue.ts';
import { findDatabagFaults } from '../../build/src/interfaces/schema-example.ts';
import { schemaFiles, SIDE_NAMES } from '../../build/src/interfaces/schema-files.ts';
import { isSchema } from '../../build/src/interfaces/schema-model.ts';
import { Findings } from '../../build/src/findings.ts';
import { listInterfaces, loadInterfaces } from '../support/interface-packages.ts';
import { arbitraryDatabag } from './published/arbitrary-databag.ts';

/**
 * What all interface packages publish for those who do not use them from TypeScript: the JSON Schema
 * files, and the form of the public catalogue.
 */

const ROOT = resolve(__dirname, '../..');

/** One bag of one side, with a name for the test. */
type NamedBag = readonly [name: string, bag: Bag, source: InterfacePackage];

let packages: readonly InterfacePackage[] = [];

beforeAll(async () => {
  packages = await loadInterfaces();
});

/** What one kind of databag of a side may hold, as the published file says it. */
function bagsOf(source: InterfacePackage): NamedBag[] {
  return source.sides.flatMap((side): NamedBag[] => {
    const noun = SIDE_NAMES[side.role];
    const bags = { unit: side.unit, app: side.application };
    return Object.entries(bags).flatMap(([kind, bag]): NamedBag[] =>
      bag === undefined ? [] : [[`${source.name} ${noun} ${kind}`, bag, source]],
    );
  });
}

it('every interface package says what it writes', () => {
  const described = packages.map(({ label }) => label);
  expect(described).toEqual(listInterfaces().map((name) => join('interfaces', name)));
});

describe('the JSON Schema files', () => {
  it('are those of the definitions, and take their examples', () => {
    for (const source of packages) {
      for (const { name, content } of schemaFiles(source)) {
        const path = join(source.directory, 'schemas', name);
        expect([path, existsSync(path) && readFileSync(path, 'utf8')]).toEqual([path, content]);
      }
    }
    const faults = packages.flatMap((source) =>
      schemaFiles(source).flatMap(({ name, content }) =>
        exampleFaults(JSON.parse(content)).map((fault) => `${source.name} ${name}: ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('can be imported from the packages', () => {
    const hidden = packages.filter(({ directory }) => {
      const manifest = Object(JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')));
      return Object(manifest.exports)['./schemas/*.json'] !== './schemas/*.json';
    });
    expect(hidden.map(({ label }) => label)).toEqual([]);
  });

  it('refuse a number, and a text that is not what a key says of itself', () => {
    const missed = packages.flatMap(bagsOf).flatMap(([name, { schema, example }]) =>
      Object.entries(schema.properties ?? {}).flatMap(([key, { type, ...rules }]) => {
        const wrong: unknown[] = [5];
        if (rules.enum !== undefined || rules.contentSchema?.type !== undefined)
          wrong.push('wrong: [');
        return wrong
          .filter((value) => findDatabagFaults(schema, { ...example, [key]: value }).length === 0)
          .map((value) => `${name} takes ${String(value)} as ${key} of type ${type}`);
      }),
    );
    expect(missed).toEqual([]);
  });

  it('take whatever the code writes', async () => {
    for (const [name, { schema }, source] of packages.flatMap(bagsOf)) {
      const keys = Object.keys(schema.properties ?? {});
      const writers = (await databagSchemasOf(source)).filter((writer) =>
        writer.keys.every((key) => keys.includes(key)),
      );
      for (const writer of writers) {
        const property = fc.property(arbitraryDatabag(schema), (bag) => {
          // Some bags are written in parts, each by a schema of its own.
          const changes = { ...bag, ...writer.encode(writer.decode(bag).values) };
          const written = Object.fromEntries(
            Object.entries(changes).filter(([, value]) => value !== null),
          );
          expect([name, findDatabagFaults(schema, written)]).toEqual([name, []]);
        });
        fc.assert(property, { numRuns: 50 });
      }
    }
  });
});

describe('the form of the public catalogue', () => {
  it('tells every key, and nothing of flags and code', () => {
    for (const source of packages.filter(({ sides }) => sides.length === 2)) {
      const readme = renderCatalogue(source).find(({ path }) => path.endsWith('README.md'));
      const text = readme?.content ?? '';
      const [, behavior = ''] = text.split('\n## Behavior\n');
      const keys = bagsOf(source).flatMap(([, { schema }]) => Object.keys(schema.properties ?? {}));
      const silent = keys.filter((key) => !behavior.includes(`\`${key}\`: `));
      expect([source.name, silent]).toEqual([source.name, []]);
      expect(behavior).not.toMatch(
        /\bflags?\b|`malformed`|endpoint\.|\bengine\b|`[a-z]+[A-Z]|\]\(\.\.\/(?!\.\.\/\.\.\/docs\/json_schemas)/,
      );
    }
  });
});

/** What is wrong with the examples in a published file. */
function exampleFaults(file: unknown): string[] {
  const properties: unknown = Reflect.get(Object(file), 'properties');
  return Object.entries(Object(properties)).flatMap(([kind, published]) => {
    const { examples, ...schema } = Object(published);
    const findings = new Findings();
    const spot = { file: kind, path: kind, findings };
    if (!Array.isArray(examples) || examples.length === 0) return [`${kind} has no examples`];
    if (!isSchema(schema, spot)) return findings.all.map(({ text }) => text);
    return examples.flatMap((example: unknown) => findDatabagFaults(schema, example));
  });
}

/** The databag schemas that the code of a package exports. */
async function databagSchemasOf(
  source: InterfacePackage,
): Promise<DatabagSchema<Record<string, unknown>>[]> {
  const exported: object = await import(join(ROOT, source.label, 'index.ts'));
  return Object.values(exported).filter(isDatabagSchema);
}

function isDatabagSchema(value: unknown): value is DatabagSchema<Record<string, unknown>> {
  const found = Object(value);
  return ['encode', 'decode'].every((name) => typeof found[name] === 'function') && 'keys' in found;
}
