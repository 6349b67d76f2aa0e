import type { InterfaceDefinition, SideDefinition } from '@reactive-charms/reactive/engine';
import type { JsonSchema } from '@reactive-charms/reactive/engine';

/** Keys that Juju fills; a README may list them where a side reads them. */
const KEYS_OF_JUJU: readonly string[] = ['private-address', 'ingress-address', 'egress-subnets'];

/** What stands for any unit in a key of a README, and a unit's name as keys have it. */
const PLACEHOLDER = /<[^<>]+>/g;
const SAMPLE = 'mysql_0';

/** A key or flag of a side with what is said about it. */
interface Entry {
  readonly side: string;
  readonly name: string;
  readonly about: string;
}

/**
 * What is wrong with the README of an interface package: its tables name exactly the keys and flags
 * that the code has, in the code's own words, and it has an example for each side.
 */
export function findReadmeFaults(readme: string, definition: InterfaceDefinition): string[] {
  const sides = Object.entries(definition);
  const codeBlocks = [...section(readme, 'Examples').matchAll(/^```ts$/gm)].length;
  return [
    ...['Databags', 'Flags', 'Many units', 'Examples']
      .filter((heading) => section(readme, heading) === '')
      .map((heading) => `README.md has no section "## ${heading}"`),
    ...compareKeys(readEntries(section(readme, 'Databags'), 'key', 'value'), sides),
    ...compareFlags(readEntries(section(readme, 'Flags'), 'flag', 'set while'), sides),
    ...(codeBlocks < sides.length ? ['README.md has no example in TypeScript for each side'] : []),
  ];
}

type Sides = readonly (readonly [string, SideDefinition])[];

function compareKeys(rows: readonly Entry[], sides: Sides): string[] {
  const faults: string[] = [];
  for (const [side, { unit, application }] of sides) {
    const schemas = [unit?.schema, application?.schema].filter((schema) => schema !== undefined);
    const properties = schemas.flatMap((schema) => Object.entries(schema.properties ?? {}));
    const patterns = schemas.flatMap((schema) => Object.entries(schema.patternProperties ?? {}));
    const own = rows.filter((row) => row.side === side);
    for (const [key, schema] of properties) {
      const row = own.find(({ name }) => name === key);
      faults.push(...compareText(`key ${key} of ${side}`, row, schema.description));
    }
    for (const [pattern, schema] of patterns) {
      const row = own.find(({ name }) => isMatch(pattern, name));
      faults.push(...compareText(`key ${pattern} of ${side}`, row, schema.description));
    }
    for (const { name } of own) {
      const isKnown =
        KEYS_OF_JUJU.includes(name) ||
        properties.some(([key]) => key === name) ||
        patterns.some(([pattern]) => isMatch(pattern, name));
      if (!isKnown) faults.push(`README.md: the schema of ${side} has no key ${name}`);
    }
  }
  return faults;
}

function isMatch(pattern: string, name: string): boolean {
  const isPlaceholder = name.search(PLACEHOLDER) >= 0;
  return isPlaceholder && new RegExp(pattern).test(name.replace(PLACEHOLDER, SAMPLE));
}

function compareFlags(rows: readonly Entry[], sides: Sides): string[] {
  const faults: string[] = [];
  for (const [side, { flags }] of sides) {
    const own = rows.filter((row) => row.side === side);
    for (const [flag, about] of Object.entries(flags)) {
      const row = own.find(({ name }) => name === flag);
      faults.push(...compareText(`flag ${flag} of ${side}`, row, about));
    }
    for (const { name } of own) {
      if (!Object.hasOwn(flags, name)) faults.push(`README.md: ${side} keeps no flag ${name}`);
    }
  }
  return faults;
}

function compareText(
  what: string,
  row: Entry | undefined,
  about: JsonSchema['description'],
): string[] {
  if (about === undefined) return [`the code says nothing about the ${what}`];
  if (row === undefined) return [`README.md does not tell of the ${what}`];
  if (row.about === withoutCode(about)) return [];
  return [`README.md says of the ${what} "${row.about}", the code "${withoutCode(about)}"`];
}

/** Rows of a section's table that name something in code, by the heads of two columns. */
function readEntries(text: string, name: string, about: string): Entry[] {
  const lines = text.split('\n');
  const [head, , ...rows] = lines.filter((line) => line.startsWith('|')).map(cellsOf);
  if (head === undefined) return [];
  const [sideAt, nameAt, aboutAt] = [head.indexOf('side'), head.indexOf(name), head.indexOf(about)];
  return rows.flatMap((row) => {
    const [, code] = /`([^`]+)`/.exec(row[nameAt] ?? '') ?? [];
    if (code === undefined) return [];
    return [{ side: row[sideAt] ?? '', name: code, about: withoutCode(row[aboutAt] ?? '') }];
  });
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function withoutCode(text: string): string {
  return text.replaceAll('`', '');
}

/** The text below a heading of the second level. */
function section(readme: string, heading: string): string {
  const [, ...below] = `\n${readme}`.split(`\n## ${heading}\n`);
  return below.join('').split(/^## /m, 1)[0]?.trim() ?? '';
}
