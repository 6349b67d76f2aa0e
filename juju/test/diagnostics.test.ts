import {
  DiagnosticsError,
  formatDiagnostic,
  sortDiagnostics,
  userError,
} from '../src/diagnostics.ts';
import type { Diagnostic, Place } from '../src/diagnostics.ts';

function finding(place?: Place): Diagnostic {
  return { severity: 'error', code: 'BAD', text: 'it is bad', ...(place ? { place } : {}) };
}

describe('formatDiagnostic', () => {
  it.each<[string, Diagnostic, string]>([
    ['nothing but the text', finding(), 'error: it is bad [BAD]'],
    ['a file', finding({ file: 'a.yaml' }), 'a.yaml: error: it is bad [BAD]'],
    ['a line', finding({ file: 'a.yaml', line: 3 }), 'a.yaml:3: error: it is bad [BAD]'],
    ['a column', finding({ file: 'a', line: 3, column: 5 }), 'a:3:5: error: it is bad [BAD]'],
    ['a column without a line', finding({ file: 'a', column: 5 }), 'a: error: it is bad [BAD]'],
    [
      'the source line, with a mark under the column',
      finding({ file: 'a', line: 12, column: 3, source: '  db: ?' }),
      'a:12:3: error: it is bad [BAD]\n  12 |   db: ?\n         ^',
    ],
    [
      'a fix, and another severity',
      { ...finding(), severity: 'warning', fix: 'name it' },
      'warning: it is bad [BAD]\n  fix: name it',
    ],
  ])('prints %s', (_case, diagnostic, text) => {
    expect(formatDiagnostic(diagnostic)).toBe(text);
  });

  it('puts the mark under the very character', () => {
    const source = 'endpoint: db';
    for (const column of [1, 5, source.length]) {
      const [, shown = '', mark = ''] = formatDiagnostic(
        finding({ file: 'a', line: 7, column, source }),
      ).split('\n');
      expect(shown.charAt(mark.indexOf('^'))).toBe(source.charAt(column - 1));
    }
  });
});

describe('sortDiagnostics', () => {
  it('orders by file, line and column, and findings without a place first', () => {
    const places: (Place | undefined)[] = [
      { file: 'b', line: 1 },
      { file: 'a', line: 10, column: 2 },
      { file: 'a', line: 10, column: 1 },
      { file: 'a', line: 9 },
      undefined,
    ];
    const given = places.map(finding);
    const sorted = sortDiagnostics(given).map(({ place }) => place);
    expect(sorted).toEqual([undefined, places[3], places[2], places[1], places[0]]);
    expect(given.map(({ place }) => place)).toEqual(places);
  });
});

describe('userError', () => {
  it('is one finding, and its message is what a program prints', () => {
    const error = userError('BAD', 'it is bad', { place: { file: 'a' }, fix: 'mend it' });
    expect(error).toBeInstanceOf(DiagnosticsError);
    expect(error.message).toBe('a: error: it is bad [BAD]\n  fix: mend it');
    expect(error.diagnostics).toHaveLength(1);
  });
});
