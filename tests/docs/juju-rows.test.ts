import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from './support/checkout-copy.ts';
import { readPage } from './support/pages.ts';

const PAGE = 'docs/reference/juju-differences.md';

/** Facts about Juju's hook tools and its agent. */
const ROWS = Array.from({ length: 120 }, (_, index) => index + 1);

/** Where tests of the model stand. Those of juju/ show what its callers make of an answer, not who gives it. */
const ROOMS = ['emulator/test', 'testing/test', 'tests/deployment', 'tests/real-parts'];

describe('the rows C1 to C120 about Juju', () => {
  it('each stand in a test of the model', () => {
    const carried = new Set(ROOMS.flatMap(rowsOfTests));
    expect(ROWS.filter((row) => !carried.has(row)).map((row) => `C${row}`)).toEqual([]);
  });

  it('are told apart in titles, in lists and in ranges', () => {
    expect(rowsIn('C4 a value, C31, C33 and C82 to C85')).toEqual([4, 31, 33, 82, 83, 84, 85]);
    expect(rowsIn('AC12 and C3a are none')).toEqual([]);
    expect(rowsOfText(`it('C7 toggles', () => undefined); // C8 is not a title`)).toEqual([7]);
    expect(rowsOfText(`{ row: 'C12', call: 'x' }`)).toEqual([12]);
    expect(rowsOfText('/** Such as `C13`. */')).toEqual([]);
  });
});

describe('the page of differences', () => {
  const lines = readPage(PAGE)
    .split('\n')
    .filter((line) => isTableLine(line) && !/^\|[-\s|]+\|$/.test(line));

  it('says for each difference what Juju does, what the model does, and why', () => {
    expect(lines.length).toBeGreaterThan(20);
    const incomplete = lines.filter((line) => {
      const cells = line.split(/(?<!\\)\|/).slice(1, -1);
      return cells.length !== 4 || cells.some((cell) => cell.trim() === '');
    });
    expect(incomplete).toEqual([]);
  });
});

function isTableLine(line: string): boolean {
  return line.startsWith('| ');
}

function rowsOfTests(room: string): number[] {
  const folder = join(CHECKOUT, room);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .flatMap((name) => rowsOfText(readFileSync(join(folder, name), 'utf8')));
}

/** Rows that begin or end what stands in quotes: titles of tests, and names of cases in their tables. */
function rowsOfText(text: string): number[] {
  const quoted = text.match(/'[^'\n]*'|"[^"\n]*"/g) ?? [];
  return quoted.filter((each) => /^.C\d|\(C\d[^)]*\).$/.test(each)).flatMap(rowsIn);
}

function rowsIn(text: string): number[] {
  return [
    ...text.matchAll(/(?<![A-Za-z0-9])C(\d+)(?![A-Za-z0-9])(?: to C(\d+)(?![A-Za-z0-9]))?/g),
  ].flatMap(([, first, last = first]) =>
    ROWS.filter((row) => row >= Number(first) && row <= Number(last)),
  );
}
