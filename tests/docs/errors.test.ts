import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../../layers/reactive/lib/errors.ts';
import type { CatalogueEntry } from '../../layers/reactive/lib/errors.ts';
import { CHECKOUT } from './support/checkout-copy.ts';
import { readPage } from './support/pages.ts';

const PAGE = 'docs/reference/errors.md';
const CODES = Object.keys(ERRORS);

/** Readers of charm files have codes of their own: they name a place in a file, and how to mend it. */
const NOT_AT_RUN_TIME = ['errors.ts', 'files'];

/** What runs on a unit: the engine, and Juju's part of it. */
const SOURCES = ['layers/reactive/lib', 'juju/src'].flatMap((folder) =>
  sourcesIn(join(CHECKOUT, folder)),
);

/** Code → text of its section, with line breaks as spaces. */
const SECTIONS = new Map(
  readPage(PAGE)
    .split('\n## ')
    .slice(1)
    .map((section) => {
      const [code = '', ...lines] = section.split('\n');
      return [
        code,
        lines
          .join('\n')
          .trim()
          .replaceAll(/\n(?!\n)/g, ' ')
          .replaceAll('\n ', '\n'),
      ];
    }),
);

describe('docs/reference/errors.md', () => {
  it('has a section for every code of the catalogue and for no other, in alphabetical order', () => {
    expect([...SECTIONS.keys()]).toEqual(CODES.toSorted());
  });

  it.each(Object.entries<CatalogueEntry>(ERRORS))(
    'says of %s what happened, where it shows and what to do, in the words of the catalogue',
    (code, { summary, fix }) => {
      const section = SECTIONS.get(code) ?? '';
      expect(section.startsWith(`${sentence(summary)}\n`)).toBe(true);
      expect(section).toMatch(/\n\*\*Where it shows\.\*\* [A-Z]/);
      expect(section).toContain(`\n**What to do.** ${sentence(fix)}`);
    },
  );
});

describe('the catalogue', () => {
  it('is in alphabetical order', () => {
    expect(CODES).toEqual(CODES.toSorted());
  });

  it('has sentences without capital and full stop, as they stand inside of lines', () => {
    const texts = Object.values<CatalogueEntry>(ERRORS).flatMap(({ summary, fix }) => [
      summary,
      fix,
    ]);
    expect(texts.filter((text) => text.endsWith('.') || /^[A-Z][a-z]/.test(text))).toEqual([
      'Juju refused a call of a hook tool, or does not have the tool',
    ]);
  });

  it('has no code that nothing uses', () => {
    const sources = SOURCES.join('\n');
    expect(CODES.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('has every code that the engine uses', () => {
    const used = SOURCES.flatMap((source) =>
      [...source.matchAll(/\b(?:userError|fault|diagnostic)\(\s*'([A-Z_]+)'/g)].map(
        ([, code]) => code,
      ),
    );
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((code) => !CODES.includes(code ?? ''))).toEqual([]);
  });
});

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (NOT_AT_RUN_TIME.includes(entry.name)) return [];
    return entry.isDirectory() ? sourcesIn(path) : [readFileSync(path, 'utf8')];
  });
}
