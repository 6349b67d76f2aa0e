import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../../layers/reactive/lib/errors.ts';
import { CHECKOUT } from './support/checkout-copy.ts';
import { readPage } from './support/pages.ts';

const PAGE = 'docs/decisions/reactive-differences.md';

/** Rows of the behaviour reference of charms.reactive and layer-basic. */
const ROWS = Array.from({ length: 123 }, (_, index) => index + 1);

/** Where tests of the engine stand. */
const ROOMS = [
  'juju/test',
  'layers/reactive/test',
  'build/test',
  'interfaces',
  'tests',
  'emulator/test',
];

describe('the rows R1 to R123 of the reference', () => {
  it('each stand in the title of a test, or in the table of differences', () => {
    const carried = new Set([
      ...ROOMS.flatMap((room) => testsIn(join(CHECKOUT, room))).flatMap(rowsInTitles),
      ...readPage(PAGE).split('\n').flatMap(rowsOfTable),
    ]);
    const missing = ROWS.filter((row) => !carried.has(row)).map((row) => `R${row}`);
    expect(missing).toEqual([]);
  });

  it('are told apart in titles, in lists and in ranges', () => {
    expect(rowsIn('R4 a value, R31, R33 and R82 to R85')).toEqual([4, 31, 33, 82, 83, 84, 85]);
    expect(rowsIn('PR12 and CR3 are none')).toEqual([]);
    expect(rowsInText(`it('R7 toggles', () => undefined); // R8 is not a title`)).toEqual([7]);
    expect(rowsOfTable('| R9, R10 | R11 stands elsewhere | x |')).toEqual([9, 10]);
    expect(rowsOfTable('R12 in prose')).toEqual([]);
  });
});

/** Rows that the reference itself marks as surprising or defective. */
const SURPRISING = [6, 18, 23, 32, 37, 38, 39, 47, 48, 49, 50, 58, 61, 68, 80, 81, 91, 93, 94, 109];

describe('the table of differences', () => {
  const lines = readPage(PAGE)
    .split('\n')
    .filter((line) => rowsOfTable(line).length > 0 || /^\| \d/.test(line));

  it('has every row that is marked as surprising', () => {
    const rows = new Set(lines.flatMap(rowsOfTable));
    expect(SURPRISING.filter((row) => !rows.has(row))).toEqual([]);
  });

  it('says for each row what they do, what we do, why, and where an author sees it', () => {
    expect(lines.length).toBeGreaterThan(20);
    const incomplete = lines.filter((line) => {
      const cells = line.split(/(?<!\\)\|/).slice(1, -1);
      return cells.length !== 6 || cells.some((cell) => cell.trim() === '');
    });
    expect(incomplete).toEqual([]);
  });

  it('names only codes of errors that there are', () => {
    const named = [...readPage(PAGE).matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);
    const ofBuilder = sourcesIn(join(CHECKOUT, 'build/src')).join('\n');
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !(code in ERRORS) && !ofBuilder.includes(`'${code}'`))).toEqual(
      [],
    );
  });

  it('says of each row whether it is copied, better or absent', () => {
    const kinds = lines.map((line) => line.split(/(?<!\\)\|/)[3]?.trim() ?? '');
    expect(kinds.filter((kind) => !['copied', 'better', 'other', 'absent'].includes(kind))).toEqual(
      [],
    );
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

function testsIn(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
      // The examples below are no tests of rows.
      .filter((name) => !name.endsWith('reactive-rows.test.ts'))
      .map((name) => join(folder, name))
  );
}

function rowsInTitles(file: string): number[] {
  return rowsInText(readFileSync(file, 'utf8'));
}

/** Rows that stand in quotes: titles of tests, and names of cases in their tables. */
function rowsInText(text: string): number[] {
  const quoted = text.match(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g) ?? [];
  return quoted.filter((each) => /^.\(?R\d/.test(each)).flatMap(rowsIn);
}

/** Rows that the first cell of a line of a table names. */
function rowsOfTable(line: string): number[] {
  return /^\| R\d/.test(line) ? rowsIn(line.split('|')[1] ?? '') : [];
}

function rowsIn(text: string): number[] {
  return [...text.matchAll(/\bR(\d+)(?: (?:to|through) R(\d+))?\b/g)].flatMap(
    ([, first, last = first]) => ROWS.filter((row) => row >= Number(first) && row <= Number(last)),
  );
}
